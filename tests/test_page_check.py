"""The checker of pages must itself be able to fail."""

import pytest

from tests.page_check import problems

GOOD = """<!doctype html><html lang="de"><head><title>Seite – Preis</title></head><body><main><h1>Seite</h1>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken"><label for="a">A</label>
<input id="a" name="a" aria-describedby="h"><p id="h">Hinweis</p><button>Los</button></form></main></body></html>"""


def test_a_good_page_has_no_problems():
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("<h1>Seite</h1>", "", "<h1>"),
        ("<h1>Seite</h1>", "<h1>a</h1><h1>b</h1>", "<h1>"),
        ("<title>Seite – Preis</title>", "", "titles"),
        (' lang="de"', "", "lang"),
        ("<h1>", "<script>1</script><h1>", "inline script"),
        ("<h1>", '<h1 style="color:red">', "inline style"),
        ("<h1>", '<h1 onclick="x()">', "inline handler"),
        ("</main>", '<img src="https://else.where/x.png" alt=""></main>', "third-party"),
        ("</main>", '<img src="/x.png"></main>', "without alt"),
        ('<label for="a">A</label>', "", "without label"),
        ('<p id="h">', "<p>", "points nowhere"),
        ('<p id="h">', '<p id="a">', "stands twice"),
        ("Los", "", "without a name"),
        ('name="csrfmiddlewaretoken"', 'name="x"', "csrf"),
        ("</main>", "<table><tr><td>1</td></tr></table></main>", "header cells"),
    ],
)
def test_each_fault_is_found(old, new, word):
    assert old in GOOD
    assert any(word in sentence for sentence in problems(GOOD.replace(old, new)))
