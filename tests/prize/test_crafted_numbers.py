"""Whatever number a crafted form sends: never an error of the server."""

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
CRAFTED = ["9" * 18, "9" * 19, "9" * 5000, "-1", "²", "٣", "x", ""]


@pytest.mark.parametrize("value", CRAFTED)
def test_letters(client, value):
    client.force_login(factories.clerk())
    for name, data in (
        ("release_letters", {"letter": [value]}),
        ("release_letters", {"which": "all", "newest": value}),
        ("release_letters", {"which": "all", "newest": value, "confirmed": "1"}),
        ("retry_letters", {"letter": [value]}),
    ):
        assert client.post(reverse(name), data).status_code == 302


@pytest.mark.parametrize("value", CRAFTED)
def test_the_practice_sign_in(client, settings, value):
    settings.PRACTICE = True
    assert client.post(reverse("practice_sign_in"), {"user": value}).status_code == 404


@pytest.mark.parametrize("value", CRAFTED)
def test_the_version_that_is_filed(client, value):
    draft = factories.ApplicationFactory()
    factories.AwardFactory(edition=draft.edition)
    client.force_login(factories.member_of(draft.organisation))
    response = client.post(reverse("application_file", args=[draft.pk]), {"version": value})
    assert response.status_code in (200, 302)
