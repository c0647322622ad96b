from copy import copy

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prize import rules

from .application import Application
from .constraints import one_of
from .people import User
from .question import Audience, Question


class AttachmentKind(models.TextChoices):
    DOCUMENT = "document", _("Dokument")
    PICTURE = "picture", _("Bild")
    VIDEO = "video", _("Video")


class AttachmentQuerySet(models.QuerySet):
    def own(self, user):
        return self.filter(application__in=Application.objects.own(user))

    def visible_to(self, user):
        """Those of the applications that the user may read. A jury reads what the filed version names: neither what was
        taken out of it nor what is not filed yet, and nothing that only the office reads."""
        readable = self.filter(application__in=Application.objects.visible_to(user))
        if rules.may_read_office(user):
            return readable
        for_jury = models.Q(question=None) | ~models.Q(question__audience=Audience.OFFICE)
        own = models.Q(application__in=Application.objects.own(user))
        return readable.filter(own | (for_jury & models.Q(is_filed=True)))


def attachment_path(attachment, filename):
    """Below MEDIA_ROOT, without the sender's file name: nothing of theirs becomes part of a path."""
    return f"attachments/{attachment.application.edition_id}/{attachment.sha256[:2]}/{attachment.sha256}"


def preview_path(attachment, filename):
    return f"{attachment_path(attachment, filename)}.preview"


class Attachment(models.Model):
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, related_name="attachments", verbose_name=_("Frage")
    )
    kind = models.CharField(_("Art"), max_length=10, choices=AttachmentKind)
    file = models.FileField(_("Datei"), upload_to=attachment_path)
    preview = models.FileField(_("Vorschau"), upload_to=preview_path, blank=True)  # of a picture: small, WebP
    name = models.CharField(_("Dateiname"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("Größe in Byte"))
    sha256 = models.CharField(max_length=64)
    received_sha256 = models.CharField(max_length=64, blank=True)  # of what was sent: a repeated sending is known by it
    alt_text = models.CharField(_("Bildbeschreibung"), max_length=500, blank=True)
    is_filed = models.BooleanField(_("in der eingereichten Fassung"), default=False, editable=False)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("hochgeladen"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anlage")
        verbose_name_plural = _("Anlagen")
        ordering = ["application_id", "kind", "pk"]
        constraints = [
            one_of("kind", AttachmentKind, "attachment_kind"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="attachment_is_not_empty"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("attachment", args=[self.pk])

    def get_preview_url(self):
        return reverse("attachment_preview", args=[self.pk])

    @property
    def is_picture(self):
        return self.kind == AttachmentKind.PICTURE

    @property
    def is_video(self):
        return self.kind == AttachmentKind.VIDEO

    def described(self, text):
        """The same with another description: that of the version in which somebody reads it."""
        found = copy(self)
        found.alt_text = text
        return found

    def as_filed(self):
        """What a filed version says of it; see Version."""
        return {"pk": self.pk, "name": self.name, "size": self.size, "sha256": self.sha256, "alt": self.alt_text}
