"""Which applications there are to read: the choices that they are found by, and the ways to find them."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from prize import rules

from .people import Organisation


class ApplicationKind(models.TextChoices):
    OWN = "own", _("Eigenbewerbung")
    PROPOSAL = "proposal", _("Vorschlag")


class Channel(models.TextChoices):
    WEB = "web", _("Internet")
    MAIL = "mail", _("E-Mail")
    PAPER = "paper", _("Papier")


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("eingereicht")
    RETURNED = "returned", _("zur Ergänzung zurückgegeben")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The one door for reading applications.

        Members see their own, the office what has been filed; who else reads (jurors) is asked of the
        functions named in settings.APPLICATION_READERS.
        """
        if not user.is_authenticated:
            return self.none()
        if rules.may_read_office(user):
            return self.filed()
        readers = [import_string(path)(user) for path in settings.APPLICATION_READERS]
        own = Q(organisation__in=Organisation.objects.filter(memberships__user=user))
        return self.filter(reduce(or_, readers, own))

    def own(self, user):
        """Of the organisations that the user is a member of; an office role adds nothing here."""
        return self.filter(organisation__in=Organisation.objects.own(user))

    def drafts(self):
        return self.filter(state=ApplicationState.DRAFT)

    def filed(self):
        """With a number. A draft that was discarded is withdrawn, but was never filed."""
        return self.filter(number__isnull=False)

    def result_counts(self, edition):
        """(how many applications win something, how many were in the competition and win nothing)"""
        from .candidacy import Candidacy, CandidacyState  # it imports this module

        def has(state):
            return models.Exists(Candidacy.objects.filter(application=models.OuterRef("pk"), state=state))

        won, lost = has(CandidacyState.AWARDED), has(CandidacyState.NOT_AWARDED)
        applications = self.filter(edition=edition)
        return applications.filter(won).count(), applications.filter(lost).exclude(won).count()

    def for_register(self):
        """Rows of the register; the long texts stay in the database."""
        from .candidacy import Candidacy  # it imports this module

        return (
            self.select_related("edition", "organisation", "district")
            .prefetch_related(models.Prefetch("candidacies", Candidacy.objects.order_by("pk")))
            .defer("short_text", "content", "edition__call_text", "edition__sources")
            .order_by("number", "pk")
        )

    def for_applicant(self):
        return (
            self.select_related("edition", "organisation", "district")
            .prefetch_related("candidacies__award", "candidacies__letters", "organisation__memberships")
            .order_by("-edition__year", "-pk")
        )

    def for_reading(self):
        """What was filed, for those who read and judge it."""
        return self.select_related("edition", "organisation", "filed").prefetch_related(
            "attachments", "edition__questions"
        )

    def for_page(self):
        """Everything one application's page shows."""
        from .candidacy import Candidacy  # it imports this module

        return self.select_related("edition", "organisation__district", "district", "filed").prefetch_related(
            models.Prefetch("candidacies", Candidacy.objects.select_related("award__donor", "nominated_by")),
            "candidacies__award__checklist",
            "candidacies__checklist_answers",
            "organisation__memberships",
            "attachments",
            "remarks",
        )

    def for_writing(self):
        """The same, and the form of its edition."""
        form = ("edition__awards", "edition__form_pages", "edition__questions__awards")
        return self.for_page().prefetch_related("chosen_awards", *form)
