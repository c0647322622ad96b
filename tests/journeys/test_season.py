"""One season through rendered pages, as its people walk it: from the first sign-in to the revoked certificate."""

import datetime
import io
import re

import pypdfium2
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from certificates.models import Certificate
from jury.actions import preset_criteria
from jury.models import Juror, Panel, PanelAward
from prize.actions import deliver_due
from prize.models import ChecklistItem, Laureate
from tests import factories
from tests.journeys.person import Person

pytestmark = pytest.mark.django_db

TITLE = "Größwöhrle kocht für alle – Київ trifft Đà Nẵng"
LAND, ALLIANCE = "Niedersächsischer Integrationspreis", "Sonderpreis des Bündnisses „Niedersachsen packt an“"


@pytest.fixture
def season():
    """What the office has set up before the call: two awards, a checklist, a jury of three."""
    main = factories.AwardFactory(name=LAND, places=1)
    edition = main.edition
    donor = factories.DonorFactory(name="Bündnis „Niedersachsen packt an“", is_land=False)
    special = factories.AwardFactory(
        edition=edition, kind="special", name=ALLIANCE, donor=donor, places=1, ordinal=11, position=2
    )
    for award in (main, special):
        ChecklistItem.objects.create(award=award, text="Die Bewerbung ist fristgerecht eingegangen.", rule="in_time")
        ChecklistItem.objects.create(award=award, text="Das Projekt passt zum Motto.", position=2)
    panel = Panel.objects.create(edition=edition, name="Jury", quorum=2)
    for award in (main, special):
        PanelAward.objects.create(panel=panel, award=award)
    preset_criteria(panel)
    jurors = [factories.UserFactory(name=f"Jurymitglied {n}") for n in (1, 2, 3)]
    for user in jurors:
        Juror.objects.create(panel=panel, user=user, name=user.name)
    return {"edition": edition, "panel": panel, "jurors": jurors}


def picture():
    data = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(data, "JPEG")
    return SimpleUploadedFile("../bild.jpg", data.getvalue(), content_type="image/jpeg")


def pdf_text(content):
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.split())


def sign_in_by_code(address):
    person = Person().open("/").follow("Anmelden")
    person.fill({"E-Mail": address}, "Code")
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]+)\s*$", mail.outbox[-1].body, re.M).group(1)
    return person.fill({"Code": code}, "Anmelden")


def an_organisation_files(address="ada@kochverein.example"):
    ada = sign_in_by_code(address)
    ada.open("/bewerbung/organisation/")
    ada.fill({"Name der Organisation": "Kochverein Größwöhrle e.V.", "Art": "Verein", "Ort": "Peine"}, "Eintragen")
    ada.open("/bewerbung/neu/").fill({"Titel des Projekts": TITLE}, "Entwurf anlegen")
    text = "Einmal in der Woche wird gekocht.\r\n\r\nWer will, kommt."
    ada.fill({"Kurz gesagt": "Wir kochen zusammen.", "Beschreibung": text}, "Speichern und weiter")
    ada.sees("Schritt 2 von 7: Eckdaten", "1 Angabe fehlt").press("Zurück")
    ada.fill({"Ziele und Zielgruppe": "Begegnung für alle."}, "Speichern und weiter")
    ada.fill(
        {
            "Gesellschaftliche Teilhabe": True,
            "Seit welchem Jahr": "2019",
            "Ort des Projekts": "Peine",
            "Landkreis": "Landkreis Peine",
        },
        "Speichern und weiter",
    )
    ada.fill({"Ansprechperson": "Ada Beispiel", "E-Mail der Ansprechperson": address}, "Speichern und weiter")
    ada.sees("Mit dieser Bewerbung nehmen Sie ohne Weiteres teil an", ALLIANCE).press("Speichern und weiter")
    ada.press("Speichern und weiter", files={"file-pictures": picture()})
    ada.fill({"Die Angaben sind richtig": True, "Ich habe die Hinweise": True}, "Prüfen und einreichen")
    ada.sees("bild.jpg")
    return ada.sees(TITLE, "Wir kochen zusammen.").press("Verbindlich einreichen")


def test_a_season_from_call_to_certificate(season):
    edition, panel = season["edition"], season["panel"]
    ada = an_organisation_files()
    reference = f"{edition.year}-0001"
    ada.sees(reference)
    rival = factories.filed(edition=edition, project_title="Zweites Projekt")

    clerk, lead = Person(factories.clerk()), Person(factories.lead())
    the_office_lets_in(clerk, reference, rival)
    the_jury_scores(lead, panel, season["jurors"], rival)
    the_office_decides(clerk, lead, edition)
    nobody_knows_yet(ada, edition)
    the_lead_announces(lead)
    everybody_knows(ada, edition)
    letters_leave(clerk)
    code = certificates_are_issued(lead)
    a_revoked_prize_takes_its_certificate_along(lead, edition, code)


