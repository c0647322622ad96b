"""Which applications a juror reads, and how far they are."""

from functools import cached_property

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from jury import ranking
from prize.models import Application, Candidacy

from .panel import Juror, Progress
from .sheet import Recusal, ScoreSheet


class ReadingStatus(TextChoices):
    OPEN = "open", _("offen")
    BEGUN = "begun", _("begonnen")
    HANDED_IN = "handed_in", _("abgegeben")
    RECUSED = "recused", _("befangen")

    @property
    def is_recused(self):
        return self is ReadingStatus.RECUSED

    @property
    def tone(self):
        """The colour of its badge."""
        return TONES.get(self, "neutral")


UNFINISHED = (ReadingStatus.OPEN, ReadingStatus.BEGUN)
TONES = {ReadingStatus.BEGUN: "info", ReadingStatus.HANDED_IN: "success", ReadingStatus.RECUSED: "warning"}


def readable_applications(user):
    """Q over Application: what this user reads as a juror, once scoring has opened (settings.APPLICATION_READERS).

    A person is recused, not a seat: who sits on two panels and is out on one does not read it through the other.
    """
    seat = Juror.objects.active().filter(
        user=user,
        panel__scoring_opened_at__isnull=False,
        panel__panel_awards__award__in=competing(OuterRef(OuterRef("pk"))).values("award"),
    )
    out = Recusal.objects.filter(juror__user=user, application=OuterRef("pk"))
    return Q(Exists(seat)) & ~Q(Exists(out))


def competing(application):
    """Its candidacies that are let in and not withdrawn: those that a jury reads for."""
    return Candidacy.objects.in_competition().filter(application=application)


def reading_list(juror, applications=None):
    """The applications of the juror's panel with `status`, in the order in which they are read.

    applications: the queryset to choose from, if not all.
    """
    applications = Application.objects.all() if applications is None else applications
    candidacies = competing(OuterRef("pk")).filter(award__panel_award__panel=juror.panel_id)
    sheets = ScoreSheet.objects.filter(juror=juror, application=OuterRef("pk"))
    recusals = Recusal.objects.filter(juror__user=juror.user_id, application=OuterRef("pk"))
    return (
        applications.filter(Exists(candidacies), edition=juror.panel.edition_id)
        .annotate(
            status=Case(
                When(Exists(recusals), then=Value(ReadingStatus.RECUSED)),
                When(Exists(sheets.final()), then=Value(ReadingStatus.HANDED_IN)),
                When(Exists(sheets), then=Value(ReadingStatus.BEGUN)),
                default=Value(ReadingStatus.OPEN),
            )
        )
        .select_related("edition", "organisation", "district")
        .order_by("number", "pk")
    )


def progress_of(juror):
    rows = reading_list(juror).order_by().values_list("status").annotate(count=Count("pk"))
    return Progress(**dict(rows))


class Reading:
    """One juror with one application: the sheet as it is kept, and what comes before and after."""

    def __init__(self, juror, application):
        self.juror, self.application, self.panel = juror, application, juror.panel

    @cached_property
    def sheet(self):
        sheets = ScoreSheet.objects.filter(juror=self.juror, application=self.application)
        return sheets.prefetch_related("marks").first()

    @cached_property
    def criteria(self):
        return list(self.panel.criteria.in_order())

    @property
    def is_writable(self):
        return self.panel.is_open and not (self.sheet and self.sheet.is_handed_in)

    @cached_property
    def marks(self):
        """{criterion pk: value} as saved."""
        return {mark.criterion_id: mark.value for mark in self.sheet.marks.all()} if self.sheet else {}

    def marked_criteria(self):
        """[(criterion, value or None)]"""
        return [(criterion, self.marks.get(criterion.pk)) for criterion in self.criteria]

    @property
    def mean(self):
        """The weighted mean of the saved marks by the panel's weights; None as long as one is missing."""
        weights = {c.pk: c.weight for c in self.criteria}
        if weights.keys() - self.marks.keys():
            return None
        return ranking.mean(ranking.points(self.marks, weights, 1))

    @cached_property
    def previous(self):
        """The application before this one, as (pk,), or None."""
        return self.others().filter(number__lt=self.application.number).order_by("-number").first()

    @cached_property
    def following(self):
        return self.others().filter(number__gt=self.application.number).first()

    def next_open(self):
        """The next unfinished application after this one, else the first, or None. Looks through the whole list."""
        unfinished = self.others().filter(status__in=UNFINISHED)
        return unfinished.filter(number__gt=self.application.number).first() or unfinished.first()

    def others(self):
        """(pk,) of each other application that this juror reads."""
        readings = reading_list(self.juror).exclude(pk=self.application.pk).exclude(status=ReadingStatus.RECUSED)
        return readings.values_list("pk")


# Counts for many jurors at once ------------------------------------------------------------------
def count_of_sheets(**conditions):
    """For Juror.annotate: sheets for applications in competition, without those the juror is recused from."""
    recused = Recusal.objects.filter(juror=OuterRef("juror"), application=OuterRef("application"))
    return subquery_count(ScoreSheet.objects.filter(**conditions).exclude(Exists(recused)))


def count_of_recusals():
    return subquery_count(Recusal.objects.all())


def subquery_count(rows):
    candidacies = competing(OuterRef("application")).filter(award__panel_award__panel=OuterRef("juror__panel"))
    rows = rows.filter(Exists(candidacies), juror=OuterRef("pk")).order_by().values("juror")
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count"), output_field=IntegerField()), 0)
