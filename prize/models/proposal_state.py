"""Where a proposal stands, and what its steps are called."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProposalState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("noch nicht bestätigt")
    RECEIVED = "received", _("eingegangen")
    INVITED = "invited", _("Organisation eingeladen")
    AGREED = "agreed", _("zugestimmt")
    TAKEN_OVER = "taken_over", _("übernommen")
    DECLINED = "declined", _("abgelehnt")
    MERGED = "merged", _("zusammengeführt")
    CLOSED = "closed", _("geschlossen")


S = ProposalState
WAITING = (S.RECEIVED, S.AGREED)  # for the office to do something
STANDING = (S.RECEIVED, S.INVITED, S.AGREED)  # neither taken over nor over
ANSWERED = (S.AGREED, S.TAKEN_OVER, S.DECLINED)
TONES = {S.RECEIVED: "warning", S.INVITED: "info", S.AGREED: "warning", S.TAKEN_OVER: "success"}


class Relation(models.TextChoices):
    """What the sender has to do with the project."""

    NEIGHBOUR = "knows", _("Ich kenne es, zum Beispiel aus der Nachbarschaft oder aus den Medien.")
    GUEST = "takes_part", _("Ich nehme daran teil, oder es hilft mir oder meiner Familie.")
    PARTNER = "partner", _("Ich arbeite mit der Organisation zusammen, zum Beispiel bei einer Kommune.")
    MEMBER = "member", _("Ich arbeite selbst dort mit.")
    OTHER = "other", _("Etwas anderes.")


HISTORY_WORDS = {
    "proposal_confirm": _("Projekt vorgeschlagen"),
    "proposal_invite": _("Vorgeschlagene Organisation eingeladen"),
    "proposal_take_over": _("Vorschlag von der Organisation übernommen"),
    "proposal_agree": _("Organisation stimmt dem Vorschlag zu"),
    "proposal_decline": _("Organisation lehnt den Vorschlag ab"),
    "proposal_merge": _("Vorschlag zusammengeführt"),
    "proposal_unmerge": _("Zusammenführung aufgehoben"),
    "proposal_close": _("Vorschlag geschlossen"),
    "proposal_erase": _("Angaben des Vorschlags gelöscht"),
}
