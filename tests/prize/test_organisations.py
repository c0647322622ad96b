"""What an organisation says of itself, kept under its lock."""

import pytest
from django.utils import timezone

from prize import actions
from prize.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db


def save(organisation, by, **data):
    facts = {"name": organisation.name, "kind": organisation.kind, "town": organisation.town} | data
    return actions.save_organisation(organisation, facts, by=by, at=timezone.now())


def test_the_kind_stands_once_an_application_is_filed():
    """Asked under the lock: the page may have been loaded before somebody else has filed."""
    application = factories.ApplicationFactory()
    member = factories.member_of(application.organisation)
    stale = Organisation.objects.get()
    assert save(stale, member, kind="stiftung", town="Celle").kind == "stiftung"
    factories.filed(application, by=member)
    assert save(stale, member, kind="stiftung", name="Neuer Name").name == "Neuer Name"
    with pytest.raises(actions.NotAllowed, match="lässt sich nicht mehr ändern"):
        save(stale, member, kind="verein")
    assert Organisation.objects.get().kind == "stiftung"


def test_who_may_no_longer_edit_changes_nothing():
    organisation = factories.OrganisationFactory(name="Alt")
    factories.member_of(organisation)
    reader = factories.member_of(organisation, right="view")
    for person in (reader, factories.UserFactory()):
        with pytest.raises(actions.NotAllowed):
            save(organisation, person, name="Neu")
    organisation.refresh_from_db()
    assert organisation.name == "Alt"


def test_filing_and_registering_take_the_locks(monkeypatch):
    """SQLite has no row locks and hides a missing one; this is what the other databases rest on."""
    locked = []
    select = type(Organisation.objects.all()).select_for_update

    def spy(self, *args, **kwargs):
        locked.append(self.model.__name__)
        return select(self, *args, **kwargs)

    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", spy)
    person = factories.UserFactory()
    data = {"name": "Verein", "kind": "verein", "town": "Celle"}
    organisation = actions.register_organisation(data, by=person, at=timezone.now())
    assert locked == ["User"]
    locked.clear()
    factories.filed(organisation=organisation, by=person)
    assert locked[:2] == ["Organisation", "Edition"]
