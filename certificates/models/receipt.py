import datetime
import hashlib

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prize import codes
from prize.models import Application, Edition, Letter, Version
from prize.models.constraints import exactly_when
from prize.rules import may_read_office

MIME_TYPE = "application/pdf"
# From one attempt to the next; the last one counts for all that follow. A receipt is never given up.
PAUSES = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))


class ReceiptQuerySet(models.QuerySet):
    def made(self):
        return self.filter(made_at__isnull=False)

    def due(self, at):
        """What the worker should draw now: not made yet, and neither pausing nor in the hands of another worker."""
        return self.filter(next_try_at__lte=at).order_by("next_try_at", "pk")

    def failing(self):
        """Tried and not made; the next attempt may still be the good one."""
        return self.filter(made_at__isnull=True).exclude(error="")

    def visible_to(self, user):
        """A receipt says more than a jury may read: it is for those who filed, and for the office."""
        if not user.is_authenticated:
            return self.none()
        if may_read_office(user):
            return self
        return self.filter(version__application__in=Application.objects.own(user))

    def on_this_site(self, *, practice):
        editions = Edition.objects.on_this_site(practice=practice)
        return self.filter(version__application__edition__in=editions)

    def with_code(self, code):
        return self.made().filter(code_digest=codes.digest(code))

    def of(self, application):
        """The newest first, without what the PDF says."""
        return self.filter(version__application=application).for_list().order_by("-version__number")

    def for_list(self):
        return self.select_related("version__application__edition", "version__application__organisation").defer(
            "version__content", "version__document", "version__application__content"
        )


def receipt_path(receipt, filename):
    """Below MEDIA_ROOT, named by its content."""
    return f"receipts/{receipt.version.application.edition_id}/{receipt.sha256}.pdf"


class Receipt(models.Model):
    """What somebody who filed has in their hands: one for each filed version. It is wanted from the moment of filing;
    the worker draws it. Once made it never changes."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="receipt", verbose_name=_("Fassung"))
    code = models.CharField(
        _("Prüfcode"),
        max_length=codes.LENGTH,
        unique=True,
        editable=False,
        validators=[RegexValidator(f"^[{codes.ALPHABET}]{{{codes.LENGTH}}}$")],
    )
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    # What stood beside the answers at the moment of filing; the answers themselves are in version.document.
    facts = models.JSONField(_("was außer den Antworten darauf steht"), editable=False)
    # The letter that it goes with; empty until one is written.
    letter = models.OneToOneField(Letter, on_delete=models.SET_NULL, null=True, editable=False, related_name="receipt")

    attempts = models.PositiveIntegerField(_("Versuche"), default=0, editable=False)
    next_try_at = models.DateTimeField(_("nächster Versuch"), null=True, editable=False, db_index=True)
    error = models.TextField(_("Fehler"), blank=True, editable=False)

    file = models.FileField(_("Datei"), upload_to=receipt_path, blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256 der Datei"), max_length=64, blank=True, editable=False, db_index=True)
    size = models.PositiveIntegerField(_("Größe in Byte"), null=True, editable=False)
    made_at = models.DateTimeField(_("erstellt"), null=True, editable=False)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("Eingangsbestätigung")
        verbose_name_plural = _("Eingangsbestätigungen")
        ordering = ["-pk"]
        constraints = [
            exactly_when(Q(made_at__isnull=False), Q(next_try_at__isnull=True), "receipt_made_or_tried_again"),
            exactly_when(
                Q(made_at__isnull=False), ~Q(sha256="") & ~Q(file="") & Q(size__gt=0), "receipt_made_with_file"
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True) | Q(attempts__gte=1), name="receipt_made_by_trying"
            ),
        ]

    def __str__(self):
        return f"{self.application.reference}/{self.version.number}"

    def get_absolute_url(self):
        return reverse("receipt", args=[self.pk])

    @property
    def application(self):
        return self.version.application

    @property
    def is_made(self):
        return self.made_at is not None

    @property
    def filed_at(self):
        return self.version.at

    @property
    def grouped_code(self):
        return codes.grouped(self.code)

    @property
    def file_name(self):
        """Eingangsbestaetigung-2026-0042.pdf, with its version if it was filed again; in letters that systems take."""
        reference = self.application.reference.replace("Ü", "Ue")
        again = "" if self.facts["is_first"] else f"-Fassung-{self.version.number}"
        return f"Eingangsbestaetigung-{reference}{again}.pdf"

    def pause(self):
        return PAUSES[min(self.attempts, len(PAUSES)) - 1]

    def content(self):
        """The bytes as made, or None if the stored file is gone or no longer the one whose SHA-256 was kept."""
        try:
            with self.file.open("rb") as stored:
                content = stored.read()
        except FileNotFoundError:
            return None
        return content if hashlib.sha256(content).hexdigest() == self.sha256 else None
