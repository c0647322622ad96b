"""What a juror says about an application, or that they say nothing."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from prize.models import Application

from .panel import Criterion, Juror


class RecusalQuerySet(models.QuerySet):
    def for_office(self):
        return self.select_related("juror__panel__edition", "application__edition").order_by("juror__panel", "juror")


class Recusal(models.Model):
    """A juror is out for an application: sees its number only, and no sheet of theirs counts."""

    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="recusals")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="recusals")
    reason = models.TextField(_("Grund"), max_length=1000)
    at = models.DateTimeField(_("erklärt"))

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("Befangenheit")
        verbose_name_plural = _("Befangenheiten")
        ordering = ["application_id", "juror_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["juror", "application"], name="recusal_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_with_reason"),
        ]

    def __str__(self):
        return f"{self.juror} – {self.application.reference}"


class ScoreSheetQuerySet(models.QuerySet):
    def final(self):
        return self.filter(handed_in_at__isnull=False)

    def for_office(self):
        return self.select_related("juror__panel__edition", "application__edition").order_by("juror__panel", "juror")

    def counting(self):
        """Final sheets of jurors who are not recused: all that a ranking rests on."""
        out = Recusal.objects.filter(juror=OuterRef("juror"), application=OuterRef("application"))
        return self.final().exclude(Exists(out))


class ScoreSheet(models.Model):
    """One juror's sheet for one application; it serves every award that the panel decides."""

    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="sheets")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="sheets")
    comment = models.TextField(_("Bemerkung für die Jury"), max_length=2000, blank=True)
    note = models.TextField(_("Eigene Notiz"), max_length=2000, blank=True)
    handed_in_at = models.DateTimeField(_("abgegeben"), null=True, editable=False)
    saved_at = models.DateTimeField(_("zuletzt gespeichert"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bewertungsbogen")
        verbose_name_plural = _("Bewertungsbögen")
        ordering = ["application_id", "juror_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["juror", "application"], name="score_sheet_once")]

    def __str__(self):
        return f"{self.juror} – {self.application.reference}"

    @property
    def is_handed_in(self):
        return self.handed_in_at is not None


class Mark(models.Model):
    """One number on a sheet. Its scale is the criterion's, which no constraint of one table can say."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="marks")
    value = models.PositiveSmallIntegerField(_("Note"))

    class Meta:
        verbose_name = _("Note")
        verbose_name_plural = _("Noten")
        ordering = ["sheet_id", "criterion__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="mark_once")]

    def __str__(self):
        return f"{self.criterion}: {self.value}"
