"""The office's list, what the certificates say, the parts on other pages, and the command."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates import actions
from certificates.cockpit import application_section, section
from certificates.models import Certificate, Design, Signatory
from prize.models import Laureate
from tests import factories
from tests.certificates import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    client.force_login(factories.clerk())
    return client


def issue_all(edition):
    return actions.issue_all(edition, by=factories.clerk(), at=timezone.now()).issued


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_costs_the_same_for_many(clerk):
    edition = world.ready("Verein 1", "Verein 2")
    issue_all(edition)
    few = queries(clerk, reverse("certificates"))
    award = edition.awards.get()
    for number in range(3, 21):
        laureate = Laureate.objects.create(edition=edition, award=award, project=f"Projekt {number}")
        laureate.recipients.create(name=f"Verein {number}")
    issued = issue_all(edition)
    for certificate in issued[:5]:
        actions.revoke(certificate, reason="Tippfehler", by=factories.lead(), at=timezone.now())
    issue_all(edition)
    assert "20 von 20 Urkunden sind ausgestellt." in clerk.get(reverse("certificates")).content.decode()
    assert queries(clerk, reverse("certificates")) == few


def test_without_an_edition_or_laureates_the_page_says_so(clerk):
    assert "Es gibt noch keine laufende Ausgabe" in clerk.get(reverse("certificates")).content.decode()
    factories.EditionFactory()
    page = clerk.get(reverse("certificates")).content.decode()
    assert "Noch ist niemand ausgezeichnet" in page


def test_an_earlier_edition_can_be_chosen(clerk):
    world.decided("Verein Alt", year=2025)
    world.decided("Verein Neu", year=2026)
    page = clerk.get(reverse("certificates")).content.decode()
    assert "Verein Neu" in page
    assert "Verein Alt" not in page
    assert "Verein Alt" in clerk.get(reverse("certificates"), {"edition": "2025"}).content.decode()


def filled(**changes):
    data = {
        "place": "Hannover",
        "date": "03.06.2026",
        "signatory-TOTAL_FORMS": "3",
        "signatory-INITIAL_FORMS": "0",
        "signatory-0-name": "Bahar Yıldız",
        "signatory-0-office": "Landesbeauftragte",
        "signatory-0-ORDER": "2",
        "signatory-1-name": "Ada Größwöhrle",
        "signatory-1-office": "Ministerpräsidentin",
        "signatory-1-valid_to": "30.06.2026",
        "signatory-1-ORDER": "1",
        "signatory-2-name": "",
    }
    return {**data, **changes}


def test_what_the_certificates_say_is_written_ordered_and_changed(clerk):
    edition = world.decided("Verein A")
    address = reverse("certificate_design", args=[edition.slug])
    page = clerk.post(address, filled(), follow=True).content.decode()
    assert "Die Angaben sind gespeichert." in page
    assert Design.objects.get().place == "Hannover"
    assert list(Signatory.objects.values_list("name", "position")) == [("Ada Größwöhrle", 1), ("Bahar Yıldız", 2)]
    assert 'value="30.06.2026"' in clerk.get(address).content.decode()

    changes = {"signatory-INITIAL_FORMS": "2", "signatory-0-DELETE": "on"}
    clerk.post(address, filled(**changes))
    assert [one.name for one in Signatory.objects.all()] == ["Ada Größwöhrle"]
    edition.refresh_from_db()
    row = edition.history.get(position=edition.history_length)
    assert row.label == "Angaben für die Urkunden geändert"
    assert row.facts["signatories"] == ["Ada Größwöhrle, Ministerpräsidentin"]


def test_bad_input_stays_in_the_form(clerk):
    edition = world.decided("Verein A")
    changes = {"date": "31.02.2026", "signatory-0-office": "", "signatory-1-valid_from": "01.07.2026"}
    answer = clerk.post(reverse("certificate_design", args=[edition.slug]), filled(**changes))
    page = answer.content.decode()
    assert "Bitte ein gültiges Datum eingeben." in page
    assert "Dieser Tag liegt vor dem ersten Tag." in page
    assert 'value="31.02.2026"' in page
    assert "Bahar Yıldız" in page
    assert not Signatory.objects.exists()


def test_four_signatures_have_no_room(clerk):
    edition = world.decided("Verein A")
    world.set_design(edition, signatories=[{**world.PEOPLE[0], "name": f"Person {n}"} for n in range(4)])
    page = clerk.get(reverse("certificates")).content.decode()
    assert "haben nur 3 Unterschriften Platz, für diesen Tag sind es 4." in page


def request_of(user, rf):
    request = rf.get("/")
    request.user = user
    return request


def test_the_cockpit_counts(rf):
    request = request_of(factories.clerk(), rf)
    empty = factories.EditionFactory(year=2027)
    assert section(request, empty) is None
    edition = world.ready("Verein A", "Verein B")
    actions.issue(Laureate.objects.first(), by=factories.clerk(), at=timezone.now())
    found = section(request, edition)
    assert (found.context["issued"], found.context["laureates"], found.context["open"]) == (1, 2, 1)
    assert section(request_of(factories.UserFactory(), rf), edition) is None


def test_an_application_shows_its_certificate_to_the_office_only(rf):
    edition = world.ready("Verein A")
    issue_all(edition)
    application = edition.applications.get()
    found = application_section(request_of(factories.clerk(), rf), application)
    [laureate] = found.context["laureates"]
    assert [one.serial for one in laureate.standing_certificates] == ["2026-001"]
    assert application_section(request_of(factories.member_of(application.organisation), rf), application) is None
    other = factories.filed()
    assert application_section(request_of(factories.clerk(), rf), other) is None


def test_the_command_writes_what_stands(tmp_path, capsys):
    edition = world.ready("Netzwerk Größwöhrle e.V.", "Verein B")
    second = issue_all(edition)[1]
    actions.revoke(second, reason="Tippfehler", by=factories.lead(), at=timezone.now())
    call_command("write_certificates", edition="2026", to=tmp_path / "new")
    path, together = sorted((tmp_path / "new").iterdir())
    assert (path.name, together.name) == ("2026-001-netzwerk-groesswoehrle-ev.pdf", "2026-alle.pdf")
    assert path.read_bytes() == Certificate.objects.get(number=1).content()
    assert "Geschriebene Dateien der Ausgabe 2026: 2" in capsys.readouterr().out
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("write_certificates", edition="1999", to=tmp_path)


def test_a_revoked_certificate_is_not_revoked_twice(client):
    edition, lead = world.ready("Verein A"), factories.lead()
    certificate = actions.issue(edition.laureates.get(), by=lead, at=timezone.now())
    actions.revoke(certificate, reason="Tippfehler", by=lead, at=timezone.now())
    client.force_login(lead)
    page = client.get(reverse("certificate_revoke", args=[certificate.pk])).content.decode()
    assert "Diese Urkunde ist schon widerrufen" in page
    assert "Tippfehler" in page
    assert "<textarea" not in page


def test_navigation(client):
    assert reverse("certificate_check_form") in client.get(reverse("certificate_check_form")).content.decode()
    client.force_login(factories.clerk())
    page = client.get(reverse("certificates")).content.decode()
    assert f'href="{reverse("certificates")}" aria-current="page"' in page
