"""The old page in another tab: what is filed already is said to be filed, not to have changed."""

import html

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_an_old_tab_says_that_it_is_filed_already(client, applicant, draft):
    sent = {"version": draft.version}
    client.post(reverse("application_file", args=[draft.pk]), sent)
    page = client.post(reverse("application_file", args=[draft.pk]), sent, follow=True)
    assert "Diese Bewerbung ist schon eingereicht. Sie müssen nichts mehr tun." in html.unescape(page.content.decode())
