"""What belongs to a call besides the edition: questions and answers, and who wants to hear of the next call."""

import datetime
import hashlib

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .constraints import spoken_or_empty
from .edition import Edition

LINK_IS_GOOD_FOR = datetime.timedelta(days=7)
SIGNER = signing.Signer(salt="prize.reminder.stop")


class Faq(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="faqs")
    question = models.CharField(_("Frage"), max_length=200)
    answer = models.TextField(_("Antwort"), max_length=2000)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)

    class Meta:
        verbose_name = _("Frage und Antwort")
        verbose_name_plural = _("Fragen und Antworten")
        ordering = ["edition_id", "position", "pk"]

    def __str__(self):
        return self.question


def hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


class ReminderQuerySet(models.QuerySet):
    def with_token(self, token, at):
        """The one that this link of a mail belongs to, while the link is good."""
        return self.filter(token_hash=hash_of(token), requested_at__gt=at - LINK_IS_GOOD_FOR)

    def signed(self, signed):
        """The one that a link for stopping names; nobody if the signature is not ours."""
        try:
            return self.filter(pk=SIGNER.unsign(signed))
        except signing.BadSignature:
            return None

    def forgotten(self, at):
        """Asked for and never confirmed: somebody else's address, or no interest any more."""
        return self.filter(confirmed_at__isnull=True, requested_at__lte=at - LINK_IS_GOOD_FOR)

    def due(self, edition):
        """Who is to hear that this edition's call has begun: asked before it began, and not told yet."""
        return (
            self.filter(confirmed_at__isnull=False, requested_at__lt=edition.opens_at)
            .exclude(notified_edition=edition)
            .order_by("pk")
        )


class Reminder(models.Model):
    """An address that wants to hear when a call begins. It counts once its owner has confirmed it by a mailed link."""

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    requested_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    notified_edition = models.ForeignKey(Edition, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("Erinnerung")
        verbose_name_plural = _("Erinnerungen")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(notified_edition__isnull=True) | Q(confirmed_at__isnull=False),
                name="reminder_only_where_confirmed",
            ),
            spoken_or_empty("language", "reminder_language"),
        ]

    def __str__(self):
        return self.email

    def get_absolute_url(self):
        """Where its owner stops it: the address needs no sign-in, so it is signed."""
        return reverse("reminder_stop", args=[SIGNER.sign(self.pk)])

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None
