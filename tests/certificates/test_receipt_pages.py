"""Where people meet a receipt: who filed, the office, and whoever holds one and wants to know if it is genuine."""

import hashlib
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates import actions as certificate_actions
from certificates import throttle
from certificates.models import Receipt
from prize import actions, codes, postbox
from prize.models import Application, Edition, History, Version
from prize.models.history import first_break
from tests import factories
from tests.certificates.filing import make, words

pytestmark = pytest.mark.django_db


# On the page ------------------------------------------------------------------------------------
def test_the_page_of_who_filed_shows_it(client, filed):
    address = reverse("application_status", args=[filed.pk])
    assert "Die Eingangsbestätigung wird gerade erstellt." in client.get(address).content.decode()
    make()
    page = client.get(address).content.decode()
    assert re.search(r"Eingangsbestätigung \(PDF, \d+(,\d)?\sKB\)", page)
    assert f"{timezone.localtime(filed.submitted_at):%H:%M:%S} Uhr" in page
    assert Receipt.objects.get().get_absolute_url() in page


def test_a_draft_has_none(client, draft, applicant):
    page = client.get(reverse("application_status", args=[draft.pk])).content.decode()
    assert "Eingangsbestätigung" not in page


def test_download(client, receipt, filed):
    answer = client.get(receipt.get_absolute_url())
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="Eingangsbestaetigung-{filed.reference}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert hashlib.sha256(answer.content).hexdigest() == receipt.sha256


def test_every_member_may_read_it_and_nobody_else(receipt, organisation, client):
    address = receipt.get_absolute_url()
    for right in ("view", "edit", "submit"):
        client.force_login(factories.member_of(organisation, right=right))
        assert client.get(address).status_code == 200
    for stranger in (factories.UserFactory(), factories.member_of(factories.OrganisationFactory())):
        client.force_login(stranger)
        assert client.get(address).status_code == 404


def test_one_that_is_not_made_cannot_be_fetched(client, filed):
    assert client.get(Receipt.objects.get().get_absolute_url()).status_code == 404


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"%PDF other")])
def test_a_damaged_file_is_never_handed_out(client, receipt, settings, damage):
    damage(settings.MEDIA_ROOT / receipt.file.name)
    answer = client.get(receipt.get_absolute_url())
    assert answer.status_code == 409
    assert "fehlt oder ist nicht mehr die, die erstellt wurde" in answer.content.decode()


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def file_again(application, applicant, clerk):
    actions.send_back(application, by=clerk, at=timezone.now(), reason="Bitte ergänzen.")
    application = Application.objects.get(pk=application.pk)
    return actions.file_application(application, by=applicant, at=timezone.now())


def test_many_receipts_cost_no_more_queries(client, filed, applicant, office):
    status, page = (reverse(name, args=[filed.pk]) for name in ("application_status", "application_office"))
    filed = file_again(filed, applicant, office.clerk)
    make()
    before = queries(client, status), queries(office.at_clerk, page)
    for _ in range(6):
        filed = file_again(filed, applicant, office.clerk)
    make()
    assert (queries(client, status), queries(office.at_clerk, page)) == before


# In the office ----------------------------------------------------------------------------------
def test_the_office_sees_receipts_and_what_goes_with_a_letter(receipt, filed, office):
    page = office.at_clerk.get(reverse("application_office", args=[filed.pk])).content.decode()
    assert receipt.get_absolute_url() in page
    page = office.at_clerk.get(reverse("letter", args=[receipt.letter_id])).content.decode()
    assert receipt.file_name in page
    assert receipt.get_absolute_url() in page
    assert office.at_clerk.get(receipt.get_absolute_url()).status_code == 200


def test_the_office_sees_what_fails_and_can_try_again(filed, office, broken_renderer):
    cockpit = reverse("cockpit")
    assert "noch nicht erstellt werden konnten" not in office.at_clerk.get(cockpit).content.decode()
    make()
    page = office.at_clerk.get(cockpit).content.decode()
    assert "Eingangsbestätigungen, die noch nicht erstellt werden konnten" in page
    assert "RuntimeError: keine Tinte" in page
    assert "ein Versuch schlug fehl" in page
    assert "keine Tinte" in office.at_clerk.get(reverse("application_office", args=[filed.pk])).content.decode()
    answer = office.at_clerk.post(reverse("receipts_retry"), follow=True)
    assert "1 Eingangsbestätigung wird neu erstellt." in answer.content.decode()
    broken_renderer.undo()
    assert make() == (1, 0)
    assert "noch nicht erstellt werden konnten" not in office.at_clerk.get(cockpit).content.decode()
    assert History.objects.get(step="retry_receipts").facts["count"] == 1
    assert first_break(Edition.objects.get(pk=filed.edition_id)) is None


def test_the_cockpit_costs_the_same_for_many_failing(filed, office, main_award, broken_renderer):
    factories.filed(edition=main_award.edition)
    make()
    before = queries(office.at_clerk, reverse("cockpit"))
    for _ in range(12):
        factories.filed(edition=main_award.edition)
    make()
    assert queries(office.at_clerk, reverse("cockpit")) == before
    assert "und 6 weitere" in office.at_clerk.get(reverse("cockpit")).content.decode()


def test_only_the_office_tries_again(filed, client):
    with pytest.raises(actions.NotAllowed):
        certificate_actions.retry_receipts(by=factories.UserFactory(office_role="auditor"), at=timezone.now())


# Checked ----------------------------------------------------------------------------------------
def check(client, receipt, content=None):
    address = reverse("receipt_check", args=[receipt.grouped_code])
    if content is None:
        return client.get(address)
    return client.post(address, {"file": SimpleUploadedFile("beleg.pdf", content)})


