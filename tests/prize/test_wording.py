import pytest

from prize.wording import file_size, nested


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Café Nachbar", "Café Nachbar"),
        ("„Café Nachbar“", "‚Café Nachbar‘"),
        ("Projekt „Miteinander“ (Teil 2)", "Projekt ‚Miteinander‘ (Teil 2)"),
        ('Projekt "Miteinander"', "Projekt ‚Miteinander‘"),
        ('"Wir" und ("ihr")', "‚Wir‘ und (‚ihr‘)"),
        ("“Together” in Celle", "‚Together‘ in Celle"),
        ("‚Leise‘ und Hans’ Garten", "‚Leise‘ und Hans’ Garten"),
        ("", ""),
    ],
)
def test_a_title_in_quotation_marks_carries_single_ones(title, inside):
    assert nested(title) == inside


@pytest.mark.parametrize(
    ("size", "words"), [(10 * 2**20, "10\xa0MB"), (2**20 + 2**19, "1,5\xa0MB"), (9, "9\xa0Bytes"), (2048, "2\xa0KB")]
)
def test_sizes_of_files_are_short(size, words):
    assert file_size(size) == words
