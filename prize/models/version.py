from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .application import Application
from .constraints import one_of
from .people import User


class VersionKind(models.TextChoices):
    """How a version came about."""

    START = "start", _("angelegt")
    AUTO = "auto", _("von selbst gespeichert")
    SAVE = "save", _("gespeichert")
    FILE = "file", _("eingereicht")
    RESTORE = "restore", _("wiederhergestellt")
    MERGE = "merge", _("abgeglichen")
    CONFLICT = "conflict", _("nicht übernommen")  # typed while somebody else saved the same answer: kept, not in force
    CONTACT = "contact", _("Ansprechperson geändert")
    OFFICE = "office", _("von der Geschäftsstelle eingetragen")


class VersionQuerySet(models.QuerySet):
    def in_force(self):
        return self.exclude(kind=VersionKind.CONFLICT)

    def for_list(self):
        """Newest first, without the contents."""
        return self.select_related("by").defer("content", "document").order_by("-number", "-pk")

    def unsettled(self):
        """[conflicts that nobody has decided yet], newest first. Who writes on in the same answers means the newer
        text: it stands for the older one as well."""
        found, answered = [], {}
        rows = list(self.for_list().filter(kind__in=[VersionKind.CONFLICT, VersionKind.MERGE]))
        settled = {row.based_on for row in rows if row.kind == VersionKind.MERGE}
        for row in rows:
            newer = answered.setdefault(row.by_id, set())
            if row.is_conflict and row.number not in settled and not set(row.changed) <= newer:
                found.append(row)
            if row.is_conflict:
                newer.update(row.changed)
        return found


class Version(models.Model):
    """What an application said at one moment; never changed. `content` is {question key: answer}.

    Of a filed version `document` keeps what was filed as people read it, with the wording of that day:
    [{"key", "title", "answers": [{"key", "label", "kind", "fact", "value", "audience", "safe", "revision", "files"}]}],
    where files is [{"pk", "name", "size", "sha256", "alt"}].
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("Fassung"))
    kind = models.CharField(_("Art"), max_length=10, choices=VersionKind)
    # of a conflict: the version that its writer had before them; of a merge: the conflict that it settles
    based_on = models.PositiveIntegerField(null=True)
    content = models.JSONField(default=dict)
    document = models.JSONField(null=True)
    changed = models.JSONField(default=list)  # keys of the answers that differ from the version before
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("wer"))
    at = models.DateTimeField(_("wann"))

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fassung")
        verbose_name_plural = _("Fassungen")
        ordering = ["application_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="version_number_once"),
            one_of("kind", VersionKind, "version_kind"),
            models.CheckConstraint(
                condition=~Q(kind="conflict") | Q(based_on__isnull=False), name="version_conflict_has_a_base"
            ),
            models.CheckConstraint(
                condition=Q(kind="file") | Q(document__isnull=True), name="version_document_when_filed"
            ),
        ]

    def __str__(self):
        return f"{self.application_id}/{self.number}"

    def get_absolute_url(self):
        return reverse("version", args=[self.application_id, self.number])

    @property
    def is_conflict(self):
        return self.kind == VersionKind.CONFLICT

    def labels(self):
        """{question key: label} of what was filed, in the order of the form."""
        return {answer["key"]: answer["label"] for page in self.document for answer in page["answers"]}
