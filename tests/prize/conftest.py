"""What several modules of pages start from: a call, an organisation with its draft, an office with two browsers."""

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def edition():
    return factories.EditionFactory(year=2099, ordinal=17, motto="Vielfalt leben")


@pytest.fixture
def main_award(edition):
    return factories.AwardFactory(edition=edition)


@pytest.fixture
def organisation():
    return factories.OrganisationFactory(name="Nachbarschaft Asendorf e. V.")


@pytest.fixture
def applicant(client, organisation):
    user = factories.member_of(organisation)
    client.force_login(user)
    return user


@pytest.fixture
def draft(organisation, main_award):
    return factories.ApplicationFactory(
        edition=main_award.edition, organisation=organisation, project_title="Haus Asendorf"
    )


@pytest.fixture
def office():
    """A clerk and a lead, each with a browser."""

    class Office:
        clerk, lead = factories.clerk(name="Sina Sachbearbeitung"), factories.lead(name="Lea Leitung")

    for who in ("clerk", "lead"):
        browser = Client()
        browser.force_login(getattr(Office, who))
        setattr(Office, f"at_{who}", browser)
    return Office
