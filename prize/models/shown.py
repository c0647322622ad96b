"""What people outside the office are told about a state: one vocabulary in plain words for every page and mail."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Shown:
    """A badge (label, tone) and a sentence. Of several candidacies the heaviest speaks for the application."""

    label: str | Promise
    text: str | Promise
    tone: str = "neutral"
    weight: int = 0
    tells_reason: bool = False


DRAFT = Shown(_("Entwurf"), _("Ihre Bewerbung ist ein Entwurf. Noch kann nur Ihre Organisation sie lesen."))
LAPSED = Shown(
    _("nicht eingereicht"),
    _("Die Bewerbungsfrist ist zu Ende. Dieser Entwurf wurde nicht eingereicht und nimmt nicht teil."),
)
RETURNED = Shown(
    _("bitte ergänzen"), _("Die Geschäftsstelle hat eine Frage und bittet Sie, die Bewerbung zu ergänzen."), "warning"
)
WITHDRAWN = Shown(_("zurückgezogen"), _("Die Bewerbung ist zurückgezogen. Sie nimmt nicht mehr teil."))
RECEIVED = Shown(
    _("eingegangen"), _("Ihre Bewerbung ist eingegangen. Die Geschäftsstelle prüft sie."), "info", weight=2
)
IN_COMPETITION = Shown(_("zugelassen"), _("Ihre Bewerbung ist zugelassen. Die Jury entscheidet."), "success", weight=3)
REFUSED = Shown(
    _("nicht zugelassen"), _("Die Bewerbung konnte nicht zugelassen werden."), "warning", 1, tells_reason=True
)
AWARDED = Shown(
    _("ausgezeichnet"), _("Herzlichen Glückwunsch! Die Jury hat Ihr Projekt ausgezeichnet."), "success", weight=5
)
NOT_AWARDED = Shown(
    _("nicht ausgezeichnet"),
    _("Die Jury hat sich diesmal für andere Projekte entschieden. Vielen Dank für Ihre Teilnahme."),
    weight=4,
)

OF_CANDIDACY = {
    "submitted": RECEIVED,
    "eligible": IN_COMPETITION,
    "jury_scored": IN_COMPETITION,
    "ineligible": REFUSED,
    "withdrawn": WITHDRAWN,
}
RESULTS = {"awarded": AWARDED, "not_awarded": NOT_AWARDED}


def of_candidacy(state, *, knows_results):
    """Before the announcement an awarded and a passed-over candidacy read like any other in the competition."""
    if state in RESULTS:
        return RESULTS[state] if knows_results else IN_COMPETITION
    return OF_CANDIDACY[state]
