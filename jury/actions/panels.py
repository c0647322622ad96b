"""Opening and closing the scoring of a panel."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from jury import ranking
from jury.models import Criterion, Panel, competing, weights_of
from prize import rules
from prize.actions import NotAllowed, move
from prize.actions.workflow import lock_edition
from prize.models import Candidacy, CandidacyState, History
from prize.models.gates import with_reason

from .standings import refresh_standings


def lock_panel(panel):
    """The panel's row, fresh, under the edition's lock."""
    edition = lock_edition(panel.edition_id)
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    panel.edition = edition
    return panel


def log(panel, step, *, by, at, application=None, **facts):
    History.objects.append(panel.edition, step, by=by, at=at, application=application, panel=panel.name, **facts)


def refuse_if_frozen(panel, application=None):
    """Where one of the panel's awards is being decided, what its ranking rests on stands. With an application: only
    where it competes itself."""
    frozen = panel.panel_awards.filter(award__ranking_frozen_at__isnull=False)
    if application:
        frozen = frozen.filter(award__in=competing(application).values("award"))
    if frozen.exists():
        raise NotAllowed(_("Die Rangliste ist festgeschrieben. An der Bewertung ändert sich nichts mehr."))


# Criteria ---------------------------------------------------------------------------------------
STANDING_CRITERIA = (
    (
        "Teilhabe von Menschen mit Migrationsgeschichte",
        "Wirken Menschen mit Migrationsgeschichte selbst mit – bei Planung, Umsetzung und Entscheidungen?",
    ),
    (
        "Soziale und interkulturelle Kompetenz",
        "Stärkt das Projekt das Verständnis füreinander und den Umgang mit Unterschieden?",
    ),
    (
        "Nachhaltige Wirkung für Vielfalt und Integration",
        "Wirkt das Projekt dauerhaft, und kann es anderen als Vorbild dienen?",
    ),
    (
        "Stärkung des Miteinanders",
        "Bringt es Menschen verschiedener Herkunft und, wo es passt, verschiedener Generationen zusammen?",
    ),
    (
        "Besonders innovative Ideen",
        "Geht das Projekt neue Wege, die man so noch nicht kannte?",
    ),
)


@transaction.atomic
def preset_criteria(panel):
    """The prize's five standing criteria, of equal weight, on a scale from 1 to 5."""
    panel = lock_panel(panel)
    if panel.is_opened or panel.criteria.exists():
        raise NotAllowed(_("Diese Jury hat schon Kriterien."))
    return Criterion.objects.bulk_create(
        Criterion(panel=panel, name=name, hint=hint, position=position, low_words="kaum", high_words="in hohem Maße")
        for position, (name, hint) in enumerate(STANDING_CRITERIA, start=1)
    )


# Scoring ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ScoringReport:
    """What closing did: candidacies that were scored, and (candidacy, sheets) of those below the quorum."""

    scored: list = field(default_factory=list)
    below_quorum: list = field(default_factory=list)


@transaction.atomic
def open_scoring(panel, *, by, at):
    """The jury may read and score. From now on criteria, weights and awards of the panel stand."""
    panel = lock_panel(panel)
    if not rules.is_office(by):
        raise NotAllowed(_("Die Bewertung öffnet die Geschäftsstelle."))
    if panel.is_opened:
        raise NotAllowed(_("Die Bewertung ist schon geöffnet worden."))
    if gaps := what_is_missing(panel):
        raise NotAllowed(*gaps)
    panel.scoring_opened_at = at
    panel.save(update_fields=["scoring_opened_at"])
    criteria = [{"name": c.name, "weight": c.weight, "low": c.low, "high": c.high} for c in panel.criteria.in_order()]
    log(panel, "open_scoring", by=by, at=at, quorum=panel.quorum, criteria=criteria)
    return panel


