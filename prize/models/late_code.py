from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from prize import codes

from .constraints import exactly_when
from .edition import Edition
from .people import Organisation, User


class LateCodeQuerySet(models.QuerySet):
    def typed(self, code):
        """The one that somebody typed, with or without dashes, or none."""
        return self.filter(code_hash=codes.digest(codes.clean(code)))

    def for_list(self):
        return self.select_related("organisation", "issued_by", "redeemed_by").order_by("-pk")


class LateCode(models.Model):
    """By it the office lets one organisation file after the call has ended. It counts for the one that redeems it
    first; its members then write and file as usual, until `valid_until`."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="late_codes")
    meant_for = models.CharField(_("Für wen?"), max_length=200)
    address = models.EmailField(_("E-Mail-Adresse"), blank=True)
    reason = models.CharField(_("Grund"), max_length=300)
    valid_until = models.DateTimeField(_("Gilt bis"))
    code_hash = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("ausgegeben"))
    redeemed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    redeemed_at = models.DateTimeField(_("eingelöst"), null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="late_codes")
    revoked_at = models.DateTimeField(_("zurückgenommen"), null=True)

    objects = LateCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Persönliche Nachfrist")
        verbose_name_plural = _("Persönliche Nachfristen")
        ordering = ["-pk"]
        constraints = [
            exactly_when(Q(redeemed_at__isnull=False), Q(organisation__isnull=False), "late_code_organisation"),
            exactly_when(Q(redeemed_at__isnull=False), Q(redeemed_by__isnull=False), "late_code_redeemed_by"),
            models.CheckConstraint(condition=~Q(reason=""), name="late_code_with_reason"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("issued_at")), name="late_code_is_good_for_a_while"),
        ]

    def __str__(self):
        return self.meant_for

    def is_good(self, at):
        """Not taken back, and its time is not over."""
        return self.revoked_at is None and at <= self.valid_until

    def shown(self, at):
        """(its state in words, the tone of the badge)"""
        if self.revoked_at:
            return _("zurückgenommen"), "neutral"
        if at > self.valid_until:
            return (_("abgelaufen"), "neutral") if self.redeemed_at else (_("nicht eingelöst, abgelaufen"), "neutral")
        return (_("eingelöst"), "success") if self.redeemed_at else (_("noch nicht eingelöst"), "info")
