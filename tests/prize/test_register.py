"""The register: filters, search, order, pages, and its export."""

import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import District
from prize.resources import defused
from tests import factories

pytestmark = pytest.mark.django_db
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def award():
    return factories.AwardFactory()


def filed(award, title, **fields):
    organisation = factories.OrganisationFactory(name=fields.pop("organisation", "Verein für alle"))
    return factories.filed(edition=award.edition, project_title=title, organisation=organisation, **fields)


def titles(client, **query):
    page = client.get(reverse("register"), query).context["page"]
    return [application.project_title for application in page]


@pytest.fixture
def at_clerk(client):
    client.force_login(factories.clerk())
    return client


def test_no_edition_and_no_application(at_clerk):
    assert "Noch läuft keine Ausgabe" in at_clerk.get(reverse("register")).content.decode()
    factories.ApplicationFactory(edition=factories.AwardFactory().edition, project_title="Noch ein Entwurf")
    shown = at_clerk.get(reverse("register")).content.decode()
    assert "Noch ist keine Bewerbung eingereicht" in shown
    assert "Noch ein Entwurf" not in shown


def test_search_finds_number_title_organisation_and_place(at_clerk, award):
    filed(award, "Übersetzen hilft")
    filed(award, "Kochen", organisation="ÄRZTE OHNE SORGEN", place="Göttingen")
    for search in ("übersetzen", "ÜBERSETZEN", "setzen HILFT", f"{award.edition.year}-0001"):
        assert titles(at_clerk, search=search) == ["Übersetzen hilft"], search
    for search in ("ärzte", "Ärzte ohne", "göttingen", "GÖTTINGEN", "0002", "2"):
        assert titles(at_clerk, search=search) == ["Kochen"], search
    assert titles(at_clerk, search="100%") == []
    assert "Keine Bewerbung passt zum Filter" in at_clerk.get(reverse("register"), {"search": "xyz"}).content.decode()


def test_filters(at_clerk, award):
    goettingen = District.objects.get(name="Göttingen")
    mail = filed(award, "Post", district=goettingen, kind="proposal")
    web = filed(award, "Netz")
    late = factories.ApplicationFactory(edition=award.edition, project_title="Spät")
    after = timezone.now() + datetime.timedelta(days=30)
    actions.file_application(late, by=factories.clerk(), at=after, channel="paper", late_reason="Die Post kam spät.")
    now, clerk = timezone.now(), factories.clerk()
    actions.move(web.candidacies.get(), "accept", by=clerk, at=now)
    assert titles(at_clerk, region="Braunschweig") == ["Post"]
    assert titles(at_clerk, district=goettingen.pk) == ["Post"]
    assert titles(at_clerk, kind="proposal") == ["Post"]
    assert titles(at_clerk, channel="paper") == ["Spät"]
    assert titles(at_clerk, late="on") == ["Spät"]
    assert titles(at_clerk, state="eligible") == ["Netz"]
    assert titles(at_clerk, award=award.pk, state="submitted") == ["Post", "Spät"]
    actions.send_back(mail, by=clerk, at=now, reason="Bitte ergänzen.")
    assert titles(at_clerk, state="returned") == ["Post"]
    actions.withdraw_application(web, by=clerk, at=now, reason="Auf Wunsch.")
    assert titles(at_clerk, state="gone") == ["Netz"]


def test_award_and_state_mean_the_same_candidacy(at_clerk, award):
    special = factories.AwardFactory(edition=award.edition, name="Sonderpreis", position=2)
    application = filed(award, "Zwei Preise")
    actions.move(application.candidacies.get(award=special), "accept", by=factories.clerk(), at=timezone.now())
    assert titles(at_clerk, award=special.pk, state="eligible") == ["Zwei Preise"]
    assert titles(at_clerk, award=award.pk, state="eligible") == []


def test_nonsense_in_the_address_is_left_out(at_clerk, award):
    filed(award, "Eins")
    nonsense = {"award": "x", "state": "'; --", "district": "-1", "sort": "password", "page": "99", "edition": "1"}
    assert titles(at_clerk, **nonsense) == ["Eins"]


