"""Who has let which letters go stands in the history of their edition, and in the letters themselves."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from prize import actions
from prize.models import History, Letter
from prize.models.history import first_break
from tests import factories

pytestmark = pytest.mark.django_db


def refused(edition):
    """The held letter of a refusal."""
    candidacy = factories.filed(edition=edition).candidacies.get()
    actions.move(candidacy, "reject", by=factories.clerk(), at=timezone.now(), reason="Passt nicht.")
    return candidacy.letters.get()


@pytest.mark.parametrize("state", ["released", "sent", "failed"])
def test_a_letter_that_is_not_held_says_when_it_was_released(state):
    letter = refused(factories.EditionFactory())
    facts = {"sent_at": timezone.now()} if state == "sent" else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state=state, error="550", **facts)


def test_each_act_of_the_office_is_one_row_in_each_edition(client):
    first, second = factories.EditionFactory(), factories.EditionFactory()
    letters, clerk = [refused(first), refused(first), refused(second)], factories.clerk()
    at = timezone.now()
    assert actions.release(Letter.objects.all(), by=clerk, at=at) == 3
    assert actions.release(Letter.objects.all(), by=clerk, at=at) == 0
    rows = {row.edition: row for row in History.objects.filter(step="release_letters")}
    assert rows.keys() == {first, second}
    assert (rows[first].by, rows[first].facts) == (clerk, {"count": 2, "letters": sorted(x.pk for x in letters[:2])})
    Letter.objects.filter(pk=letters[2].pk).update(state="failed", error="550")
    assert actions.retry(Letter.objects.all(), by=clerk, at=at) == 1
    row = History.objects.get(step="retry_letters")
    assert (row.edition, row.facts) == (second, {"count": 1, "letters": [letters[2].pk]})
    assert dict(row.details()) == {"Anzahl": "1"}
    for edition in (first, second):
        edition.refresh_from_db()
        assert first_break(edition) is None
    client.force_login(clerk)
    shown = client.get("/buero/verlauf/", {"edition": first.slug}).content.decode()
    assert "Schreiben freigegeben" in shown


def test_letters_of_no_edition_go_without_a_row():
    Letter.objects.create(kind="invitation", key="x", to_address="a@example.org", created_at=timezone.now())
    assert actions.release(Letter.objects.all(), by=factories.clerk(), at=timezone.now()) == 1
    assert not History.objects.exists()
