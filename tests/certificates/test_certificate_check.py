"""The public check page: what the holder of a paper learns, and what nobody learns before the announcement."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import actions, throttle
from certificates.models import Certificate
from prize import codes
from prize.models import Edition, Laureate
from tests import factories
from tests.certificates import world

pytestmark = pytest.mark.django_db
TOKEN = re.compile(rb'name="(csrfmiddlewaretoken|next)" value="[^"]*"')  # next: the address that was asked for
UNKNOWN = "Zu diesem Code gibt es keine Urkunde"


def issued(*names, **fields):
    edition = world.ready(*names, **fields)
    report = actions.issue_all(edition, by=factories.clerk(), at=timezone.now())
    return report.issued


@pytest.fixture
def certificate(db):
    [certificate] = issued("Netzwerk Größwöhrle e.V.")
    world.announced(certificate.edition)
    return certificate


def check(client, certificate):
    return client.get(reverse("certificate_check", args=[certificate.code]))


def test_a_valid_certificate_shows_what_is_printed(client, certificate):
    answer = check(client, certificate)
    page = answer.content.decode()
    assert "Diese Urkunde ist gültig" in page
    for words in ("Netzwerk Größwöhrle e.V.", certificate.laureate.project, "3. Juni 2026", "2026-001"):
        assert words in page
    assert "17. Niedersächsischer Integrationspreis" in page
    assert "no-store" in answer["Cache-Control"]
    for hidden in (str(certificate.issued_by), certificate.sha256, certificate.laureate.text):
        assert hidden not in page


def test_the_address_on_the_paper_leads_here(client, certificate):
    address = certificate.facts["check_url"].removeprefix("http://localhost:8000")
    assert "Diese Urkunde ist gültig" in client.get(address).content.decode()


def test_a_revoked_certificate_says_so_and_not_why(client, certificate):
    actions.revoke(certificate, reason="Geheimer Grund", by=factories.lead(), at=timezone.now())
    page = check(client, certificate).content.decode()
    assert "Diese Urkunde ist nicht mehr gültig: Sie wurde widerrufen" in page
    assert "Geheimer Grund" not in page
    assert "Diese Urkunde ist gültig" not in page


def test_a_replaced_certificate_names_the_new_one(client, certificate):
    actions.revoke(certificate, reason="Tippfehler", by=factories.lead(), at=timezone.now())
    new = actions.issue(certificate.laureate, by=factories.clerk(), at=timezone.now())
    page = check(client, certificate).content.decode()
    assert "Diese Urkunde ist nicht mehr gültig: Sie wurde ersetzt" in page
    assert "2026-002</span> getreten." in page
    assert new.code not in page
    assert "Diese Urkunde ist gültig" in check(client, new).content.decode()


def test_before_the_announcement_it_does_not_exist(client):
    """Not even for who won: status, words and the number of queries are those of a code that was never given."""
    [certificate] = issued("Verein A")
    winner = factories.member_of(certificate.laureate.recipients.get().organisation)
    for user in (None, factories.UserFactory(), winner):
        if user:
            client.force_login(user)
        unknown = client.get(reverse("certificate_check", args=[codes.new()]))
        hidden = check(client, certificate)
        assert hidden.status_code == unknown.status_code == 404
        assert UNKNOWN in hidden.content.decode()
        assert TOKEN.sub(b"", hidden.content) == TOKEN.sub(b"", unknown.content)
        assert hidden.headers == unknown.headers


def test_unknown_and_hidden_codes_cost_the_same(client, django_assert_num_queries):
    [certificate] = issued("Verein A")
    for code in (certificate.code, codes.new(), "quatsch"):
        with django_assert_num_queries(1):
            assert client.get(reverse("certificate_check", args=[code])).status_code == 404


def test_the_moment_of_the_announcement_opens_the_page(client, time_machine):
    [certificate] = issued("Verein A")
    moment = timezone.now() + datetime.timedelta(hours=2)
    Edition.objects.filter(pk=certificate.edition_id).update(announced_at=moment)
    assert check(client, certificate).status_code == 404
    time_machine.move_to(moment)
    assert check(client, certificate).status_code == 200


def test_the_office_may_look_before(client):
    [certificate] = issued("Verein A")
    client.force_login(factories.clerk())
    page = check(client, certificate).content.decode()
    assert "Noch nicht bekannt gegeben: Außerhalb der Geschäftsstelle sieht niemand diese Seite." in page


def test_practice_is_unknown_to_a_real_site(client, settings):
    settings.PRACTICE = True
    [certificate] = issued("Verein A", kind="practice")
    world.announced(certificate.edition)
    assert "in der Übung" in check(client, certificate).content.decode()
    settings.PRACTICE = False
    assert check(client, certificate).status_code == 404


def test_a_code_is_typed_as_people_type(client, certificate):
    spoken = certificate.grouped_code.lower().replace("-", " – ")
    answer = client.get(reverse("certificate_check_form"), {"code": f" {spoken} "}, follow=True)
    assert answer.redirect_chain[-1][0] == certificate.get_absolute_url()
    assert "Diese Urkunde ist gültig" in answer.content.decode()


def test_what_is_no_code_is_said_beside_the_field(client):
    for typed in ("", "ABCD-EFGH", "ABCD-EFGH-JKL0", "ABCD-EFGH-JKLÄ", "x" * 70):
        answer = client.get(reverse("certificate_check_form"), {"code": typed})
        assert answer.status_code == 200
        assert "kern-error" in answer.content.decode()
    page = client.get(reverse("certificate_check_form"), {"code": "ABCD-EFGH-JKL0"}).content.decode()
    assert "Die Zeichen 0, O, 1 und I kommen darin nicht vor." in page
    assert 'value="ABCD-EFGH-JKL0"' in page


def test_who_guesses_has_to_wait(client, certificate, time_machine):
    time_machine.move_to(timezone.now().replace(second=0), tick=False)
    for _ in range(throttle.MISSES_A_MINUTE):
        assert client.get(reverse("certificate_check", args=[codes.new()])).status_code == 404
    answer = client.get(reverse("certificate_check", args=[codes.new()]))
    assert answer.status_code == 429
    assert "In einer Minute können Sie es wieder versuchen." in answer.content.decode()
    time_machine.shift(60)
    assert check(client, certificate).status_code == 200


def test_who_holds_papers_never_waits(client, certificate):
    for _ in range(throttle.MISSES_A_MINUTE + 5):
        assert check(client, certificate).status_code == 200


def test_codes_are_sixty_bits_of_letters_nobody_confuses():
    assert len(set(codes.ALPHABET)) == 32
    assert not set("01IO") & set(codes.ALPHABET)
    assert codes.LENGTH * 5 >= 60
    assert codes.is_code(codes.new())
    assert codes.grouped("ABCDEFGHJKLM") == "ABCD-EFGH-JKLM"


def test_nobody_below_the_office_gets_anything(client):
    [certificate] = issued("Verein A")
    world.announced(certificate.edition)
    laureate = Laureate.objects.get()
    winner = factories.member_of(laureate.recipients.get().organisation)
    addresses = [
        reverse("certificates"),
        reverse("certificate_download", args=[certificate.pk]),
        reverse("certificate_preview", args=[laureate.pk]),
        reverse("certificates_folder", args=[certificate.edition.slug]),
        reverse("certificate_design", args=[certificate.edition.slug]),
        reverse("certificate_revoke", args=[certificate.pk]),
    ]
    assert {client.get(address).status_code for address in addresses} == {302}
    for user in (winner, factories.UserFactory()):
        client.force_login(user)
        assert {client.get(address).status_code for address in addresses} == {404}


def test_the_auditor_reads_and_changes_nothing(client):
    [certificate] = issued("Verein A")
    laureate, edition = certificate.laureate, certificate.edition
    client.force_login(factories.UserFactory(office_role="auditor"))
    page = client.get(reverse("certificates")).content.decode()
    assert "2026-001" in page
    for word in ("Widerrufen", "ausstellen</span>", "Ort, Datum und Unterschriften"):
        assert word not in page
    assert client.get(reverse("certificate_download", args=[certificate.pk])).status_code == 200
    assert client.get(reverse("certificates_folder", args=[edition.slug])).status_code == 200
    for address in (
        reverse("certificate_issue", args=[laureate.pk]),
        reverse("certificate_issue_all", args=[edition.slug]),
        reverse("certificate_revoke", args=[certificate.pk]),
        reverse("certificate_design", args=[edition.slug]),
    ):
        assert client.post(address, {"reason": "Nein"}).status_code == 404
    assert Certificate.objects.standing().count() == 1


def test_a_clerk_does_not_revoke(client):
    [certificate] = issued("Verein A")
    client.force_login(factories.clerk())
    assert "Widerrufen" not in client.get(reverse("certificates")).content.decode()
    address = reverse("certificate_revoke", args=[certificate.pk])
    assert client.post(address, {"reason": "Nein"}).status_code == 404
