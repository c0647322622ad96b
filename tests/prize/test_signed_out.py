"""Signed out in the middle of writing: nothing is lost, and nobody else gets it."""

import datetime

import pytest
from django.core.signing import dumps
from django.test import Client
from django.utils import timezone

from prize import typed as kept
from prize.models import Application
from tests import factories
from tests.prize.wizard import page_url, typed

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def sent(applicant, draft):
    """What the applicant's page sends, with text that was saved nowhere."""
    return typed(draft, "goals", goals="Drei Stunden geschrieben", writer=kept.sign(applicant, draft))


@pytest.mark.parametrize("name", ["application_page", "application_autosave"])
def test_text_of_an_expired_session_is_there_after_the_sign_in(client, applicant, draft, sent, name):
    client.logout()
    answer = client.post(page_url(draft, "goals", name), sent)
    if name == "application_page":
        assert answer.status_code == 302
        assert answer.url.endswith(f"?next={page_url(draft, 'goals')}")
    else:
        assert (answer.status_code, answer["X-Autosave"]) == (401, "kept")
        assert f"?next={page_url(draft, 'goals')}" in text(answer)
    client.force_login(applicant)
    page = text(client.get(page_url(draft, "goals")))
    assert "Drei Stunden geschrieben</textarea>" in page
    assert "ist noch da – bitte speichern." in page
    assert "goals" not in [key for version in draft.versions.all() for key in version.changed]
    client.post(page_url(draft, "goals"), typed(draft, "goals", goals="Drei Stunden geschrieben"))
    assert Application.objects.get().content["goals"] == "Drei Stunden geschrieben"
    assert "ist noch da" not in text(client.get(page_url(draft, "goals")))


def test_somebody_else_never_sees_it(client, applicant, draft, sent):
    ben = factories.member_of(draft.organisation)
    client.logout()
    client.post(page_url(draft, "goals"), sent)
    client.force_login(ben)
    assert "Drei Stunden" not in text(client.get(page_url(draft, "goals")))
    client.force_login(applicant)
    assert "Drei Stunden" not in text(client.get(page_url(draft, "goals")))


def test_it_waits_for_an_hour(client, applicant, draft, sent):
    client.logout()
    client.post(page_url(draft, "goals"), sent)
    session = client.session
    session[kept.KEY]["at"] = (timezone.now() - datetime.timedelta(minutes=61)).isoformat()
    session.save()
    client.force_login(applicant)
    assert "Drei Stunden" not in text(client.get(page_url(draft, "goals")))


@pytest.mark.parametrize(
    "writer",
    ["", "geraten", dumps([1, 2], salt="other"), "x" * 5000],
    ids=["none", "guessed", "other", "long"],
)
def test_without_the_writers_signature_nothing_is_kept(client, draft, sent, writer):
    client.logout()
    answer = client.post(page_url(draft, "goals", "application_autosave"), sent | {"writer": writer})
    assert (answer.status_code, answer["X-Autosave"]) == (401, "lost")
    assert kept.KEY not in client.session


def test_too_much_is_not_kept_and_the_page_says_so(client, draft, sent):
    client.logout()
    answer = client.post(page_url(draft, "goals", "application_autosave"), sent | {"goals": "x" * kept.MOST})
    assert "nicht gespeichert. Kopieren Sie ihn bitte" in text(answer)


@pytest.mark.parametrize("name", ["application_page", "application_autosave"])
def test_a_token_of_before_the_last_sign_in_loses_nothing(applicant, draft, sent, name):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(applicant)
    answer = strict.post(page_url(draft, "goals", name), sent)
    assert answer.status_code == (302 if name == "application_page" else 401)
    assert "Drei Stunden geschrieben</textarea>" in text(strict.get(page_url(draft, "goals")))
    other = Client(enforce_csrf_checks=True)
    other.force_login(factories.member_of(draft.organisation))
    assert other.post(page_url(draft, "goals"), sent).status_code == 403
