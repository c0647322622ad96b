"""The last place of a question, and the same file twice, from two threads at once."""

import pytest
from django.utils import timezone

from prize import actions
from prize.forms.attachment import Upload
from prize.models import Application, Attachment
from tests import factories
from tests.prize.files import pdf
from tests.prize.test_races import at_once

pytestmark = [
    pytest.mark.threads,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("places"),
]
ROUNDS = 20


def document(more=b""):
    return Upload("document", "bericht.pdf", pdf() + more, "application/pdf")


def adding(application, upload, by, **facts):
    return lambda: actions.add_attachment(application, upload, by=by, at=timezone.now(), **facts)


def stored(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


@pytest.fixture
def draft():
    return factories.ApplicationFactory(edition=factories.AwardFactory().edition)


def test_the_last_place_goes_to_exactly_one_of_two(draft, settings):
    by = [factories.member_of(draft.organisation) for _ in range(2)]
    for number in range(ROUNDS):
        application = factories.ApplicationFactory(edition=draft.edition, organisation=draft.organisation)
        before = len(stored(settings))
        outcomes = at_once(*(adding(application, document(b" " * n), by[n]) for n in range(2)))
        assert {type(outcome) for outcome in outcomes} == {Attachment, actions.NoRoom}, number
        kept = Attachment.objects.get(application=application)
        assert Application.objects.get(pk=application.pk).content["documents"] == [kept.pk]
        assert len(stored(settings)) == before + 1


def test_the_same_file_at_once_is_kept_once(draft, settings):
    by = factories.member_of(draft.organisation)
    for _ in range(ROUNDS):
        application = factories.ApplicationFactory(edition=draft.edition, organisation=draft.organisation)
        before = len(stored(settings))
        one, other = at_once(*[adding(application, document(), by)] * 2)
        assert one == other == Attachment.objects.get(application=application)
        assert Application.objects.get(pk=application.pk).content["documents"] == [one.pk]
        assert len(stored(settings)) == before + 1


def test_two_who_replace_the_only_file_leave_one(draft, settings):
    by = factories.member_of(draft.organisation)
    old = adding(draft, document(), by)()
    outcomes = at_once(*(adding(draft, document(b" " * n), by, replaces=old.pk) for n in (1, 2)))
    kept = Attachment.objects.get()
    assert {kept} == {outcome for outcome in outcomes if isinstance(outcome, Attachment)}
    assert [type(outcome) for outcome in outcomes if outcome != kept] == [actions.NoRoom]
    assert Application.objects.get(pk=draft.pk).content["documents"] == [kept.pk]
    assert len(stored(settings)) == 1
