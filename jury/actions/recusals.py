"""Conflicts of interest: a person is recused, not a seat."""

from django.db import transaction
from django.utils.translation import gettext as _

from jury.models import Juror, Recusal
from prize import rules
from prize.actions import NotAllowed
from prize.models.gates import with_reason

from .panels import lock_panel, log, refuse_if_frozen
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
        refresh_standings(seat.panel, [application.pk])
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
        refresh_standings(seat.panel, [application.pk])
    return panel


def seats_of(juror):
    """The person's seats on the panels of this edition."""
    return Juror.objects.filter(user=juror.user_id, panel__edition=juror.panel.edition_id).select_related(
        "panel__edition"
    )
