"""Which applications a juror reads, and how far they are."""

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from prize.models import Application, Candidacy

from .panel import Juror
from .sheet import Recusal, ScoreSheet


class ReadingStatus(TextChoices):
    OPEN = "open", _("offen")
    BEGUN = "begun", _("begonnen")
    HANDED_IN = "handed_in", _("abgegeben")
    RECUSED = "recused", _("befangen")


UNFINISHED = (ReadingStatus.OPEN, ReadingStatus.BEGUN)


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
    return Candidacy.objects.in_competition().filter(application=application)


def reading_list(juror):
    """The applications of the juror's panel with `status`, in the order in which they are read."""
    candidacies = competing(OuterRef("pk")).filter(award__panel_award__panel=juror.panel_id)
    sheets = ScoreSheet.objects.filter(juror=juror, application=OuterRef("pk"))
    recusals = Recusal.objects.filter(juror=juror, application=OuterRef("pk"))
    return (
        Application.objects.filter(Exists(candidacies))
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


def count_by_status(juror):
    """{status: number of applications} for one juror."""
    rows = reading_list(juror).order_by().values("status").annotate(count=Count("pk"))
    return dict.fromkeys(ReadingStatus, 0) | {ReadingStatus(row["status"]): row["count"] for row in rows}


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