@pytest.fixture
def anybody(client):
    client.logout()
    return client


def test_the_address_on_the_paper_leads_to_the_check(receipt, anybody):
    address = re.search(r"http://localhost:8000(/beleg/[A-Z0-9-]+/)", words(receipt))[1]
    page = anybody.get(address).content.decode()
    assert f"Eingangsbestätigung {receipt.application.reference}" in page
    assert f"{timezone.localtime(receipt.filed_at):%H:%M:%S} Uhr" in page
    assert receipt.sha256 in page


def test_the_check_tells_nothing_of_what_was_filed(receipt, filed, organisation, applicant, anybody):
    actions.withdraw_application(filed, by=applicant, at=timezone.now(), reason="Geheim")
    page = check(anybody, receipt).content.decode()
    secrets = (organisation.name, filed.project_title, filed.contact_name, applicant.name, "zurück", "withdrawn")
    assert not [secret for secret in secrets if secret in page]


def test_a_file_is_compared_and_not_kept(receipt, anybody, settings):
    content = certificate_actions.receipt_content(receipt)
    before = sorted(settings.MEDIA_ROOT.rglob("*"))
    assert "Die Datei ist echt und unverändert" in check(anybody, receipt, content).content.decode()
    other = check(anybody, receipt, content + b" ").content.decode()
    assert "Die Datei ist nicht die, die das System erstellt hat" in other
    assert "echt und unverändert" not in other
    assert sorted(settings.MEDIA_ROOT.rglob("*")) == before


def test_without_a_file_or_with_an_empty_one(receipt, anybody):
    address = reverse("receipt_check", args=[receipt.grouped_code])
    page = anybody.post(address, {"x": "y"}).content.decode()
    assert "kern-error" in page
    assert "Die Datei ist nicht die" in check(anybody, receipt, b"").content.decode()


def test_a_big_file_is_compared_in_pieces(receipt, anybody):
    assert "Die Datei ist nicht die" in check(anybody, receipt, b"x" * (3 * 1024 * 1024)).content.decode()


def test_unknown_codes_look_and_cost_the_same(filed, anybody, django_assert_num_queries):
    not_made = Receipt.objects.get()
    answers = []
    for code in (not_made.code, codes.new(), "quatsch"):
        with django_assert_num_queries(1):
            answers.append(anybody.get(reverse("receipt_check", args=[code])))
    assert {answer.status_code for answer in answers} == {404}
    token = re.compile(rb'name="(csrfmiddlewaretoken|next)" value="[^"]*"')
    assert len({token.sub(b"", answer.content) for answer in answers}) == 1


def test_practice_is_unknown_to_a_real_site(anybody, settings):
    settings.PRACTICE = True
    factories.filed(edition=factories.EditionFactory(kind="practice"))
    make()
    receipt = Receipt.objects.get()
    page = check(anybody, receipt).content.decode()
    assert "Diesen Code hat das System in der Übung vergeben" in page
    assert receipt.file_name.startswith("Eingangsbestaetigung-Ue")
    settings.PRACTICE = False
    assert check(anybody, receipt).status_code == 404


def test_a_code_is_typed_as_people_type(receipt, anybody):
    spoken = receipt.grouped_code.lower().replace("-", " ")
    answer = anybody.get(reverse("receipt_check_form"), {"code": spoken}, follow=True)
    assert f"Eingangsbestätigung {receipt.application.reference}" in answer.content.decode()
    page = anybody.get(reverse("receipt_check_form"), {"code": "ABCD"}).content.decode()
    assert "kern-error" in page
    assert 'value="ABCD"' in page


def test_who_guesses_has_to_wait(receipt, anybody, time_machine):
    time_machine.move_to(timezone.now().replace(second=0), tick=False)
    for _ in range(throttle.MISSES_A_MINUTE):
        assert anybody.get(reverse("receipt_check", args=[codes.new()])).status_code == 404
    assert anybody.get(reverse("receipt_check", args=[codes.new()])).status_code == 429
    time_machine.shift(60)
    assert check(anybody, receipt).status_code == 200


def test_the_command_knows_its_own(receipt, tmp_path):
    out, path = io.StringIO(), tmp_path / "beleg.pdf"
    path.write_bytes(certificate_actions.receipt_content(receipt))
    call_command("verify_receipt", str(path), stdout=out)
    assert f"echt. Bewerbung {receipt.application.reference}" in out.getvalue()
    path.write_bytes(b"%PDF other")
    with pytest.raises(CommandError, match="nicht von diesem System, oder verändert"):
        call_command("verify_receipt", str(path))
    with pytest.raises(CommandError, match="lässt sich nicht lesen"):
        call_command("verify_receipt", str(tmp_path / "fehlt.pdf"))


# In practice ------------------------------------------------------------------------------------
def test_the_practice_mail_shows_what_lies_in_it(receipt, client, settings):
    settings.PRACTICE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    actions.deliver_due(at=timezone.now(), clock=timezone.now)
    [found] = postbox.newest(settings.EMAIL_FILE_PATH)
    page = client.get(reverse("practice_mail_page", args=[found.key])).content.decode()
    assert receipt.file_name in page
    answer = client.get(reverse("practice_mail_file", args=[found.key, 1]))
    assert hashlib.sha256(answer.content).hexdigest() == receipt.sha256
    assert answer["Content-Disposition"].startswith("attachment")
    for number in (0, 2):
        assert client.get(reverse("practice_mail_file", args=[found.key, number])).status_code == 404


def test_every_filed_version_has_one_and_no_other(receipt):
    assert [version.kind for version in Version.objects.filter(receipt__isnull=False)] == ["file"]
