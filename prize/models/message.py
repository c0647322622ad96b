from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from prize import rules

from .application import Application
from .edition import Edition
from .letter import Letter
from .people import User

MOST_CHARACTERS = 4000


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The office reads every thread, also that of a draft whose answers it does not see; members their own. Jurors
        read applications, never what was said about them."""
        if rules.may_read_office(user):
            return self
        return self.filter(application__in=Application.objects.own(user)) if user.is_authenticated else self.none()

    def for_page(self):
        return self.select_related("settled_by").order_by("pk")

    def unread(self, *, by_office):
        """What the other side wrote and nobody of this side has opened."""
        return self.filter(is_from_office=not by_office, read_at__isnull=True)

    def waiting(self):
        """What applicants wrote and the office has neither answered nor put aside."""
        return self.filter(is_from_office=False, answered_at__isnull=True)

    def unread_of(self, user):
        """[(application, title, number)]: what the office wrote to this person's organisations, oldest first."""
        unread = self.filter(application__in=Application.objects.own(user)).unread(by_office=False)
        counted = unread.order_by().values("application").annotate(number=Count("pk"), first=Min("pk"))
        return counted.order_by("first").values_list("application", "application__project_title", "number")

    def mark_read(self, *, at):
        """The first moment stays: to open the page again changes nothing."""
        return self.filter(read_at__isnull=True).keep(read_at=at)

    def settle(self, *, at, by=None):
        """Nothing of these waits any more: they were answered, or put aside `by` somebody."""
        return self.waiting().keep(answered_at=at, settled_by=by)

    def keep(self, **moments):
        """What happens to a message after it was written; the text is none of it."""
        return super().update(**moments)

    def update(self, **changes):
        raise PermissionDenied("Messages are append-only.")

    def delete(self):
        raise PermissionDenied("Messages are append-only.")


class Message(models.Model):
    """One contribution to the thread of questions and answers between an organisation and the office.

    Nobody edits or deletes what was said: a thread is its own record of who, when and what. That is why the edition's
    history has no row for it: the same fact would stand twice, and a chain of hashes can never forget a word that
    somebody wrote about a person.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="messages")
    is_from_office = models.BooleanField(_("von der Geschäftsstelle"))
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("wer"))
    by_name = models.CharField(_("Name"), max_length=254, blank=True)  # stays when the account goes
    text = models.TextField(_("Nachricht"), max_length=MOST_CHARACTERS)
    at = models.DateTimeField(_("wann"))
    read_at = models.DateTimeField(_("gelesen"), null=True)  # first opened by somebody who could answer
    answered_at = models.DateTimeField(_("erledigt"), null=True)
    settled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, related_name="messages")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["application"], condition=Q(read_at__isnull=True), name="message_unread"),
            models.Index(
                fields=["application"],
                condition=Q(is_from_office=False, answered_at__isnull=True),
                name="message_waits",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(is_from_office=False) | Q(answered_at__isnull=True), name="message_of_office_never_waits"
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | Q(answered_at__isnull=False), name="message_settled_at"
            ),
        ]

    def __str__(self):
        return f"{self.application_id} {self.by_name}"

    def delete(self, *args, **kwargs):
        raise PermissionDenied("Messages are append-only.")


# For the office ---------------------------------------------------------------------------------
def may_be_talked_about(user):
    """Applications whose thread the office may open: what was filed, and drafts about which somebody has asked."""
    if not rules.may_read_office(user):
        return Application.objects.none()
    asked = Exists(Message.objects.filter(application=OuterRef("pk")))
    return Application.objects.filter(Q(number__isnull=False) | asked).select_related("edition", "organisation")


def threads(user, *, practice):
    """Applications of the running editions with something said, what waits longest first, then the latest. Of a draft
    only those columns are read that the office may see."""
    mine = Message.objects.filter(application=OuterRef("pk")).order_by("-pk")
    waiting = Q(messages__is_from_office=False, messages__answered_at__isnull=True)
    return (
        may_be_talked_about(user)
        .filter(edition__in=Edition.objects.running(practice=practice).order_by(), messages__isnull=False)
        .only("number", "state", "project_title", "organisation__name", "edition__year", "edition__kind")
        .annotate(
            last_at=Max("messages__at"),
            waits_since=Min("messages__at", filter=waiting),
            waiting_count=Count("messages", filter=waiting),
            last_text=Subquery(mine.values("text")[:1]),
            last_name=Subquery(mine.values("by_name")[:1]),
            is_last_from_office=Subquery(mine.values("is_from_office")[:1]),
        )
        .order_by(F("waits_since").asc(nulls_last=True), "-last_at", "-pk")
    )
