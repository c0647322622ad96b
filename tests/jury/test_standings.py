"""The kept standings equal the marks after whatever happened, and the ranking equals exact fractions."""

import contextlib
from fractions import Fraction

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jury import actions
from jury.models import Ranking, Recusal, ScoreSheet, Standing
from prize.actions import Conflict
from tests import factories
from tests.jury import factories as jury

STEP = st.tuples(
    st.sampled_from(["hand_in", "reopen", "recuse", "lift"]),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(1, 5),
    st.integers(1, 5),
)


class RandomSequences(TestCase):
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(STEP, max_size=14))
    def test_standings_fit_after_any_sequence(self, steps):
        panel = jury.panel(quorum=1, weights=(2, 1))
        applications = [jury.application(panel) for _ in range(3)]
        jurors = list(panel.jurors.all())
        lead = factories.lead()
        for step, juror, application, *marks in steps:
            with contextlib.suppress(Conflict):
                take(step, jurors[juror], applications[application], marks, lead)
        assert actions.deviating_standings(panel) == []
        assert means() == expected(applications)


def take(step, juror, application, marks, lead):
    now = timezone.now()
    if step == "hand_in":
        jury.hand_in(juror, application, *marks)
    elif step == "recuse":
        actions.recuse(juror, application, reason="befangen", by=juror.user, at=now)
    elif step == "reopen":
        for sheet in ScoreSheet.objects.filter(juror=juror, application=application):
            actions.reopen_sheet(sheet, by=lead, at=now, reason="Vertippt")
    else:
        for recusal in Recusal.objects.filter(juror=juror, application=application):
            actions.lift_recusal(recusal, by=lead, at=now, reason="geprüft")


def means():
    return {s.candidacy.application_id: (s.sheets, s.points) for s in Standing.objects.select_related("candidacy")}


def expected(applications):
    """From the rows themselves, by hand: weights 2 and 1."""
    found = {}
    for application in applications:
        recused = set(application.recusals.values_list("juror", flat=True))
        sheets = [s for s in application.sheets.all() if s.handed_in_at and s.juror_id not in recused]
        if sheets:
            values = [[m.value for m in s.marks.order_by("criterion__position")] for s in sheets]
            mean = Fraction(sum(2 * a + b for a, b in values), 3 * len(values))
            found[application.pk] = (len(sheets), int(mean * 10**12))
    return found


@pytest.fixture
def panel(db):
    return jury.panel(quorum=1, weights=(1, 2))


def rows(panel, start=0, stop=50):
    return Ranking(jury.award_of(panel), panel).rows(start, stop)


def test_equal_points_are_decided_by_the_heavier_criterion(panel):
    juror = panel.jurors.first()
    third, first, second, also_second, last = [jury.application(panel) for _ in range(5)]
    for application, marks in (
        (third, (5, 3)),
        (first, (1, 5)),
        (second, (3, 4)),
        (also_second, (3, 4)),
        (last, (1, 1)),
    ):
        jury.hand_in(juror, application, *marks)
    found = rows(panel)
    assert [(row.rank, row.candidacy.application) for row in found] == [
        (1, first),
        (2, second),
        (2, also_second),
        (4, third),
        (5, last),
    ]
    assert [row.decided_by for row in found] == ["Kriterium 2"] * 4 + [""]
    assert [row.is_shared for row in found] == [False, True, True, False, False]


def test_ranks_and_remarks_run_on_over_pages(panel):
    for marks in ((5, 5), (4, 4), (4, 4), (4, 4), (3, 3)):
        jury.hand_in(panel.jurors.first(), jury.application(panel), *marks)
    whole = rows(panel)
    assert [row.rank for row in whole] == [1, 2, 2, 2, 5]
    for size in (1, 2, 3):
        paged = [row for start in range(0, 5, size) for row in rows(panel, start, start + size)]
        assert paged == whole


def test_equal_to_two_decimals_but_not_equal_is_said(panel):
    many = jury.panel(quorum=1, jurors=7, weights=(99, 100))
    near, nearer = jury.application(many), jury.application(many)
    for juror in many.jurors.all()[:7]:
        jury.hand_in(juror, near, 4, 3)
        jury.hand_in(juror, nearer, 3, 4)
    assert [row.needs_exact_mean for row in rows(many)] == [True, True]
    assert rows(many)[0].candidacy.application == nearer


def test_removing_a_recused_sheet_equals_it_never_having_existed(panel):
    one, other = jury.application(panel), jury.application(panel)
    first, second, _ = panel.jurors.all()
    jury.hand_in(first, one, 1, 2)
    jury.hand_in(second, one, 4, 5)
    jury.hand_in(second, other, 4, 5)
    actions.recuse(first, one, reason="befangen", by=first.user, at=timezone.now())
    assert [row.rank for row in rows(panel)] == [1, 1]


def test_a_page_of_the_ranking_costs_the_same_however_long_it_is(panel, django_assert_num_queries):
    juror, award = panel.jurors.first(), jury.award_of(panel)
    for count in (2, 18):
        for index in range(count):
            jury.hand_in(juror, jury.application(panel), 1 + index // 2 % 5, 3)
        with django_assert_num_queries(2):
            found = Ranking(award, panel).rows(0, 50)
            assert found[0].candidacy.application.organisation.name
            assert found[0].candidacy.application.reference
            assert [row.decided_by for row in found]
