import datetime
import hashlib

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates import rules
from prize import codes
from prize.models import Edition, Laureate, User
from prize.models.constraints import exactly_when
from prize.rules import may_read_office

MAX_SIGNATORIES = 3
HISTORY_WORDS = {  # named by settings.HISTORY_WORDS
    "certificate_design": _("Angaben für die Urkunden geändert"),
    "certificate_issue": _("Urkunde ausgestellt"),
    "certificate_revoke": _("Urkunde widerrufen"),
    "receipt": _("Eingangsbestätigung erstellt"),
    "retry_receipts": _("Eingangsbestätigungen neu angestoßen"),
}
RECEIPT_STEPS = ["receipt"]  # named by settings.COCKPIT_LEAVES_OUT: each goes along with a filing


class Design(models.Model):
    """What the certificates of an edition say besides the laureate. Empty: the ceremony's day and place."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="certificate_design")
    place = models.CharField(_("Ort auf der Urkunde"), max_length=80, blank=True)
    date = models.DateField(_("Datum auf der Urkunde"), null=True, blank=True)

    class Meta:
        verbose_name = _("Gestaltung der Urkunden")
        verbose_name_plural = _("Gestaltungen der Urkunden")

    def __str__(self):
        return _("Urkunden %s") % self.edition

    @property
    def printed_place(self):
        return self.place or self.edition.ceremony_place

    @property
    def printed_date(self):
        return self.date or self.edition.ceremony_on


class Signatory(models.Model):
    """Who signs the certificates of an edition, and in which days: offices change hands within an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="signatories")
    name = models.CharField(_("Name"), max_length=80)
    office = models.CharField(_("Amt oder Funktion"), max_length=160)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    valid_from = models.DateField(_("unterschreibt ab"), null=True, blank=True)
    valid_to = models.DateField(_("unterschreibt bis"), null=True, blank=True)

    class Meta:
        verbose_name = _("Unterschrift")
        verbose_name_plural = _("Unterschriften")
        ordering = ["edition_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="signatory_from_before_to",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.office}"

    def signs_on(self, day):
        return rules.is_valid_on(self, day)


class CertificateQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(revoked_at__isnull=True)

    def revoked(self):
        return self.filter(revoked_at__isnull=False)

    def on_this_site(self, *, practice):
        """What is practice is never mixed with what is real."""
        return self.filter(edition__in=Edition.objects.on_this_site(practice=practice))

    def announced(self, at):
        return self.filter(edition__in=Edition.objects.known_to_all(at))

    def visible_to(self, user, *, at):
        """The office sees all. Everybody else those whose results are announced – also revoked ones, or a revoked paper
        would look like one that never was."""
        return self if may_read_office(user) else self.announced(at)

    def with_code(self, code):
        return self.filter(code_digest=codes.digest(code))

    def for_page(self):
        return self.select_related("edition", "replaced_by__edition").order_by("number", "pk")


def certificate_path(certificate, filename):
    """Below MEDIA_ROOT, named by its content: writing the same file twice writes one."""
    return f"certificates/{certificate.edition_id}/{certificate.sha256}.pdf"


class Certificate(models.Model):
    """A printed paper: once issued it never changes. A mistake is revoked, and what replaces it names it."""

    laureate = models.ForeignKey(Laureate, on_delete=models.PROTECT, related_name="certificates")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField(_("Nummer"), editable=False)
    code = models.CharField(
        _("Prüfcode"),
        max_length=codes.LENGTH,
        unique=True,
        editable=False,
        validators=[RegexValidator(f"^[{codes.ALPHABET}]{{{codes.LENGTH}}}$")],
    )
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    facts = models.JSONField(_("was auf der Urkunde steht"), editable=False)
    file = models.FileField(_("Datei"), upload_to=certificate_path, editable=False)
    sha256 = models.CharField(_("SHA-256 der Datei"), max_length=64, editable=False)
    issued_at = models.DateTimeField(_("ausgestellt"), editable=False)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("ausgestellt von"))
    revoked_at = models.DateTimeField(_("widerrufen"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("widerrufen von")
    )
    revoked_reason = models.TextField(_("Grund des Widerrufs"), blank=True, editable=False)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("ersetzt"),
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Urkunde")
        verbose_name_plural = _("Urkunden")
        ordering = ["edition_id", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["laureate"], condition=Q(revoked_at__isnull=True), name="certificate_one_stands"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="certificate_number_from_one"),
            exactly_when(Q(revoked_at__isnull=False), ~Q(revoked_reason=""), "certificate_revoked_with_reason"),
            exactly_when(Q(revoked_at__isnull=False), Q(revoked_by__isnull=False), "certificate_revoked_by_somebody"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("issued_at")),
                name="certificate_revoked_after_issue",
            ),
        ]

    def __str__(self):
        return self.serial

    def get_absolute_url(self):
        return reverse("certificate_check", args=[codes.grouped(self.code)])

    @property
    def serial(self):
        """What people quote, as printed: 2026-003, in practice Ü2026-003."""
        return serial(self.edition, self.number)

    @property
    def grouped_code(self):
        return codes.grouped(self.code)

    @property
    def is_standing(self):
        return self.revoked_at is None

    @property
    def successor(self):
        """The certificate that replaces this one, or None; reads what `for_page()` has loaded."""
        return getattr(self, "replaced_by", None)

    @property
    def state_label(self):
        if self.is_standing:
            return _("gültig")
        return _("ersetzt") if self.successor else _("widerrufen")

    @property
    def state_tone(self):
        return "success" if self.is_standing else "danger"

    @property
    def printed_recipients(self):
        return self.facts["recipients"]

    @property
    def printed_award(self):
        ordinal = self.facts["ordinal"]
        return f"{ordinal}. {self.facts['award']}" if ordinal else self.facts["award"]

    @property
    def printed_date(self):
        return datetime.date.fromisoformat(self.facts["date"])

    def content(self):
        """The bytes as issued, or None if the stored file is no longer the one whose SHA-256 was kept."""
        with self.file.open("rb") as stored:
            content = stored.read()
        return content if hashlib.sha256(content).hexdigest() == self.sha256 else None


def serial(edition, number):
    return f"{'Ü' if edition.is_practice else ''}{edition.year}-{number:03d}"


def laureates_with_certificates(edition):
    """The edition's laureates with `standing_certificates` (one or none) and `earlier_certificates`; revoked laureates
    only if a certificate of theirs went out."""
    certificates = Certificate.objects.for_page()
    return (
        Laureate.objects.filter(edition=edition)
        .filter(Q(revoked_at__isnull=True) | Exists(Certificate.objects.filter(laureate=OuterRef("pk"))))
        .for_page()
        .prefetch_related(
            Prefetch("certificates", certificates.standing(), to_attr="standing_certificates"),
            Prefetch("certificates", certificates.revoked(), to_attr="earlier_certificates"),
        )
    )
