"""Issuing and revoking, through the office's pages."""

import datetime
import hashlib
import json
from unittest import mock

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import pdf
from certificates.models import Certificate
from prize import actions
from prize.models import Laureate
from prize.models.history import History, first_break
from tests import factories
from tests.certificates import world

pytestmark = pytest.mark.django_db


def text_of(content):
    return " ".join("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)).split())


def issue_all(client, edition):
    return client.post(reverse("certificate_issue_all", args=[edition.slug]), follow=True)


def issue(client, laureate, **kwargs):
    return client.post(reverse("certificate_issue", args=[laureate.pk]), **kwargs)


@pytest.fixture
def clerk(client):
    client.force_login(factories.clerk())
    return client


@pytest.fixture
def lead(client):
    client.force_login(factories.lead())
    return client


def test_one_is_issued_downloaded_and_not_issued_again(clerk):
    edition = world.ready("Netzwerk Größwöhrle e.V.")
    laureate = Laureate.objects.get()
    page = clerk.get(reverse("certificates")).content.decode()
    assert "0 von 1 Urkunden sind ausgestellt." in page
    assert "nicht ausgestellt" in page

    page = issue(clerk, laureate, follow=True).content.decode()
    assert "Die Urkunde 2026-001 ist ausgestellt." in page
    assert "1 von 1 Urkunden sind ausgestellt." in page
    certificate = Certificate.objects.get()
    answer = clerk.get(reverse("certificate_download", args=[certificate.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("inline")
    assert hashlib.sha256(answer.content).hexdigest() == certificate.sha256

    again = issue(clerk, laureate)
    assert again.status_code == 409
    assert "Für „Netzwerk Größwöhrle e.V.“ gibt es schon eine gültige Urkunde." in again.content.decode()
    assert Certificate.objects.count() == 1
    edition.refresh_from_db()
    assert first_break(edition) is None


def test_the_paper_says_what_is_stored(clerk):
    world.ready("Netzwerk Größwöhrle e.V.")
    issue(clerk, Laureate.objects.get())
    certificate = Certificate.objects.get()
    text = text_of(certificate.content())
    facts = certificate.facts
    for words in [*facts["recipients"], facts["project"], facts["award"], facts["donor"], facts["place"]]:
        assert words in text
    assert "17. Niedersächsischer Integrationspreis" in text
    assert "6.000 Euro" in text
    assert "3. Juni 2026" in text
    assert "2026-001" in text
    assert certificate.grouped_code in text
    for person in world.PEOPLE:
        assert person["name"] in text
        assert person["office"] in text
    assert facts["check_url"] == f"http://localhost:8000/urkunde/{certificate.code}/"
    assert "Übungsdaten" not in text


def test_practice_is_marked_on_paper(clerk, settings):
    settings.PRACTICE = True
    world.ready("Verein Süd", kind="practice")
    issue(clerk, Laureate.objects.get())
    certificate = Certificate.objects.get()
    assert certificate.serial == "Ü2026-001"
    assert "Ü2026-001" in text_of(certificate.content())
    assert "Übungsdaten" in text_of(certificate.content())


def test_all_are_issued_and_a_failing_one_leaves_no_gap(clerk):
    edition = world.ready("Verein A", "Verein B", "Verein C")
    drawn = pdf.draw

    def stubborn(facts):
        if facts.recipients == ("Verein B",):
            raise pdf.DoesNotFit("Verein B")
        return drawn(facts)

    with mock.patch.object(pdf, "draw", stubborn):
        page = issue_all(clerk, edition).content.decode()
    assert "2 Urkunden sind ausgestellt." in page
    assert "Nicht ausgestellt für Verein B" in page
    assert "passt der Text nicht auf die Urkunde: Verein B" in page
    numbers = Certificate.objects.values_list("laureate__recipients__name", "number").order_by("number")
    assert list(numbers) == [("Verein A", 1), ("Verein C", 2)]

    page = issue_all(clerk, edition).content.decode()
    assert "1 Urkunde ist ausgestellt." in page
    assert list(numbers.all()) == [("Verein A", 1), ("Verein C", 2), ("Verein B", 3)]
    assert "Es war keine Urkunde auszustellen." in issue_all(clerk, edition).content.decode()
    edition.refresh_from_db()
    assert first_break(edition) is None


def test_a_letter_that_no_font_has_is_named(clerk):
    edition = world.ready("Verein 𓀀")
    page = issue_all(clerk, edition).content.decode()
    assert "𓀀" in page
    assert "U+13000" in page
    assert not Certificate.objects.exists()
    assert issue(clerk, Laureate.objects.get()).status_code == 409


def test_a_row_that_is_refused_leaves_no_file(clerk, settings):
    world.ready("Verein A")
    with (
        mock.patch.object(Certificate, "save", side_effect=RuntimeError("disk")),
        pytest.raises(RuntimeError, match="disk"),
    ):
        issue(clerk, Laureate.objects.get())
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_what_is_missing_is_named_where_it_is_set(clerk):
    edition = world.decided("Verein A")
    for answer in (issue(clerk, Laureate.objects.get(), follow=True), issue_all(clerk, edition)):
        assert answer.redirect_chain[-1][0] == reverse("certificate_design", args=[edition.slug])
        page = answer.content.decode()
        assert "Es fehlt der Ort, der auf der Urkunde steht." in page
        assert "Es fehlt das Datum, das auf der Urkunde steht." in page
        assert "Für das Datum auf der Urkunde ist keine Unterschrift eingetragen." in page
    page = clerk.get(reverse("certificates")).content.decode()
    assert reverse("certificate_design", args=[edition.slug]) in page
    assert "ausstellen</span>" not in page
    assert not Certificate.objects.exists()


def test_an_undecided_award_waits(clerk):
    edition = world.ready("Verein A")
    edition.awards.update(decided_at=None)
    answer = issue(clerk, Laureate.objects.get())
    assert answer.status_code == 409
    assert "ist noch nicht abschließend entschieden" in answer.content.decode()
    assert "ist noch nicht abschließend entschieden" in issue_all(clerk, edition).content.decode()


def test_the_archive_gets_no_certificates(clerk):
    edition = factories.EditionFactory(kind="archive", year=2010, opens_at=None, closes_at=None)
    laureate = Laureate.objects.create(edition=edition, award=factories.AwardFactory(edition=edition), project="Alt")
    assert "aus dem Archiv" in issue(clerk, laureate).content.decode()
    assert clerk.get(reverse("certificate_design", args=[edition.slug])).status_code == 404


def test_who_signs_depends_on_the_day(clerk):
    edition = world.decided("Verein A")
    first, then = {**world.PEOPLE[0]}, {**world.PEOPLE[1]}
    first["valid_to"] = world.DAY - datetime.timedelta(days=1)
    then["valid_from"] = world.DAY
    world.set_design(edition, signatories=[first, then])
    issue(clerk, Laureate.objects.get())
    assert [one["name"] for one in Certificate.objects.get().facts["signatories"]] == [then["name"]]


def test_place_and_day_come_from_the_ceremony_unless_set(clerk):
    edition = world.ready("Verein A", ceremony_place="Altes Rathaus", ceremony_on=datetime.date(2026, 9, 1))
    world.set_design(edition, place="", date=None)
    issue(clerk, Laureate.objects.get())
    facts = Certificate.objects.get().facts
    assert (facts["place"], facts["date"]) == ("Altes Rathaus", "2026-09-01")


def test_preview_is_drawn_and_not_kept(clerk):
    world.ready("Verein A")
    answer = clerk.get(reverse("certificate_preview", args=[Laureate.objects.get().pk]))
    assert "Vorschau" in text_of(answer.content)
    assert "no-store" in answer["Cache-Control"]
    assert not Certificate.objects.exists()


def test_the_folder_has_a_page_for_each_that_stands(lead):
    edition = world.ready("Verein A", "Verein B", "Verein C")
    issue_all(lead, edition)
    revoked = Certificate.objects.get(number=2)
    lead.post(reverse("certificate_revoke", args=[revoked.pk]), {"reason": "Tippfehler"})
    answer = lead.get(reverse("certificates_folder", args=[edition.slug]))
    assert len(pypdfium2.PdfDocument(answer.content)) == 2
    assert "Verein B" not in text_of(answer.content)


def test_an_empty_folder_is_a_sentence(clerk):
    edition = world.ready("Verein A")
    answer = clerk.get(reverse("certificates_folder", args=[edition.slug]), follow=True)
    assert "Es ist noch keine Urkunde ausgestellt." in answer.content.decode()


def test_revoked_and_issued_anew_names_the_old_one(lead):
    world.ready("Verein A")
    laureate = Laureate.objects.get()
    issue(lead, laureate)
    first = Certificate.objects.get()
    address = reverse("certificate_revoke", args=[first.pk])
    page = lead.post(address, {"reason": "  "}).content.decode()
    assert "Dieses Feld ist zwingend erforderlich." in page
    page = lead.post(address, {"reason": "Name falsch geschrieben"}, follow=True).content.decode()
    assert "Die Urkunde 2026-001 ist widerrufen." in page
    assert "Name falsch geschrieben" in page
    again = lead.post(address, {"reason": "noch einmal"})
    assert again.status_code == 409
    assert "Die Urkunde 2026-001 ist schon widerrufen." in again.content.decode()

    issue(lead, laureate)
    second = Certificate.objects.get(number=2)
    assert second.replaces == first
    assert second.code != first.code
    assert "ersetzt" in lead.get(reverse("certificates")).content.decode()


def test_revoking_the_prize_revokes_its_certificate(lead):
    reason = "Fördermittel erschlichen"
    world.ready("Verein A", "Verein B")
    laureate = Laureate.objects.get(recipients__name="Verein A")
    issue(lead, laureate)
    issue(lead, Laureate.objects.get(recipients__name="Verein B"))
    actions.move(laureate.candidacy, "revoke", by=factories.lead(), at=timezone.now(), reason=reason)
    one, other = Certificate.objects.order_by("number")
    assert one.revoked_reason == reason
    assert other.is_standing
    assert "Die Auszeichnung ist widerrufen." in lead.get(reverse("certificates")).content.decode()
    assert issue(lead, laureate).status_code == 409
    row = History.objects.get(step="certificate_revoke")
    assert row.facts == {"serial": "2026-001", "reason": reason}
    assert row.application == laureate.candidacy.application


def test_a_stored_file_that_was_changed_is_not_handed_out(clerk):
    world.ready("Verein A")
    issue(clerk, Laureate.objects.get())
    certificate = Certificate.objects.get()
    with certificate.file.storage.open(certificate.file.name, "ab") as stored:
        stored.write(b"%changed")
    answer = clerk.get(reverse("certificate_download", args=[certificate.pk]))
    assert answer.status_code == 409
    assert "nicht mehr die, die ausgestellt wurde" in answer.content.decode()
    certificate.file.storage.delete(certificate.file.name)
    assert clerk.get(reverse("certificate_download", args=[certificate.pk])).status_code == 409


def test_the_database_keeps_what_the_actions_promise(clerk):
    from django.db import IntegrityError, transaction

    world.ready("Verein A", "Verein B")
    for laureate in Laureate.objects.order_by("pk"):
        issue(clerk, laureate)
    first, second = Certificate.objects.order_by("number")
    for changes in (
        {"laureate": first.laureate},
        {"number": first.number},
        {"revoked_reason": "ohne Datum"},
        {"revoked_at": timezone.now()},
        {"code": first.code},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=second.pk).update(**changes)


def test_facts_survive_the_database(clerk):
    from certificates.actions.printed import from_json, to_json

    world.ready("Verein A")
    issue(clerk, Laureate.objects.get())
    certificate = Certificate.objects.get()
    facts = from_json(certificate.facts)
    assert to_json(facts) == json.loads(json.dumps(certificate.facts))
    assert hashlib.sha256(pdf.draw(facts)).hexdigest() == certificate.sha256
