"""Filling in, handing in and taking back score sheets."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from jury.models import Mark, Recusal, ScoreSheet, reading_list
from prize import rules
from prize.actions import Conflict, EditedMeanwhile, Incomplete, NotAllowed
from prize.models.gates import with_reason

from .panels import lock_panel, log
from .standings import refresh_standings


class SheetEditedMeanwhile(EditedMeanwhile):
    def __init__(self):
        Conflict.__init__(
            self,
            _(
                "Sie haben diesen Bogen inzwischen an anderer Stelle gespeichert, vielleicht in einem zweiten Fenster "
                "oder auf einem anderen Gerät. Was Sie eben abgeschickt haben, wurde nicht gespeichert. Gehen Sie "
                "zurück, merken Sie sich Ihre Angaben und laden Sie die Seite neu."
            ),
        )


@transaction.atomic
def save_sheet(juror, application, *, marks, comment, note, version, by, at):
    """Keep a draft. marks: {criterion pk: value or None}; version: what the person saw, 0 for a new sheet.

    Only the beginning of a sheet goes into the history: what a draft says is nobody's business, and a browser that
    saves every minute must not fill the chain.
    """
    panel = lock_for_scoring(juror, application, by=by)
    sheet = ScoreSheet.objects.filter(juror=juror, application=application).first()
    refuse_if_handed_in(sheet)
    if (sheet.version if sheet else 0) != version:
        raise SheetEditedMeanwhile()
    check_marks(panel, marks)
    if sheet is None:
        sheet = ScoreSheet(juror=juror, application=application, version=0)
        log(panel, "begin_sheet", by=by, at=at, application=application, juror=juror.name)
    sheet.comment, sheet.note, sheet.saved_at = comment.strip(), note.strip(), at
    sheet.version += 1
    sheet.save()
    write_marks(sheet, marks)
    return sheet


@transaction.atomic
def hand_in(sheet, *, by, at):
    """The sheet is final and counts. Raises Incomplete with the pks of criteria that lack a mark."""
    panel = lock_for_scoring(sheet.juror, sheet.application, by=by)
    sheet = ScoreSheet.objects.select_related("juror", "application").get(pk=sheet.pk)
    refuse_if_handed_in(sheet)
    marked = set(sheet.marks.values_list("criterion", flat=True))
    if missing := [c.pk for c in panel.criteria.in_order() if c.pk not in marked]:
        raise Incomplete(missing)
    sheet.handed_in_at = at
    sheet.save(update_fields=["handed_in_at"])
    log(panel, "hand_in", by=by, at=at, application=sheet.application, juror=sheet.juror.name, version=sheet.version)
    refresh_standings(panel, [sheet.application_id])
    return sheet


@transaction.atomic
def reopen_sheet(sheet, *, by, at, reason):
    """Give a sheet back to its juror; until it is handed in again it does not count."""
    panel = lock_panel(sheet.juror.panel)
    sheet = ScoreSheet.objects.select_related("juror", "application").get(pk=sheet.pk)
    if not rules.is_office(by):
        raise NotAllowed(_("Einen abgegebenen Bogen öffnet nur die Geschäftsstelle wieder."))
    if not panel.is_open:
        raise NotAllowed(_("Die Bewertung ist nicht geöffnet."))
    if not sheet.is_handed_in:
        raise NotAllowed(_("Dieser Bogen ist nicht abgegeben."))
    reason = with_reason(reason)
    sheet.handed_in_at = None
    sheet.save(update_fields=["handed_in_at"])
    log(panel, "reopen_sheet", by=by, at=at, application=sheet.application, juror=sheet.juror.name, reason=reason)
    refresh_standings(panel, [sheet.application_id])
    return sheet


def lock_for_scoring(juror, application, *, by):
    """The locked panel, if this person may write on this juror's sheet for this application now."""
    panel = lock_panel(juror.panel)
    if by.pk != juror.user_id:
        raise NotAllowed(_("Einen Bogen füllt nur das Jurymitglied selbst aus."))
    if not panel.is_open:
        raise NotAllowed(_("Die Bewertung ist nicht geöffnet. Ihr Bogen bleibt, wie er zuletzt gespeichert war."))
    if Recusal.objects.filter(juror__user=juror.user_id, application=application).exists():
        raise NotAllowed(_("Sie sind für diese Bewerbung befangen."))
    if not reading_list(juror).filter(pk=application.pk).exists():
        raise NotAllowed(_("Diese Bewerbung steht nicht mehr zur Bewertung."))
    return panel


def refuse_if_handed_in(sheet):
    if sheet and sheet.is_handed_in:
        raise NotAllowed(
            _("Diesen Bogen haben Sie schon abgegeben. Wenn Sie ihn ändern möchten, bitten Sie die Geschäftsstelle.")
        )


def check_marks(panel, marks):
    criteria = {c.pk: c for c in panel.criteria.all()}
    for pk, value in marks.items():
        if pk not in criteria:
            raise ValidationError(_("Ein Kriterium gehört nicht zu dieser Jury."))
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (is_whole and value in criteria[pk].scale):
            raise ValidationError(
                _("„%(criterion)s“: Bitte eine ganze Zahl von %(low)s bis %(high)s.")
                % {"criterion": criteria[pk], "low": criteria[pk].low, "high": criteria[pk].high}
            )


def write_marks(sheet, marks):
    given = {pk: value for pk, value in marks.items() if value is not None}
    sheet.marks.filter(criterion__in=marks.keys() - given.keys()).delete()
    Mark.objects.bulk_create(
        [Mark(sheet=sheet, criterion_id=pk, value=value) for pk, value in given.items()],
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["value"],
    )
