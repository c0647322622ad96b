from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .application import Application
from .constraints import exactly_when
from .people import User
from .version import Version


class RemarkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_by__isnull=True)


class Remark(models.Model):
    """What the office notes at one answer when it sends an application back, and what the organisation says to it.

    It is settled by changing the answer or by an answer in words, and closed by the version that is filed next.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="remarks")
    version = models.ForeignKey(Version, on_delete=models.RESTRICT, related_name="remarks")  # the filed one it is about
    key = models.SlugField(max_length=60)  # of the question
    label = models.CharField(_("Frage"), max_length=300)
    text = models.TextField(_("Anmerkung"), max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("wann"))
    answer = models.TextField(_("Antwort"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("beantwortet"), null=True)
    closed_by = models.ForeignKey(Version, on_delete=models.RESTRICT, null=True, related_name="closed_remarks")

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anmerkung")
        verbose_name_plural = _("Anmerkungen")
        ordering = ["application_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="remark_once"),
            exactly_when(~Q(answer=""), Q(answered_at__isnull=False), "remark_answered_at"),
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
        ]

    def __str__(self):
        return self.label

    @property
    def is_open(self):
        return self.closed_by_id is None

    def is_changed(self):
        """The answer is another one now than when the remark was made; reads the application's filed version."""
        now, filed = self.application.content.get(self.key), self.application.filed
        return now != filed.content.get(self.key) or self.has_new_descriptions()

    def has_new_descriptions(self):
        """Pictures that are the same were described anew; reads the application's attachments."""
        answers = [a for page in self.application.filed.document for a in page["answers"] if a["key"] == self.key]
        told = {file["pk"]: file["alt"] for answer in answers for file in answer["files"]}
        return any(a.alt_text != told[a.pk] for a in self.application.attachments.all() if a.pk in told)

    @property
    def page(self):
        """Where the question is asked in the wizard; nothing if it is not asked any more."""
        question = self.application.questionnaire.by_key.get(self.key)
        return question.page if question and not question.retired_at else None

    def is_settled(self):
        return bool(self.answer) or self.is_changed()