def test_order_and_pages_keep_the_filter(at_clerk, award):
    for number in range(52):
        factories.filed(edition=award.edition, project_title=f"Projekt {number:02}", by=factories.lead())
    factories.filed(edition=award.edition, project_title="Anderes")
    assert titles(at_clerk, sort="title")[0] == "Anderes"
    assert titles(at_clerk, sort="-number")[0] == "Anderes"
    response = at_clerk.get(reverse("register"), {"search": "Projekt", "sort": "title"})
    shown = response.content.decode()
    assert "52 Bewerbungen" in shown
    assert "search=Projekt&amp;sort=title&amp;page=2" in shown
    assert titles(at_clerk, search="Projekt", sort="title", page=2) == ["Projekt 50", "Projekt 51"]


def test_another_edition(at_clerk, award):
    filed(award, "Alt")
    newer = factories.AwardFactory()
    filed(newer, "Neu")
    assert titles(at_clerk) == ["Neu"]
    assert titles(at_clerk, edition=award.edition.slug) == ["Alt"]


def test_real_editions_and_practice_are_never_mixed(at_clerk, award, settings):
    filed(award, "Echt")
    practice = factories.AwardFactory(edition=factories.EditionFactory(kind="practice"))
    filed(practice, "Übung")
    assert titles(at_clerk, edition=practice.edition.slug) == ["Echt"]
    settings.PRACTICE = True
    assert titles(at_clerk, edition=award.edition.slug) == ["Übung"]


def test_flat(at_clerk, award):
    factories.AwardFactory(edition=award.edition, name="Sonderpreis", position=2)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            at_clerk.get(reverse("register"), {"state": "submitted"})
        return len(queries)

    lead = factories.lead()
    for _ in range(2):
        factories.filed(edition=award.edition, by=lead)
    few = cost()
    for _ in range(18):
        factories.filed(edition=award.edition, by=lead)
    assert cost() == few <= 10


# Export -----------------------------------------------------------------------------------------
def test_xlsx_is_the_filtered_list_with_real_dates(at_clerk, award):
    at = datetime.datetime(2100, 6, 1, 20, 30, tzinfo=datetime.UTC)
    award.edition.opens_at, award.edition.closes_at = at - datetime.timedelta(days=1), at + datetime.timedelta(days=1)
    award.edition.save()
    filed(award, "=HYPERLINK(1)", at=at, organisation="@home")
    filed(award, "Anderes", at=at)
    response = at_clerk.get(reverse("register_export"), {"search": "hyperlink"})
    assert response["Content-Type"] == SPREADSHEET
    assert f'filename="bewerbungen-{award.edition.year}.xlsx"' in response["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
    assert sheet["B2"].number_format == "DD.MM.YYYY HH:MM"
    assert max(column.width for column in sheet.column_dimensions.values()) <= 45
    head, row = list(sheet.values)
    cells = dict(zip(head, row, strict=True))
    assert cells["Eingegangen"] == datetime.datetime(2100, 6, 1, 22, 30)  # noqa: DTZ001 -- a spreadsheet's wall clock
    assert cells["Projekt"] == "'=HYPERLINK(1)"
    assert cells["Organisation"] == "'@home"
    assert cells["Region"] == "Leine-Weser"
    assert cells["Niedersächsischer Integrationspreis"] == "eingegangen"


def test_csv_opens_in_a_german_excel(at_clerk, award):
    filed(award, "Über Grenzen")
    response = at_clerk.get(reverse("register_export"), {"format": "csv"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    head, row, *_ = response.content.decode("utf-8-sig").split("\r\n")
    assert head.startswith("Nummer;Eingegangen;")
    assert f"{timezone.localdate():%d.%m.%Y}" in row
    assert "Über Grenzen" in row


def test_an_unknown_format(at_clerk, award):
    assert at_clerk.get(reverse("register_export"), {"format": "exe"}).status_code == 404


@pytest.mark.parametrize("cell", ["=1+1", "+49 511", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_cells_that_a_spreadsheet_would_calculate_are_defused(cell):
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize(("cell", "kept"), [("Haus", "Haus"), (-2, -2), (None, None), ("a\x00b\x0bc", "abc"), ("", "")])
def test_other_cells_are_kept(cell, kept):
    assert defused(cell) == kept


def test_the_export_costs_the_same_whatever_its_length(at_clerk, award):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            at_clerk.get(reverse("register_export"))
        return len(queries)

    lead = factories.lead()
    for _ in range(2):
        factories.filed(edition=award.edition, by=lead)
    few = cost()
    for _ in range(18):
        factories.filed(edition=award.edition, by=lead)
    assert cost() == few
