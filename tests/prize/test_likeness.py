"""Whether two projects look like the same: what the office compares proposals and applications by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prize.models.likeness import ALIKE, LIKELY, Project, difference_in_words, folded, likeness, similarity, twins

CAFE = Project("Sprachcafé Asendorf", "Nachbarschaft Asendorf e. V.", "Asendorf")
texts = st.text(max_size=30)
projects = st.builds(Project, texts, texts, texts)


@given(projects, projects)
def test_it_is_the_same_from_both_sides_and_between_nothing_and_all(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


@given(projects)
def test_everything_is_exactly_like_itself(project):
    assert likeness(project, project) == 1


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_folding_is_done_once_and_for_all_and_leaves_something(text):
    assert similarity(text, text) == 1
    assert bool(folded(text)) == bool(text.split())


@given(st.dictionaries(st.integers(), projects, max_size=6), projects, st.sampled_from([0, 0.3, ALIKE, LIKELY]))
def test_the_short_way_finds_what_comparing_all_finds(others, project, least):
    slow = {key for key, other in others.items() if likeness(project, other) >= least}
    assert {key for _value, key in twins(project, others, least=least)} == slow


def test_the_most_alike_come_first():
    others = {1: CAFE._replace(title="Sprach-Café"), 2: CAFE, 3: CAFE._replace(title="Chor", organisation="Kirche")}
    assert [key for _value, key in twins(CAFE, others)] == [2, 1]


@pytest.mark.parametrize(
    "written",
    [
        "Flüchtlingshilfe Müller e. V.",
        "Fluechtlingshilfe Mueller e.V.",
        "FLÜCHTLINGSHILFE MÜLLER",
        "flüchtlingshilfe  müller eV",
        "Flüchtlingshilfe „Müller“, eingetragener Verein",
        "Flüchtlingshilfe Müller gGmbH",
        "Flüchtlingshilfe Müller gemeinnützige UG (haftungsbeschränkt)",
        "Flu\u0308chtlingshilfe Mu\u0308ller",
    ],
)
def test_umlauts_case_signs_and_legal_forms_make_no_difference(written):
    assert folded(written) == "fluchtlingshilfe muller"


@pytest.mark.parametrize("written", ["AG", "e. V.", "!!!", "Ёлка", "بيت"])
def test_what_would_leave_nothing_stays(written):
    assert folded(written)


def test_a_legal_form_is_no_part_of_a_word():
    assert folded("Evangelische Jugend Augsburg, Tagung") == "evangelische jugend augsburg tagung"
    assert folded("Ev. Kirche Celle") == "ev kirche celle"


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("ab", "ab", 1),
        ("ab", "ac", 1 / 5),
        ("word", "words", 4 / 7),
        ("eins", "zwei", 0),
        ("zwei eins", "eins zwei", 1),
    ],
)
def test_similarity_is_what_postgresql_calls_it(one, other, shared):
    """Worked out by hand from pg_trgm's definition, and the same as it answers."""
    assert similarity(one, other) == shared


@pytest.mark.parametrize(
    ("other", "least", "most"),
    [
        (Project("Sprach-Cafe in Asendorf", "Nachbarschaft Asendorf", "Asendorf"), LIKELY, 1),
        (Project("Das Sprachcafé", "Nachbarschaft Asendorf eV", "27330 Asendorf"), LIKELY, 1),
        (Project("Fahrradwerkstatt", "Nachbarschaft Asendorf e.V.", "Asendorf"), ALIKE, LIKELY),  # its other project
        (Project("Sprachcafé Asendorf", "Caritas", "Oldenburg"), 0, ALIKE),
        (Project("Fußball verbindet", "SV Celle", "Asendorf"), 0, ALIKE),
    ],
    ids=["written otherwise", "with postcode", "other project", "other place", "only the place"],
)
def test_what_people_would_say(other, least, most):
    assert least <= likeness(CAFE, other) < most + (most == 1)


def test_what_is_not_known_counts_neither_way():
    assert likeness(CAFE, CAFE._replace(place="")) == 1
    assert likeness(Project("", "", "Celle"), Project("Chor", "", "")) == 0


def test_differences_in_words():
    words = [difference_in_words(a, b) for a, b in (("Café", "Cafe"), ("Sprachcafé", "Sprachcafés"), ("a", "b"))]
    assert [str(word) for word in words] == ["gleich", "ähnlich", "anders"]