def what_is_missing(panel):
    """Why scoring cannot open yet, in words."""
    criteria, awards = list(panel.criteria.all()), [pa.award for pa in panel.panel_awards.select_related("award")]
    checks = (
        (awards, _("Die Jury entscheidet noch über keinen Preis.")),
        (criteria, _("Die Jury hat noch keine Kriterien.")),
        (
            len(criteria) <= ranking.MAX_CRITERIA,
            _("Mehr als %s Kriterien sind nicht möglich.") % ranking.MAX_CRITERIA,
        ),
        (
            len({(c.low, c.high) for c in criteria}) <= 1,
            _("Alle Kriterien brauchen dieselbe Skala, sonst sagt ihr Mittel nichts."),
        ),
        (
            not criteria or all(weights_of(award) for award in awards),
            _("Bei einem Preis haben alle Kriterien das Gewicht 0."),
        ),
        (
            panel.jurors.count() >= panel.quorum,
            _("Die Jury hat weniger Mitglieder, als das Quorum Bögen verlangt."),
        ),
    )
    return [words for is_fine, words in checks if not is_fine]


@transaction.atomic
def close_scoring(panel, *, by, at):
    """No sheet changes any more; what has reached its quorum is scored. Returns a ScoringReport."""
    panel = lock_panel(panel)
    if not rules.is_office(by):
        raise NotAllowed(_("Die Bewertung schließt die Geschäftsstelle."))
    if not panel.is_open:
        raise NotAllowed(_("Die Bewertung ist nicht geöffnet."))
    panel.scoring_closed_at = at
    panel.save(update_fields=["scoring_closed_at"])
    refresh_standings(panel)
    report = ScoringReport()
    for candidacy in candidacies_of(panel, CandidacyState.ELIGIBLE):
        sheets = count_sheets(candidacy)
        if sheets >= panel.quorum:
            report.scored.append(move(candidacy, "score", by=by, at=at, sheets=sheets, quorum=panel.quorum))
        else:
            report.below_quorum.append((candidacy, sheets))
    log(panel, "close_scoring", by=by, at=at, scored=len(report.scored), below_quorum=len(report.below_quorum))
    return report


def candidacies_of(panel, *states):
    return (
        Candidacy.objects.filter(award__panel_award__panel=panel, state__in=states)
        .select_related("standing", "award", "application__edition")
        .order_by("application__number", "award__position", "pk")
    )


def count_sheets(candidacy):
    return candidacy.standing.sheets if hasattr(candidacy, "standing") else 0


@transaction.atomic
def reopen_scoring(panel, *, by, at, reason):
    """Sheets may change again, and what was scored is eligible again."""
    panel = lock_panel(panel)
    if not rules.is_lead(by):
        raise NotAllowed(_("Die Bewertung öffnet nur die Leitung wieder."))
    if not panel.is_closed:
        raise NotAllowed(_("Die Bewertung ist nicht geschlossen."))
    refuse_if_frozen(panel)
    reason = with_reason(reason)
    panel.scoring_closed_at = None
    panel.save(update_fields=["scoring_closed_at"])
    log(panel, "reopen_scoring", by=by, at=at, reason=reason)
    for candidacy in candidacies_of(panel, CandidacyState.JURY_SCORED):
        move(candidacy, "reopen", by=by, at=at, reason=reason)
    return panel


@transaction.atomic
def score_below_quorum(candidacy, *, by, at, reason):
    """The lead lets a candidacy count as scored although too few sheets are in; also for what came in after closing."""
    panel = lock_panel(Panel.objects.get(panel_awards__award=candidacy.award_id))
    if not panel.is_closed:
        raise NotAllowed(_("Die Bewertung läuft noch. Schließen Sie sie zuerst."))
    candidacy = Candidacy.objects.select_related("standing").get(pk=candidacy.pk)
    return move(candidacy, "score", by=by, at=at, sheets=count_sheets(candidacy), quorum=panel.quorum, reason=reason)
