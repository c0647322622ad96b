"""Conflicts of interest: a person is recused, not a seat."""

from django.db import transaction
from django.utils.translation import gettext as _

from jury.models import Juror, Recusal
from prize import rules
from prize.actions import NotAllowed, move
from prize.models import CandidacyState
from prize.models.gates import with_reason

from .panels import candidacies_of, count_sheets, lock_panel, log, refuse_if_frozen
from .standings import refresh_standings


@transaction.atomic
def recuse(juror, application, *, reason, by, at):
    """The juror is out for this application on every panel of the edition; a sheet handed in counts no more."""
    lock_panel(juror.panel)
    if by.pk != juror.user_id and not rules.is_office(by):
        raise NotAllowed(_("Befangenheit erklärt das Jurymitglied selbst oder die Geschäftsstelle."))
    if application.edition_id != juror.panel.edition_id:
        raise NotAllowed(_("Diese Bewerbung gehört zu einer anderen Ausgabe."))
    if Recusal.objects.filter(juror=juror, application=application).exists():
        raise NotAllowed(_("Für diese Bewerbung ist die Befangenheit schon erklärt."))
    reason = with_reason(reason)
    for seat in seats_of(juror):
        refuse_if_frozen(seat.panel, application)
        Recusal.objects.get_or_create(juror=seat, application=application, defaults={"reason": reason, "at": at})
        log(seat.panel, "recuse", by=by, at=at, application=application, juror=seat.name, reason=reason)
        recount(seat.panel, application, by=by, at=at)
    return Recusal.objects.get(juror=juror, application=application)


@transaction.atomic
def lift_recusal(recusal, *, by, at, reason):
    """The lead takes a recusal back, with a reason; the juror reads again and a sheet handed in counts again."""
    panel = lock_panel(recusal.juror.panel)
    if not rules.is_lead(by):
        raise NotAllowed(_("Eine Befangenheit hebt nur die Leitung auf."))
    reason = with_reason(reason)
    juror, application = recusal.juror, recusal.application
    if not Recusal.objects.filter(juror=juror, application=application).exists():
        raise NotAllowed(_("Diese Befangenheit ist schon aufgehoben."))
    for seat in seats_of(juror):
        refuse_if_frozen(seat.panel, application)
        Recusal.objects.filter(juror=seat, application=application).delete()
        log(seat.panel, "lift_recusal", by=by, at=at, application=application, juror=seat.name, reason=reason)
        recount(seat.panel, application, by=by, at=at)
    return panel


def recount(panel, application, *, by, at):
    """The standings anew. Once the panel is closed, what is scored has its quorum or the lead's override: who loses
    sheets and has too few left needs an override again, who comes back to the quorum is scored again."""
    here = candidacies_of(panel, CandidacyState.ELIGIBLE, CandidacyState.JURY_SCORED).filter(application=application)
    before = {candidacy.pk: count_sheets(candidacy) for candidacy in here}
    refresh_standings(panel, [application.pk])
    for candidacy in here.all() if panel.is_closed else ():
        sheets, quorum = count_sheets(candidacy), panel.quorum
        if candidacy.is_unscored and before[candidacy.pk] < quorum <= sheets:
            move(candidacy, "score", by=by, at=at, sheets=sheets, quorum=quorum)
        elif not candidacy.is_unscored and sheets < min(before[candidacy.pk], quorum):
            reason = _("Nach einer Befangenheit zählen zu wenige Bögen: %(sheets)s, das Quorum ist %(quorum)s.")
            facts = {"sheets": sheets, "quorum": quorum}
            move(candidacy, "unscore", by=by, at=at, reason=reason % facts, **facts)


def seats_of(juror):
    """The person's seats on the panels of this edition."""
    return Juror.objects.filter(user=juror.user_id, panel__edition=juror.panel.edition_id).select_related(
        "panel__edition"
    )
