"""Where each candidacy stands, and the ranking that is read from it."""

from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from jury import ranking
from prize.models import Award, Candidacy
from prize.models.candidacy import IN_COMPETITION

from .panel import Criterion
from .sheet import Mark, ScoreSheet


class Standing(models.Model):
    """The sum of a candidacy's counting sheets, kept so that a ranking of 10,000 costs the same as one of 200.

    Rewritten by jury.actions.refresh_standings in the transaction of every change of a final sheet or a recusal;
    there is a row exactly when at least one sheet counts. `manage.py check_standings` compares it with the marks.
    """

    candidacy = models.OneToOneField(Candidacy, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="standings", db_index=False)
    sheets = models.PositiveSmallIntegerField(_("Bögen"))
    points = models.BigIntegerField(_("Punkte"), help_text="The weighted mean times 10¹², see jury.ranking.")
    tie_key = models.CharField(max_length=ranking.MAX_CRITERIA * ranking.WIDTH)

    class Meta:
        verbose_name = _("Ranglistenplatz")
        verbose_name_plural = _("Ranglistenplätze")
        ordering = ["award_id", "-points", "-tie_key", "candidacy_id"]
        # `sheets` lets SQL count without opening a row; an index of its own would tempt SQLite away from the order.
        indexes = [
            models.Index(F("award"), F("points").desc(), F("tie_key").desc(), F("sheets"), name="standing_by_rank")
        ]
        constraints = [models.CheckConstraint(condition=Q(sheets__gte=1, points__gte=0), name="standing_has_a_sheet")]

    def __str__(self):
        return f"{self.candidacy_id}: {self.mean}"

    @property
    def mean(self):
        return ranking.mean(self.points)

    @property
    def facts(self):
        """What two computations of the same row must agree on."""
        return self.award_id, self.sheets, self.points, self.tie_key


def sum_marks(panel, applications=None):
    """{application pk: (sheets, {criterion pk: sum of marks})} in one aggregated query; None means all."""
    sheets = ScoreSheet.objects.counting().filter(juror__panel=panel)
    if applications is not None:
        sheets = sheets.filter(application__in=applications)
    rows = (
        Mark.objects.filter(sheet__in=sheets)
        .order_by()
        .values_list("sheet__application", "criterion")
        .annotate(Sum("value"), Count("pk"))
    )
    found = {}
    for application, criterion, total, count in rows:
        sheets_so_far, sums = found.setdefault(application, (count, {}))
        if sheets_so_far != count:
            raise ValueError(f"application {application}: some final sheets lack a mark for criterion {criterion}")
        sums[criterion] = total
    return found


def compute_standings(panel, applications=None):
    """The standings as the marks give them, unsaved: {candidacy pk: Standing}."""
    marks = sum_marks(panel, applications)
    weights = {pa.award_id: weights_of(pa.award) for pa in panel.panel_awards.select_related("award")}
    candidacies = Candidacy.objects.filter(award__in=weights)
    if applications is not None:
        candidacies = candidacies.filter(application__in=applications)
    found = {}
    for pk, award, application in candidacies.values_list("pk", "award", "application"):
        if application in marks:
            found[pk] = make_standing(pk, award, weights[award], *marks[application])
    return found


def make_standing(candidacy, award, weights, sheets, sums):
    return Standing(
        candidacy_id=candidacy,
        award_id=award,
        sheets=sheets,
        points=ranking.points(sums, weights, sheets),
        tie_key=ranking.tie_key(sums, weights, sheets),
    )


def weights_of(award):
    """{criterion pk: weight} of an award, the most important first; that is also the order of the tie-break."""
    criteria = Criterion.objects.weighted_for(award)
    return weights_in_order(criteria)


def weights_in_order(criteria):
    weights = {c.pk: c.weight_here for c in criteria}
    order = ranking.importance([(c.pk, c.weight_here, index) for index, c in enumerate(criteria)])
    return {pk: weights[pk] for pk in order}


@dataclass
class Row:
    """One line of a ranking: its candidacy, its rank and, in words, what separated it from a neighbour."""

    rank: int
    candidacy: Candidacy
    is_shared: bool = False
    decided_by: str = ""
    needs_exact_mean: bool = False

    @property
    def standing(self):
        return self.candidacy.standing


LONG_TEXTS = [f"application__{name}" for name in ("short_text", "content")]


class Ranking:
    """The ranking of one award; a Paginator takes it as its list, whose parts are Rows.

    Whatever the number of applications, a page costs one query for its rows, one for the criteria, one to find the
    first rank, and counts that read nothing but indexes.
    """

    def __init__(self, award, panel):
        self.award, self.panel = award, panel

    @cached_property
    def criteria(self):
        return list(Criterion.objects.weighted_for(self.award))

    @cached_property
    def order(self):
        """The criteria in the order in which they break ties."""
        by_pk = {c.pk: c for c in self.criteria}
        return [by_pk[pk] for pk in weights_in_order(self.criteria)]

    def candidacies(self):
        return (
            Candidacy.objects.in_competition()
            .select_related("standing", "award", "application__organisation", "application__edition")
            .defer(*LONG_TEXTS)
        )

    def ranked(self):
        """Candidacies with enough sheets, best first."""
        enough = self.candidacies().filter(standing__award=self.award, standing__sheets__gte=self.panel.quorum)
        return enough.order_by("-standing__points", "-standing__tie_key", "pk")

    def below_quorum(self):
        """Candidacies in competition that are not ranked: too few sheets, or none."""
        few = Q(standing__isnull=True) | Q(standing__sheets__lt=self.panel.quorum)
        return self.candidacies().filter(few, award=self.award).order_by("application__number", "pk")

    def count(self):
        return self.counts[0]

    @cached_property
    def counts(self):
        """(ranked, below the quorum): those with enough sheets but for the few that left the competition; the rest."""
        enough = Standing.objects.filter(award=self.award, sheets__gte=self.panel.quorum)
        left = self.award.candidacies.exclude(state__in=IN_COMPETITION).filter(standing__sheets__gte=self.panel.quorum)
        ranked = enough.count() - left.count()
        return ranked, self.award.candidacies.in_competition().count() - ranked

    def __getitem__(self, part):
        return self.rows(part.start, part.stop)

    def better_than(self, standing):
        return self.ranked().filter(
            Q(standing__points__gt=standing.points)
            | Q(standing__points=standing.points, standing__tie_key__gt=standing.tie_key)
        )

    def rows(self, start, stop):
        """The lines from position start to stop (from 0), each compared with its neighbours on other pages too."""
        before = min(start, 1)
        found = list(self.ranked()[start - before : stop + 1])
        shown = found[before : before + stop - start]
        if not shown:
            return []
        first_rank = 1 + (self.better_than(shown[0].standing).count() if start else 0)
        keys = [(c.standing.points, c.standing.tie_key) for c in shown]
        numbers = ranking.ranks(keys, first_rank=first_rank, first_position=start + 1)
        return [
            self.row(rank, found, index)
            for rank, index in zip(numbers, range(before, before + len(shown)), strict=True)
        ]

    def row(self, rank, found, index):
        here = found[index].standing
        row = Row(rank, found[index])
        for neighbour in [c.standing for c in (found[:index][-1:] + found[index + 1 : index + 2])]:
            if neighbour.points == here.points:
                decider = ranking.deciding(here.tie_key, neighbour.tie_key, self.order)
                row.is_shared |= decider is None
                row.decided_by = row.decided_by or (decider.name if decider else "")
            elif round(neighbour.mean, 2) == round(here.mean, 2):
                row.needs_exact_mean = True
        return row
