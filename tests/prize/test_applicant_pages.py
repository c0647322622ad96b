"""An applicant's way through the pages, and what may go wrong on it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Application, District, FieldOfAction, Letter, Organisation
from tests import factories
from tests.prize.wizard import page_url, save, typed

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(name, args=args)


def close_call(edition):
    edition.closes_at = timezone.now() - datetime.timedelta(minutes=1)
    edition.save(update_fields=["closes_at"])


# From nothing to a filed application -------------------------------------------------------------
def test_an_applicant_walks_from_the_first_page_to_the_receipt(client, main_award):
    user = factories.UserFactory()
    client.force_login(user)
    page = client.get(url("start"), follow=True)
    assert "Der erste Schritt: Ihre Organisation" in page.content.decode()
    data = {"name": "iChor Harzer Land", "kind": "verein", "town": "Osterode", "postcode": "37520"}
    page = client.post(url("organisation_new"), data, follow=True)
    assert page.redirect_chain[-1][0] == url("application_new")
    page = client.post(url("application_new"), {"project_title": "Singen verbindet"}, follow=True)
    application = Application.objects.get()
    assert page.redirect_chain[-1][0] == page_url(application, "short_text")
    text = client.get(url("application_file", application.pk)).content.decode()
    assert "11 Angaben fehlen noch" in text
    assert f'href="{page_url(application, "short_text")}?fehlt=1#id_short_text"' in text
    assert f'href="{page_url(application, "place")}?fehlt=1#id_fields_of_action_0"' in text
    assert "Verbindlich einreichen" not in text
    district, field = District.objects.get(name="Göttingen").pk, FieldOfAction.objects.first().pk
    save(client, application, short_text="Wir singen.", description="Jeden Dienstag.", goals="Alle.", then="next")
    save(client, application, place="Osterode", district=district, since_year="2018", fields_of_action=[field])
    save(client, application, contact_name="Ada", contact_email="ada@example.org")
    save(client, application, is_truthful="on", has_read_privacy="on", then="next")
    page = client.get(url("application_file", application.pk))
    assert "Verbindlich einreichen" in page.content.decode()
    assert "<li>Niedersächsischer Integrationspreis</li>" in page.content.decode()
    application.refresh_from_db()
    page = client.post(url("application_file", application.pk), {"version": application.version}, follow=True)
    text = page.content.decode()
    assert page.redirect_chain[-1][0] == url("application_status", application.pk)
    assert "Ihre Bewerbung ist eingereicht. Sie hat die Nummer 2099-0001." in text
    assert "Die Geschäftsstelle prüft sie." in text


def test_the_receipt_names_number_time_and_awards_without_html(client, applicant, draft):
    factories.set_answers(draft, project_title="Kaffee & Kuchen „für alle“ <3")
    client.post(url("application_file", draft.pk))
    letter = Letter.objects.get(kind="file")
    local = timezone.localtime(Application.objects.get().submitted_at)
    assert letter.subject == "Ihre Bewerbung 2099-0001 ist eingegangen"
    assert "„Kaffee & Kuchen ‚für alle‘ <3“" in letter.body
    assert "- Niedersächsischer Integrationspreis" in letter.body
    assert local.strftime("%H:%M Uhr") in letter.body
    assert f"http://localhost:8000{url('application_status', draft.pk)}" in letter.body
    assert letter.to_address == "ada@example.org"


def test_a_second_click_on_filing_ends_on_the_status_page(client, applicant, draft):
    client.post(url("application_file", draft.pk))
    page = client.post(url("application_file", draft.pk), follow=True)
    assert page.redirect_chain == [(url("application_status", draft.pk), 302)]
    assert "Diese Bewerbung ist schon eingereicht." in page.content.decode()
    assert Letter.objects.filter(kind="file").count() == 1


def test_what_was_changed_meanwhile_is_not_filed_unread(client, applicant, draft):
    actions.save_application(draft, {"short_text": "Neu"}, by=applicant, at=timezone.now(), version=draft.version)
    page = client.post(url("application_file", draft.pk), {"version": draft.version}, follow=True)
    assert "Bitte prüfen Sie sie noch einmal" in page.content.decode()
    assert Application.objects.get().is_draft


def test_a_double_click_makes_one_organisation_and_one_draft(client, applicant, edition):
    for _ in range(2):
        client.post(url("organisation_new"), {"name": "Zwilling", "kind": "verein", "town": "Celle"})
    assert Organisation.objects.filter(name="Zwilling").count() == 1
    for _ in range(2):
        data = {"project_title": "Einmal", "organisation": Organisation.objects.get(name="Zwilling").pk}
        client.post(url("application_new"), data)
    assert Application.objects.count() == 1


# Drafts -------------------------------------------------------------------------------------------
def test_a_draft_needs_nothing_but_its_title(client, applicant, draft):
    empty, before = {"short_text": "", "description": "", "goals": "", "project_title": "Nur ein Titel"}, draft.version
    assert save(client, draft, **empty).status_code == 302
    draft.refresh_from_db()
    assert (draft.project_title, draft.short_text, draft.version) == ("Nur ein Titel", "", before + 1)
    assert save(client, draft, project_title=" ", goals="Hier").status_code == 302
    draft.refresh_from_db()
    assert (draft.project_title, draft.content["project_title"]) == ("Nur ein Titel", "")
    page = client.get(page_url(draft, "goals") + "?fehlt=1").content.decode()
    assert "Diese Angabe fehlt noch." in page.split('id="id_project_title_error"')[1].split("</div>")[0]
    assert "Hier</textarea>" in page


def test_line_breaks_count_once(client, applicant, draft):
    text = "\r\n".join("x" * 9 for _ in range(50))
    assert len(text.replace("\r\n", "\n")) == 499
    assert save(client, draft, short_text=text).status_code == 302
    draft.refresh_from_db()
    assert len(draft.short_text) == 499
    page = save(client, draft, short_text=text + "yz")
    assert "höchstens 500 Zeichen" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("description", "x" * 4001, "höchstens 4.000 Zeichen"),
        ("since_year", "1899", "Bitte eine Zahl zwischen 1900 und"),
        ("since_year", "3000", "Bitte eine Zahl zwischen 1900 und"),
        ("since_year", "gestern", "ganze Zahl"),
        ("volunteers", "-3", "Bitte eine Zahl zwischen 0 und 1000000"),
        ("volunteers", "99999999999999999999", "ganze Zahl"),
        ("website", "kein netz", "keine Internetadresse"),
        ("contact_email", "ada@", "gültige E-Mail-Adresse"),
        ("district", "9999", "gültige Auswahl"),
        ("district", "Osnabrück", "gültige Auswahl"),
        ("fields_of_action", ["7777"], "gültige Auswahl"),
        ("project_title", "x" * 121, "höchstens 120 Zeichen"),
    ],
)
@pytest.mark.usefixtures("applicant")
def test_bad_input_stands_beside_its_field_and_nothing_is_lost(client, draft, field, value, error):
    """The other answers of the page are kept, and what can be read as text is kept as it was typed."""
    beside = {"since_year": "partners", "volunteers": "partners", "website": "partners", "district": "partners"}
    beside |= {"fields_of_action": "partners", "contact_email": "contact_name"}
    other, before = beside.get(field, "goals"), draft.version
    page = save(client, draft, **{field: value, other: "Das soll bleiben."})
    text = page.content.decode()
    assert page.status_code == 200
    assert error in text.split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert "Das soll bleiben." in text
    draft.refresh_from_db()
    assert (draft.version, draft.content[other]) == (before + 1, "Das soll bleiben.")
    if field not in ("district", "fields_of_action"):
        assert str(draft.content[field]).removeprefix("https://") == value
        again = client.get(page_url(draft, field)).content.decode()
        assert error in again.split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert value[0] in text if field == "fields_of_action" else value in text or field == "district"


def test_control_characters_and_second_lines_do_not_get_in(client, applicant, draft):
    assert save(client, draft, project_title="Zwei\r\nZeilen\x0b", short_text="a\x07b").status_code == 302
    draft.refresh_from_db()
    assert (draft.project_title, draft.short_text) == ("Zwei Zeilen", "ab")


def test_who_saves_second_keeps_what_they_typed_and_may_decide(client, applicant, draft):
    seen = draft.version
    saved = actions.save_application(draft, {"place": "Bremen"}, by=applicant, at=timezone.now(), version=seen)
    page = client.post(page_url(draft, "place"), typed(draft, "place", place="Meppen", version=seen), follow=True)
    text = page.content.decode()
    assert "Zwei Texte abgleichen" in text
    assert "Meppen" in text
    assert "Bremen" in text
    assert Application.objects.get().place == "Bremen"
    number = Application.objects.get().versions.unsettled()[0].number
    client.post(url("version_merge", draft.pk, number), {"version": saved.version, "choice_place": "mine"})
    assert Application.objects.get().place == "Meppen"


@pytest.mark.parametrize("version", ["", "7", "abc", "-1", "9" * 30])
def test_a_version_that_nobody_was_shown_overwrites_nothing(client, applicant, draft, version):
    page = client.post(page_url(draft, "place"), typed(draft, "place", place="Meppen", version=version), follow=True)
    assert page.status_code == 200
    assert "Meppen" in page.content.decode()
    assert Application.objects.get().place == "Hannover"


def test_after_the_deadline_the_draft_can_be_read_but_not_saved_or_filed(client, applicant, draft):
    close_call(draft.edition)
    page = client.get(url("application_edit", draft.pk), follow=True)
    assert "Die Bewerbungsfrist ist zu Ende." in page.content.decode()
    assert draft.content["description"] in page.content.decode()
    page = save(client, draft, goals="Zu spät getippt")
    assert page.status_code == 409
    assert "Zu spät getippt" in page.content.decode()
    assert "Die Bewerbungsfrist läuft nicht." in page.content.decode()
    assert client.post(url("application_file", draft.pk)).status_code == 409
    assert Application.objects.get().is_draft
    assert "Neue Bewerbung" not in client.get(url("my_applications")).content.decode()
    assert "Zurzeit läuft keine Bewerbungsfrist." in client.get(url("application_new")).content.decode()


def test_an_incomplete_draft_is_not_filed(client, applicant, draft):
    factories.set_answers(draft, goals="")
    page = client.post(url("application_file", draft.pk))
    assert "Eine Angabe fehlt noch" in page.content.decode()
    assert Application.objects.get().is_draft


# Organisations -------------------------------------------------------------------------------------
def test_districts_with_the_same_name_are_told_apart_under_their_region(client, applicant):
    text = client.get(url("organisation_new")).content.decode()
    assert '<optgroup label="Weser-Ems">' in text
    for name in ("Landkreis Osnabrück", "Stadt Osnabrück", "Landkreis Oldenburg", "Stadt Oldenburg (Oldb)"):
        assert f">{name}</option>" in text


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "", "zwingend erforderlich"),
        ("kind", "königreich", "keine gültige Auswahl"),
        ("postcode", "3015", "fünf Ziffern"),
        ("website", "http://[", "gültige"),
        ("town", "x" * 81, "höchstens 80 Zeichen"),
    ],
)
def test_bad_input_for_an_organisation(client, applicant, field, value, error):
    data = {"name": "Chor", "kind": "verein", "town": "Celle", "postcode": "29221"} | {field: value}
    page = client.post(url("organisation_new"), data)
    assert error in page.content.decode().split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert not Organisation.objects.filter(name="Chor").exists()


def test_a_website_without_scheme_is_understood(client, applicant):
    client.post(url("organisation_new"), {"name": "Chor", "kind": "verein", "town": "Celle", "website": "chor.example"})
    assert Organisation.objects.get(name="Chor").website == "https://chor.example"


def test_the_kind_stands_once_an_application_is_filed(client, applicant, draft):
    actions.file_application(draft, by=applicant, at=timezone.now())
    data = {"name": "Neuer Name", "kind": "unternehmen", "town": "Celle"}
    client.post(url("organisation_edit", draft.organisation_id), data)
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.kind) == ("Neuer Name", "verein")


# Awards to choose ----------------------------------------------------------------------------------
def test_only_special_prizes_that_the_kind_may_enter_are_offered(client, applicant, draft, edition):
    donor = factories.DonorFactory(name="LandesSportBund", is_land=False)
    made = {"edition": edition, "kind": "special", "is_automatic": False, "donor": donor, "amount_eur": 3000}
    sport = factories.AwardFactory(**made, name="Sonderpreis Sport", eligible_kinds=["sportverein"])
    every = factories.AwardFactory(**made, name="Sonderpreis Bündnis")
    text = client.get(page_url(draft, "chosen_awards")).content.decode()
    assert "Sonderpreis Bündnis (LandesSportBund, 3.000 Euro)" in text
    assert "Sonderpreis Sport" not in text
    page = save(client, draft, chosen_awards=[sport.pk])
    assert "gültige Auswahl" in page.content.decode()
    save(client, draft, chosen_awards=[every.pk])
    client.post(url("application_file", draft.pk))
    assert {c.award.name for c in Application.objects.get().candidacies.all()} == {
        "Niedersächsischer Integrationspreis", "Sonderpreis Bündnis",
    }  # fmt: skip


# What strangers get ---------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["status", "edit", "file", "withdraw"])
@pytest.mark.parametrize("who", ["stranger", "clerk"])
def test_somebody_elses_application_does_not_exist(client, draft, name, who):
    user = factories.clerk() if who == "clerk" else factories.UserFactory()
    client.force_login(user)
    for call in (client.get, client.post):
        assert call(url(f"application_{name}", draft.pk)).status_code == 404
    assert client.get(url("organisation_edit", draft.organisation_id)).status_code == 404


def test_nobody_applies_for_an_organisation_of_others(client, applicant, edition):
    factories.member_of(factories.OrganisationFactory(), email="other@example.org")
    mine = factories.MembershipFactory(user=applicant).organisation
    other = factories.OrganisationFactory()
    page = client.post(url("application_new"), {"project_title": "Fremd", "organisation": other.pk})
    assert "gültige Auswahl" in page.content.decode()
    client.post(url("application_new"), {"project_title": "Eigen", "organisation": mine.pk})
    assert Application.objects.get().organisation == mine


# Cost ------------------------------------------------------------------------------------------------
def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_my_applications_costs_the_same_for_two_and_for_twenty(client, applicant, edition, main_award):
    def add(count):
        for _ in range(count):
            organisation = factories.MembershipFactory(user=applicant).organisation
            factories.filed(factories.ApplicationFactory(edition=edition, organisation=organisation), by=applicant)

    add(2)
    few = queries(client, url("my_applications"))
    add(18)
    assert queries(client, url("my_applications")) == few


def test_where_each_role_begins(client, applicant):
    assert client.get(url("start")).url == url("my_applications")
    client.force_login(factories.clerk())
    assert client.get(url("start")).url == url("cockpit")


def test_saving_does_not_carry_the_anchor_of_the_last_saving_along(client, applicant, draft):
    """A form without an address is sent to the page's, #id_goals included, and the next page opens at its end."""
    page = client.get(page_url(draft, "goals")).content.decode()
    assert f'<form method="post" id="bogen" action="{page_url(draft, "goals")}"' in page


def test_the_privacy_notice_is_one_click_away_and_nothing_typed_is_left(client, applicant, draft):
    page = client.get(page_url(draft, "has_read_privacy")).content.decode()
    assert f'href="{url("privacy")}" target="_blank"' in page


def test_a_kind_is_to_be_chosen(client, applicant):
    assert "---------" not in client.get(url("organisation_new")).content.decode()


def test_after_the_announcement_nobody_applies_any_more(client, applicant, draft):
    draft.edition.announced_at = timezone.now() - datetime.timedelta(hours=1)
    draft.edition.save()
    assert "Neue Bewerbung" not in client.get(url("my_applications")).content.decode()
    client.post(url("application_file", draft.pk))
    draft.refresh_from_db()
    assert draft.is_draft
