"""The arithmetic, compared with exact fractions; no database."""

from fractions import Fraction
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury import ranking

CRITERIA = ("a", "b", "c")
WEIGHTS = st.fixed_dictionaries({c: st.integers(1, 5) for c in CRITERIA})
SHEET = st.fixed_dictionaries({c: st.integers(1, 5) for c in CRITERIA})
SHEETS = st.lists(SHEET, min_size=1, max_size=7)
FIELD = st.lists(SHEETS, min_size=1, max_size=8)


def sums(sheets):
    return {c: sum(sheet[c] for sheet in sheets) for c in CRITERIA}


def order(weights):
    return ranking.importance([(c, weights[c], position) for position, c in enumerate(CRITERIA)])


def key(sheets, weights):
    return (
        ranking.points(sums(sheets), weights, len(sheets)),
        ranking.tie_key(sums(sheets), order(weights), len(sheets)),
    )


def exact(sheets, weights):
    """The reference: the same rules in fractions."""
    n, total = len(sheets), sum(weights.values())
    means = {c: Fraction(value, n) for c, value in sums(sheets).items()}
    return sum(weights[c] * means[c] for c in CRITERIA) / total, tuple(means[c] for c in order(weights))


def ranked(field, weights):
    """[rank of each entry], by the whole-number keys."""
    keys = sorted((key(sheets, weights) for sheets in field), reverse=True)
    ranks = dict(zip(reversed(keys), reversed(ranking.ranks(keys, first_rank=1, first_position=1)), strict=True))
    return [ranks[key(sheets, weights)] for sheets in field]


@given(FIELD, WEIGHTS)
def test_ranks_equal_those_of_exact_fractions(field, weights):
    scores = [exact(sheets, weights) for sheets in field]
    assert ranked(field, weights) == [1 + sum(other > score for other in scores) for score in scores]


@given(st.integers(0, 10**8), st.integers(1, 10**6 - 1), st.integers(0, 10**8), st.integers(1, 10**6 - 1))
def test_scaling_keeps_order_and_equality(a, b, c, d):
    left, right = ranking.scaled(a, b), ranking.scaled(c, d)
    assert (left < right, left == right) == (Fraction(a, b) < Fraction(c, d), Fraction(a, b) == Fraction(c, d))


def test_the_closest_different_fractions_stay_apart():
    assert ranking.scaled(999_998, 999_999) > ranking.scaled(999_997, 999_998)


@pytest.mark.parametrize("denominator", [0, -1, 10**6])
def test_a_denominator_out_of_bounds_is_refused(denominator):
    with pytest.raises(ValueError, match="denominator"):
        ranking.scaled(1, denominator)


@given(SHEETS, WEIGHTS, st.randoms(use_true_random=False))
def test_order_of_jurors_never_matters(sheets, weights, random):
    shuffled = random.sample(sheets, len(sheets))
    assert key(sheets, weights) == key(shuffled, weights)


@given(FIELD, WEIGHTS, st.data())
def test_a_higher_mark_never_lowers_a_rank(field, weights, data):
    entry = data.draw(st.integers(0, len(field) - 1))
    juror = data.draw(st.integers(0, len(field[entry]) - 1))
    criterion = data.draw(st.sampled_from(CRITERIA))
    raised = [list(map(dict, sheets)) for sheets in field]
    raised[entry][juror][criterion] += 1
    assert ranked(raised, weights)[entry] <= ranked(field, weights)[entry]


@given(FIELD, WEIGHTS)
def test_ties_are_symmetric(field, weights):
    ranks = ranked(field, weights)
    for i, here in enumerate(field):
        for j, there in enumerate(field):
            assert (ranks[i] == ranks[j]) == (exact(here, weights) == exact(there, weights))


@given(FIELD, WEIGHTS)
def test_shared_ranks_leave_a_gap(field, weights):
    position = 1
    for rank, group in groupby(sorted(ranked(field, weights))):
        assert rank == position
        position += len(list(group))


@given(SHEETS, SHEETS, WEIGHTS)
def test_the_deciding_criterion_is_the_first_that_differs(here, there, weights):
    (_, left), (_, right) = key(here, weights), key(there, weights)
    means, others = exact(here, weights)[1], exact(there, weights)[1]
    expected = next((c for c, a, b in zip(order(weights), means, others, strict=True) if a != b), None)
    assert ranking.deciding(left, right, order(weights)) == expected


def test_keys_of_one_award_are_equally_long():
    assert len(ranking.tie_key({"a": 100, "b": 0}, ["a", "b"], 1)) == 2 * ranking.WIDTH


def test_a_heavier_criterion_decides_first_and_weight_zero_never():
    assert ranking.importance([("a", 1, 1), ("b", 3, 2), ("c", 1, 0), ("d", 0, 3)]) == ["b", "c", "a"]


def test_a_page_that_begins_within_a_shared_rank():
    assert ranking.ranks(["x", "x", "y"], first_rank=3, first_position=5) == [3, 3, 7]


def test_the_mean_people_read():
    assert str(round(ranking.mean(ranking.points({"a": 11}, {"a": 2}, 3)), 2)) == "3.67"
