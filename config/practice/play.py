"""The rest of the practice season, by the same actions that the pages use.

Each step does what is still to be done, so a season that was half played by hand is carried on from there.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from certificates import actions as certificate_actions
from certificates.models import Certificate
from jury import actions as jury_actions
from jury.models import UNFINISHED, Juror, Panel, Ranking, reading_list
from prize import actions, rules
from prize.actions.workflow import lock_edition
from prize.models import Application, ApplicationState, Candidacy, CandidacyState, History, Letter, LetterState, User

from .marks import score

S = CandidacyState


@dataclass(frozen=True)
class Player:
    """Who plays, on which edition, and `clock` that tells the time of each action."""

    edition: object
    clerk: User
    lead: User
    clock: object

    def candidacies(self, *states):
        return (
            Candidacy.objects.filter(application__edition=self.edition, state__in=states)
            .select_related("award", "application__edition")
            .order_by("application__number", "award__position")
        )


def play_season(edition, *, clock):
    """Yield (step, count) for each step as it is done; nothing if the season has been played already."""
    if rules.is_announced(edition, clock()):
        return
    people = User.objects.filter(is_practice=True).order_by("pk")
    player = Player(edition, people.filter(office_role="clerk")[0], people.filter(office_role="lead")[0], clock)
    for words, step in (
        (_("Nachgebesserte Bewerbungen erneut eingereicht"), file_again),
        (_("Bewerbungsfrist beendet"), end_call),
        (_("Kandidaturen geprüft und zugelassen"), accept_rest),
        (_("Kandidaturen nicht zugelassen"), reject_rest),
        (_("Bewertungen geöffnet"), open_panels),
        (_("Bewertungsbögen abgegeben"), hand_in_rest),
        (_("Kandidaturen durch Abschluss der Bewertung bewertet"), close_panels),
        (_("Unter dem Quorum, von der Leitung dennoch gewertet"), score_rest),
        (_("Zur Auszeichnung vorgeschlagen"), nominate_best),
        (_("Auszeichnungen von der Leitung bestätigt"), confirm),
        (_("Preise abgeschlossen"), close_awards),
        (_("Ergebnisse bekannt gegeben"), announce),
        (_("Eingangsbestätigungen erstellt"), make_receipts),
        (_("Schreiben freigegeben"), release_letters),
        (_("Schreiben versandt"), deliver_letters),
        (_("Urkunden ausgestellt"), issue_certificates),
        (_("Auszeichnungen ohne Urkunde"), count_without_certificate),
    ):
        yield words, step(player)


# Applications ------------------------------------------------------------------------------------
def file_again(player):
    returned = Application.objects.filter(edition=player.edition, state=ApplicationState.RETURNED).order_by("number")
    complete = [application for application in returned if not application.problems()]
    for application in complete:
        member = application.organisation.memberships.order_by("pk")[0].user
        actions.file_application(application, by=member, at=player.clock())
    return len(complete)


@transaction.atomic
def end_call(player):
    """Practice time is short: the call ends now, so that nobody files into a season that is decided."""
    at, edition = player.clock(), lock_edition(player.edition.pk)
    if not rules.is_open_for_filing(edition, at):
        return 0
    edition.closes_at, edition.grace_minutes = min(edition.closes_at, at), 0
    edition.save(update_fields=["closes_at", "grace_minutes"])
    History.objects.append(edition, "end_call", by=player.lead, at=at)
    return 1


def accept_rest(player):
    """Every human question is answered with yes; what a rule then still refuses is left for reject_rest."""
    count = 0
    for entered in player.candidacies(S.SUBMITTED):
        answers = {item.pk: True for item in entered.award.checklist.filter(rule="")}
        actions.answer_checklist(entered, answers, by=player.clerk, at=player.clock())
        candidacy = Candidacy.objects.for_step().get(pk=entered.pk)
        if candidacy.is_checklist_complete():
            actions.move(candidacy, "accept", by=player.clerk, at=player.clock())
            count += 1
    return count


def reject_rest(player):
    left = list(player.candidacies(S.SUBMITTED))
    for candidacy in left:
        reason = _("Übungsbeispiel: Eine formale Voraussetzung ist nicht erfüllt.")
        actions.move(candidacy, "reject", by=player.clerk, at=player.clock(), reason=reason)
    return len(left)


# Jury --------------------------------------------------------------------------------------------
def open_panels(player):
    waiting = list(Panel.objects.filter(edition=player.edition, scoring_opened_at__isnull=True).order_by("pk"))
    for panel in waiting:
        jury_actions.open_scoring(panel, by=player.clerk, at=player.clock())
    return len(waiting)


def hand_in_rest(player):
    count = 0
    jurors = Juror.objects.filter(panel__edition=player.edition).select_related("panel__edition", "user")
    for juror in jurors.order_by("panel", "pk"):
        if juror.panel.is_open:
            for application in reading_list(juror).filter(status__in=UNFINISHED):
                score(juror, application, at=player.clock())
                count += 1
    return count


def close_panels(player):
    panels = Panel.objects.filter(edition=player.edition).order_by("pk")
    reports = [
        jury_actions.close_scoring(panel, by=player.clerk, at=player.clock()) for panel in panels if panel.is_open
    ]
    return sum(len(report.scored) for report in reports)


def score_rest(player):
    left = list(player.candidacies(S.ELIGIBLE))
    for candidacy in left:
        reason = _("Übungsbeispiel: Es liegen zu wenige Bögen vor, die Jury hat in der Sitzung beraten.")
        jury_actions.score_below_quorum(candidacy, by=player.lead, at=player.clock(), reason=reason)
    return len(left)


# Decision ----------------------------------------------------------------------------------------
def nominate_best(player):
    """The best of each ranking that do not get another prize, as long as places are free."""
    edition, count = player.edition, 0
    honoured = set(
        player.candidacies(S.AWARDED, S.JURY_SCORED)
        .exclude(state=S.JURY_SCORED, nominated_at__isnull=True)
        .values_list("application", flat=True)
    )
    for award in edition.awards.filter(decided_at__isnull=True).order_by("position"):
        for candidacy in best_of(award):
            if is_full(award):
                break
            if edition.allows_several_awards or candidacy.application_id not in honoured:
                actions.nominate(candidacy, by=player.clerk, at=player.clock())
                honoured.add(candidacy.application_id)
                count += 1
    return count


def best_of(award):
    ranked = Ranking(award, award.panel_award.panel).ranked()
    return [c for c in ranked if c.is_nominable]


def is_full(award):
    awarded = award.candidacies.filter(state=S.AWARDED).count()
    return awarded + award.candidacies.filter(state=S.JURY_SCORED, nominated_at__isnull=False).count() >= award.places


def confirm(player):
    waiting = list(player.candidacies(S.JURY_SCORED).filter(nominated_at__isnull=False))
    for candidacy in waiting:
        actions.move(candidacy, "award_prize", by=player.lead, at=player.clock())
    return len(waiting)


def close_awards(player):
    awards = list(player.edition.awards.filter(decided_at__isnull=True).order_by("position"))
    for award in awards:
        actions.close_award(award, by=player.lead, at=player.clock())
    return len(awards)


def announce(player):
    at = player.clock()
    actions.announce(player.edition, by=player.lead, at=at, moment=at)
    return 1


# Letters and certificates ------------------------------------------------------------------------
def release_letters(player):
    letters = Letter.objects.filter(edition=player.edition)
    failed = letters.filter(state=LetterState.FAILED)
    return actions.retry(failed, by=player.clerk, at=player.clock()) + actions.release(
        letters, by=player.clerk, at=player.clock()
    )


def make_receipts(player):
    made, _failed = certificate_actions.make_receipts(at=player.clock(), clock=player.clock, edition=player.edition)
    return made


def deliver_letters(player):
    sent, _failed = actions.deliver_due(at=player.clock(), clock=player.clock)
    return sent


def issue_certificates(player):
    report = certificate_actions.issue_all(player.edition, by=player.clerk, at=player.clock())
    return len(report.issued)


def count_without_certificate(player):
    """Nought, unless a text did not fit or a letter could not be set; the office's page says which."""
    return player.edition.laureates.standing().exclude(certificates__in=Certificate.objects.standing()).count()