def the_office_lets_in(clerk, reference, rival):
    clerk.open("/buero/bewerbungen/").sees(reference, TITLE, "eingegangen")
    clerk.follow(TITLE).sees("Kochverein Größwöhrle e.V.")
    for _ in range(2):
        clerk.fill({"ja": True}, "Speichern und zulassen").sees("zugelassen")
    clerk.open("/buero/bewerbungen/").follow(rival.project_title)
    for _ in range(2):
        clerk.fill({"ja": True}, "Speichern und zulassen")
    assert set(rival.candidacies.values_list("state", flat=True)) == {"eligible"}


def the_jury_scores(lead, panel, jurors, rival):
    lead.open("/buero/jury/").follow("Bewertung öffnen").press("Bewertung öffnen")
    for user, marks in zip(jurors, ({TITLE: 5, "Zweites": 3}, {TITLE: 4, "Zweites": 2}, {TITLE: 5}), strict=True):
        juror = Person(user)
        for project, mark in marks.items():
            juror.open("/jury/").follow(project)
            names = {name: str(mark) for name in mark_names(juror)}
            juror.press("Abgeben", **names)
        if len(marks) == 1:
            juror.open(f"/jury/{panel.pk}/{rival.pk}/").follow("Ich bin befangen")
            juror.fill({"Grund": "Ich bin dort Mitglied."}, "Befangenheit erklären")
            juror.open("/jury/").sees("befangen")
            assert "Zweites Projekt" not in juror.text
            assert juror.open(f"/jury/{panel.pk}/{rival.pk}/").text.find("Zweites Projekt") == -1
    lead.open("/buero/jury/").follow("Bewertung schließen").press("Bewertung schließen")
    lead.open("/buero/jury/").follow(f"Rangliste: {LAND}").sees("4,67", "2,50")


def mark_names(juror):
    return {e.get("name") for e in juror.page.iter("input") if e.get("type") == "radio"}


def the_office_decides(clerk, lead, edition):
    for award, project in ((LAND, TITLE), (ALLIANCE, "Zweites Projekt")):
        clerk.open("/buero/jury/").follow(f"Rangliste: {award}").follow("Vorschlagen", within=project)
        clerk.press("Zur Auszeichnung vorschlagen")
        clerk.open("/buero/preise/").sees("wartet auf Bestätigung")
        assert "Auszeichnung bestätigen" not in clerk.text
        lead.open("/buero/preise/").follow("Auszeichnung bestätigen").press("Auszeichnung bestätigen")
    factories.end_call(edition)
    for _ in range(2):
        lead.open("/buero/preise/").follow("Entscheidung abschließen").press("Entscheidung abschließen")
    assert Laureate.objects.filter(edition=edition).count() == 2


def nobody_knows_yet(ada, edition):
    ada.open("/bewerbung/").follow(TITLE).sees("Die Jury entscheidet")
    assert "Glückwunsch" not in ada.text
    for path in ("/", "/preistraeger/", edition.get_absolute_url()):
        assert TITLE not in Person().open(path).text


def the_lead_announces(lead):
    lead.open("/buero/bekanntgabe/").fill({"sofort": True}, "Weiter").sees("sofort öffentlich")
    lead.press("Verbindlich festlegen")


def everybody_knows(ada, edition):
    ada.open("/bewerbung/").follow(TITLE).sees("ausgezeichnet")
    visitor = Person().open(edition.get_absolute_url())
    visitor.sees(TITLE, "Kochverein Größwöhrle e.V.", "Zweites Projekt", "6.000")


def letters_leave(clerk):
    clerk.open("/buero/schreiben/").press("Alle 2 wartenden Schreiben freigeben")
    before = len(mail.outbox)
    later = timezone.now() + datetime.timedelta(hours=1)  # the first letter may wait a while for its receipt
    sent, failed = deliver_due(at=later, clock=lambda: later)
    assert (sent, failed) == (len(mail.outbox) - before, 0)
    assert any("Kochverein" in m.body or TITLE in m.body for m in mail.outbox)


def certificates_are_issued(lead):
    lead.open("/buero/urkunden/").follow("Ort, Datum und Unterschriften")
    lead.fill(
        {"Ort": "Hannover", "Datum": "2026-11-28", "Name": "Name der Leitung", "Amt": "Landesbeauftragte"}, "Speichern"
    )
    lead.open("/buero/urkunden/").press("Alle 2 ausstehenden Urkunden ausstellen")
    certificate = Certificate.objects.get(laureate__award__name=LAND)
    text = pdf_text(lead.client.get(f"/buero/urkunden/{certificate.pk}/").content)
    assert "Kochverein Größwöhrle e.V." in text
    assert "Größwöhrle kocht für alle" in text
    assert "6.000 Euro" in text
    assert certificate.serial in text
    check = Person().open("/urkunde/").fill({"Prüfcode": certificate.code.lower()}, "Prüfen")
    check.sees("Kochverein Größwöhrle e.V.", certificate.serial, "gültig")
    return certificate.code


def a_revoked_prize_takes_its_certificate_along(lead, edition, code):
    lead.open("/buero/bewerbungen/").follow(TITLE).follow("Auszeichnung widerrufen")
    lead.fill({"Grund": "Die Angaben waren falsch."}, "Auszeichnung widerrufen")
    Person().open(f"/urkunde/{code}/").sees("widerrufen")
    assert TITLE not in Person().open(edition.get_absolute_url()).text
