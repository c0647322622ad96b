import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from prize import codes

from .application import Application
from .candidacy import Candidacy
from .constraints import exactly_when, one_of
from .edition import Edition
from .people import User


class LetterState(models.TextChoices):
    HELD = "held", _("wartet auf Freigabe")
    RELEASED = "released", _("freigegeben")
    SENT = "sent", _("versandt")
    FAILED = "failed", _("nicht zustellbar")


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a letter; found by the functions that settings.ENCLOSURES names."""

    name: str
    mime_type: str
    size: int
    url: str  # where the office finds it
    read: Callable[[], bytes]


MAX_ATTEMPTS = 5
TONES = {
    LetterState.HELD: "warning",
    LetterState.RELEASED: "info",
    LetterState.SENT: "success",
    LetterState.FAILED: "danger",
}


KIND_WORDS = {
    "file": _("Eingangsbestätigung"),
    "receipt": _("Eingangsbestätigung, nachgereicht"),
    "send_back": _("Bitte um Ergänzung"),
    "withdraw": _("Bestätigung der Rücknahme"),
    "draft_link": _("Link zum Entwurf"),
    "reject": _("Nicht zugelassen"),
    "reinstate": _("Wieder zugelassen"),
    "awarded": _("Glückwunsch zur Auszeichnung"),
    "not_awarded": _("Absage"),
    "revoke": _("Widerruf einer Auszeichnung"),
    "late_code": _("Code für eine Nachfrist"),
    "message": _("Nachricht der Geschäftsstelle"),
    "message_to_office": _("Nachricht an die Geschäftsstelle"),
    "contact_old": _("Ansprechperson geändert, an die bisherige"),
    "contact_new": _("Ansprechperson geändert, an die neue"),
    "proposal_confirm": _("Bitte, einen Vorschlag zu bestätigen"),
    "proposal_received": _("Eingangsbestätigung eines Vorschlags"),
    "proposal_invitation": _("Einladung an eine vorgeschlagene Organisation"),
    "proposal_taken_over": _("Vorschlag übernommen"),
    "proposal_agreed": _("Vorschlag zugestimmt"),
    "proposal_declined": _("Vorschlag abgelehnt"),
}
REFUSAL = "reject"
# Whoever holds the link or code of such a letter may act in its receiver's place. Rows keep a hash of it only, and
# nobody in the office needs it: an auditor would no longer be somebody who changes nothing.
BEARER_KINDS = {"proposal_confirm", "proposal_invitation", "late_code", "invitation", "reminder_confirm"}
BEARER = re.compile(
    rf"(?<=/)[\w-]{{32,43}}(?=/?$)|\b[{codes.ALPHABET}]{{4}}(-[{codes.ALPHABET}]{{4}}){{2}}\b", re.MULTILINE
)


class LetterQuerySet(models.QuerySet):
    def held_refusals(self):
        """The same question as Letter.is_held_refusal, for many."""
        return self.filter(kind=REFUSAL, state=LetterState.HELD)

    def due(self, at):
        """What the worker should send now: released, not too early, and not in the hands of another worker."""
        return self.filter(
            Q(not_before__isnull=True) | Q(not_before__lte=at),
            Q(leased_until__isnull=True) | Q(leased_until__lte=at),
            state=LetterState.RELEASED,
        ).order_by("pk")

    def unsent(self, at):
        """Neither sent nor in the hands of a worker that is just sending it."""
        return self.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at), sent_at__isnull=True)

    def one_of_each_kind(self):
        """[(letter, how many of its kind there are)]: of each kind the oldest."""
        found = self.order_by().values("kind").annotate(first=models.Min("pk"), count=models.Count("pk"))
        counts = {row["first"]: row["count"] for row in found}
        return [(letter, counts[letter.pk]) for letter in self.filter(pk__in=counts).order_by("pk")]

    def for_outbox(self):
        return self.select_related("edition", "application__edition", "released_by").order_by("-pk")


class Letter(models.Model):
    """A mail to people. It is a row before it is a mail: written in the transaction that causes it, sent by the worker.

    `key` names the cause; a second letter for the same cause is refused by the database.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="letters")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="letters")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, null=True, related_name="letters")
    kind = models.SlugField(_("Art"), max_length=40)
    key = models.CharField(max_length=120, unique=True)
    to_address = models.EmailField(_("an"))
    to_name = models.CharField(_("Name"), max_length=120, blank=True)
    subject = models.CharField(_("Betreff"), max_length=200)
    body = models.TextField(_("Text"))
    state = models.CharField(_("Stand"), max_length=10, choices=LetterState, default=LetterState.HELD)
    not_before = models.DateTimeField(_("nicht vor"), null=True, blank=True)
    created_at = models.DateTimeField(_("geschrieben"))
    released_at = models.DateTimeField(_("freigegeben"), null=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    sent_at = models.DateTimeField(_("versandt"), null=True)
    error = models.TextField(_("Fehler"), blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schreiben")
        verbose_name_plural = _("Schreiben")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="letter_due")]
        constraints = [
            one_of("state", LetterState, "letter_state"),
            exactly_when(Q(state="sent"), Q(sent_at__isnull=False), "letter_sent_at"),
            models.CheckConstraint(condition=Q(state="held") | Q(released_at__isnull=False), name="letter_released_at"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="letter_failed_with_error"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(not_before__isnull=True) | Q(sent_at__gte=F("not_before")),
                name="letter_not_before",
            ),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to_address}"

    def enclosures(self):
        """What goes, or went, with it. Asks each app."""
        return list(filter(None, (import_string(path)(self) for path in settings.ENCLOSURES)))

    @property
    def readable_body(self):
        """For everybody but its receiver."""
        return BEARER.sub("…", self.body) if self.kind in BEARER_KINDS else self.body

    @property
    def tone(self):
        return TONES[self.state]

    @property
    def kind_words(self):
        return KIND_WORDS.get(self.kind, self.subject)

    @property
    def is_held(self):
        return self.state == LetterState.HELD

    @property
    def is_held_refusal(self):
        """It says „nicht zugelassen“, and nobody outside the office knows it yet."""
        return self.kind == REFUSAL and self.is_held

    @property
    def is_failed(self):
        return self.state == LetterState.FAILED
