"""Invitations to an organisation: the mail, its link, and who may use it."""

import datetime
import re

import pytest
from django.core import mail as postbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Invitation, Letter
from prize.models.membership import VALID_FOR, hash_of
from tests import factories

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(name, args=args)


def sign_in(client, user):
    client.force_login(user)
    return user


def page(response):
    return response.content.decode()


@pytest.fixture
def organisation():
    return factories.OrganisationFactory(name="Nachbarschaft Asendorf e. V.")


@pytest.fixture
def owner(client, organisation):
    return sign_in(client, factories.member_of(organisation, right="owner", name="Olga Owner"))


@pytest.fixture
def invited(client, organisation, owner):
    """Invite an address; returns the link of the mail."""

    def ask(email="neu@example.org", right="edit"):
        response = client.post(url("members", organisation.pk), {"email": email, "right": right})
        assert response.status_code == 302, page(response)
        return re.search(r"^http://localhost:8000(/bewerbung/einladung/\S+)$", newest_letter().body, re.MULTILINE)[1]

    return ask


def newest_letter():
    return Letter.objects.order_by("pk").last()


def test_an_invitation_leads_from_the_mail_through_the_sign_in_to_the_organisation(client, organisation, invited):
    link = invited("Neu@Example.org", "submit")
    letter = newest_letter()
    assert (letter.kind, letter.state, letter.to_address) == ("invitation", "released", "neu@example.org")
    assert letter.subject == "Einladung: gemeinsam bewerben für Nachbarschaft Asendorf e. V."
    assert "Olga Owner lädt Sie ein" in letter.body
    assert "einreichen – liest, schreibt, reicht ein und zieht zurück" in letter.body
    client.post(url("account_logout"))
    asked = client.get(link)
    assert asked.url == f"/konto/anmelden/?next={link}"
    client.post(asked.url, {"email": "neu@example.org"})
    code = re.search(r"^ {4}([A-Z0-9-]+)$", postbox.outbox[-1].body, re.MULTILINE)[1]
    back = client.post(f"/konto/code/?next={link}", {"code": code, "action": "verify"})
    assert back.url == link
    text = page(client.get(link))
    assert "Sie sind eingeladen" in text
    assert "<strong>einreichen</strong>" in text
    answer = client.post(link, follow=True)
    assert "Willkommen! Sie gehören jetzt zu „Nachbarschaft Asendorf e. V.“." in page(answer)
    assert organisation.memberships.get(user__email="neu@example.org").right == "submit"
    assert client.get(link).url == url("my_applications")
    assert client.post(link).status_code == 409


def test_the_token_is_kept_as_a_hash_only(invited):
    token = invited().rstrip("/").rsplit("/", 1)[1]
    assert Invitation.objects.get().token_hash == hash_of(token)
    assert token not in str(Invitation.objects.values().get())


def test_somebody_else_with_the_link_is_told_kindly_and_learns_nothing(client, organisation, invited):
    link, client = invited(), Client()
    sign_in(client, factories.UserFactory(email="bob@example.org"))
    text = page(client.get(link))
    assert "Diese Einladung ist für eine andere Adresse" in text
    assert "bob@example.org" in text
    assert "neu@example.org" not in text
    assert "Asendorf" not in text
    assert client.post(link).status_code == 409
    away = client.post(url("account_logout"), {"next": link})
    assert away.url == link
    assert client.get(link).url == f"/konto/anmelden/?next={link}"


@pytest.mark.parametrize("how", ["expired", "revoked", "replaced"])
def test_an_invitation_that_is_over_opens_nothing(client, organisation, invited, how):
    link, invitation = invited(), Invitation.objects.get()
    if how == "expired":
        Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    elif how == "revoked":
        client.post(url("invitation_revoke", invitation.pk))
    else:
        assert invited() != link
    sign_in(client, factories.UserFactory(email="neu@example.org"))
    assert "Diese Einladung gilt nicht mehr" in page(client.get(link))
    assert client.post(link).status_code == 409
    assert organisation.memberships.count() == 1


def test_an_invitation_is_valid_for_a_fortnight(invited):
    invited()
    invitation = Invitation.objects.get()
    assert invitation.expires_at - invitation.invited_at == VALID_FOR == datetime.timedelta(days=14)
    assert invitation.is_open(invitation.expires_at)


def test_a_link_that_nobody_wrote_is_not_found(client, owner):
    assert client.get(url("invitation", "erfunden")).status_code == 404


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"email": "", "right": "edit"}, "zwingend erforderlich"),
        ({"email": "neu@", "right": "edit"}, "gültige E-Mail-Adresse"),
        ({"email": "neu@example.org\nbcc:x@example.org", "right": "edit"}, "gültige E-Mail-Adresse"),
        ({"email": "KARL@example.org", "right": "edit"}, "Diese Person gehört schon dazu."),
        ({"email": "neu@example.org", "right": "owner"}, "keine gültige Auswahl"),
        ({"email": "neu@example.org", "right": ""}, "zwingend erforderlich"),
    ],
)
def test_bad_invitations_are_told_beside_the_field(client, organisation, owner, data, error):
    factories.member_of(organisation, email="karl@example.org")
    text = page(client.post(url("members", organisation.pk), data))
    assert error in text
    assert 'class="kern-error"' in text
    assert not Invitation.objects.exists()
    assert not Letter.objects.exists()


def test_a_day_has_only_so_many_invitations(client, organisation, owner, invited):
    for number in range(20):
        invited(f"neu{number}@example.org")
    answer = client.post(url("members", organisation.pk), {"email": "einer@example.org", "right": "view"})
    assert answer.status_code == 409
    assert "Das waren heute zu viele Einladungen." in page(answer)
    assert Letter.objects.count() == 20


def test_an_invitation_never_lowers_a_right(organisation, owner):
    now = timezone.now()
    late = factories.UserFactory(email="spaet@example.org")
    invitation = actions.invite(organisation, late.email, "view", by=owner, at=now)
    factories.MembershipFactory(organisation=organisation, user=late, right="submit")  # entered by the office meanwhile
    assert actions.accept_invitation(invitation, by=late, at=now).right == "submit"
