from django.db import models
from django.utils.translation import gettext_lazy as _

from .candidacy import Candidacy
from .checklist_item import ChecklistItem
from .people import User


class ChecklistAnswer(models.Model):
    """A human's answer to one question of the award's checklist."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="checklist_answers")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="answers")
    is_met = models.BooleanField(_("erfüllt"))
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("geprüft"))

    class Meta:
        verbose_name = _("Antwort der Prüfliste")
        verbose_name_plural = _("Antworten der Prüfliste")
        constraints = [models.UniqueConstraint(fields=["candidacy", "item"], name="checklist_answer_once")]

    def __str__(self):
        return f"{self.item}: {self.is_met}"
