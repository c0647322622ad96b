from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .edition import Award


class ChecklistRule(models.TextChoices):
    """What the system answers itself; an item without a rule is a question for a human."""

    HUMAN = "", _("prüft die Geschäftsstelle")
    IN_TIME = "in_time", _("fristgerecht eingegangen")
    KIND = "kind", _("Art der Organisation ist zugelassen")
    DISTRICT = "district", _("Projekt liegt in Niedersachsen")


class ChecklistItem(models.Model):
    """One formal question that must be answered yes before a candidacy for this award is eligible."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="checklist")
    text = models.CharField(_("Prüffrage"), max_length=200)
    rule = models.CharField(_("Antwort"), max_length=10, choices=ChecklistRule, blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)

    class Meta:
        verbose_name = _("Prüffrage")
        verbose_name_plural = _("Prüffragen")
        ordering = ["award_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rule__in=ChecklistRule.values), name="checklist_rule"),
        ]

    def __str__(self):
        return self.text
