"""The states of the workflow, and which of them belong together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CandidacyState(models.TextChoices):
    SUBMITTED = "submitted", _("eingegangen")
    ELIGIBLE = "eligible", _("zugelassen")
    INELIGIBLE = "ineligible", _("nicht zugelassen")
    JURY_SCORED = "jury_scored", _("bewertet")
    AWARDED = "awarded", _("ausgezeichnet")
    NOT_AWARDED = "not_awarded", _("nicht ausgezeichnet")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


S = CandidacyState
TONES = {
    S.SUBMITTED: "info",
    S.ELIGIBLE: "success",
    S.INELIGIBLE: "danger",
    S.JURY_SCORED: "info",
    S.AWARDED: "success",
}
DECIDED = (S.AWARDED, S.NOT_AWARDED)
SCORED = (S.JURY_SCORED, *DECIDED)
IN_COMPETITION = (S.ELIGIBLE, S.JURY_SCORED, *DECIDED)
