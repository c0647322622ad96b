"""The public page of a call: what it says, until when, to whom; does a project fit; the dates as a file."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jury.models import Criterion, Panel
from prize import calendar
from prize.models import ChecklistItem, Edition, Faq
from tests import factories

pytestmark = pytest.mark.django_db
OPENS = datetime.datetime(2027, 2, 1, 11, tzinfo=datetime.UTC)
CLOSES = datetime.datetime(2027, 2, 28, 22, 59, 59, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
FIT = {"kind": "verein", "whose": "own", "place": "yes", "runs": "yes", "motto": "yes"}


def page(client, address="/", at=OPENS + HOUR, status=200, **answers):
    with time_machine.travel(at, tick=False):
        response = client.get(address, answers)
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def call():
    """The call of 2027 with one award open to all and one for sports clubs; both ask for a project in Lower Saxony."""
    edition = factories.EditionFactory(
        year=2027, ordinal=18, motto="Gemeinsam", opens_at=OPENS, closes_at=CLOSES, call_text="Wir suchen Sie."
    )
    main = factories.AwardFactory(edition=edition)
    donor = factories.DonorFactory(name="LandesSportBund", is_land=False)
    sport = factories.AwardFactory(
        edition=edition, kind="special", name="Sonderpreis Sport", donor=donor, eligible_kinds=["sportverein"]
    )
    for award in (main, sport):
        ChecklistItem.objects.create(award=award, text="In Niedersachsen", rule="district")
    return edition


# What the page says -----------------------------------------------------------------------------
def test_the_call_text_is_paragraphs_and_never_markup(client, call):
    Edition.objects.update(call_text="Erster Absatz.\n\n<script>alert(1)</script> Zweiter.")
    shown = page(client)
    assert "<p>Erster Absatz.</p>" in shown
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt; Zweiter.</p>" in shown


def test_awards_say_donor_sum_and_who_may_enter(client, call):
    shown = words(page(client))
    assert "Gestiftet von: LandesSportBund" in shown
    assert "Nur für: Sportverein" in shown
    assert "Alle, die in Niedersachsen Integration voranbringen" in shown
    call.awards.exclude(eligible_kinds=["sportverein"]).delete()
    shown = words(page(client))
    assert "Teilnehmen können diesmal: Sportverein Nicht sicher?" in shown


def test_questions_contact_and_privacy_stand_there_if_given(client, call):
    shown = page(client)
    assert "Häufige Fragen" not in shown
    assert "Fragen Sie uns" not in shown
    assert 'href="/datenschutz/"' in shown
    Faq.objects.create(edition=call, question="Was kostet es?", answer="Nichts.\n\n<b>Siehe</b> https://example.org")
    Faq.objects.create(edition=factories.EditionFactory(year=2020), question="Alte Frage?", answer="Alt.")
    Edition.objects.update(contact_name="Frau Muster", contact_email="preis@example.org", contact_phone="0511 1")
    shown = page(client)
    assert '<summary class="kern-title">Was kostet es?</summary>' in shown
    assert "<p>Nichts.</p>" in shown
    assert "&lt;b&gt;Siehe&lt;/b&gt; <a href=" in shown
    assert "Alte Frage?" not in shown
    assert 'href="mailto:preis@example.org"' in shown
    assert "Frau Muster" in shown
    assert "0511 1" in shown


def test_the_criteria_are_the_jurys_without_its_people_and_weights(client, call):
    for name in ("Geheimer Kreis A", "Geheimer Kreis B"):
        panel = Panel.objects.create(edition=call, name=name)
        Criterion.objects.create(panel=panel, name="Miteinander", hint="Bringt es zusammen?", weight=7)
    shown = words(page(client))
    assert shown.count("Miteinander Bringt es zusammen?") == 1
    assert "Geheimer" not in shown
    assert "7 " not in shown.split("Worauf die Jury achtet")[1].split("Lieber")[0]


def test_without_criteria_nothing_is_said_of_them(client, call):
    assert "Worauf die Jury achtet" not in page(client)


# The calendar -----------------------------------------------------------------------------------
def test_the_calendar_names_weekday_time_and_zone(client, call):
    Edition.objects.update(ceremony_on=datetime.date(2027, 9, 13), ceremony_place="Altes Rathaus")
    shown = words(page(client))
    assert "Bewerbung ab Montag, 1. Februar 2027, 12:00&nbsp;Uhr" in shown
    assert "Bewerbung bis Sonntag, 28. Februar 2027, 23:59&nbsp;Uhr" in shown
    assert "Verleihung Montag, 13. September 2027 Altes Rathaus" in shown
    assert "Alle Uhrzeiten sind Ortszeit Niedersachsen (MEZ/MESZ)." in shown
    assert "Ortszeit Niedersachsen (MEZ)" in shown
    assert "Bekanntgabe" not in shown


def test_a_planned_announcement_is_a_date_and_no_result(client, call):
    Edition.objects.update(announced_at=datetime.datetime(2027, 6, 10, 10, tzinfo=datetime.UTC))
    shown = words(page(client, at=CLOSES + 30 * DAY))
    assert "Bekanntgabe Donnerstag, 10. Juni 2027, 12:00&nbsp;Uhr" in shown
    assert "Die eingegangenen Bewerbungen werden jetzt geprüft" in shown


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (OPENS - 2 * DAY - HOUR, "noch 2 Tage und 1 Stunde"),
        (CLOSES - 13 * DAY - 4 * HOUR, "noch 13 Tage und 4 Stunden"),
        (CLOSES - DAY - HOUR / 2, "noch 1 Tag"),
        (CLOSES - 3 * HOUR - HOUR / 2, "noch 3 Stunden und 30 Minuten"),
        (CLOSES - HOUR, "noch 1 Stunde"),
        (CLOSES - HOUR / 5, "noch 12 Minuten"),
        (CLOSES - HOUR / 60, "noch 1 Minute"),
        (CLOSES - HOUR / 120, "noch weniger als eine Minute"),
        (CLOSES, "noch weniger als eine Minute"),
    ],
)
def test_the_countdown_is_counted_by_the_server(client, call, at, said):
    assert f'<span class="call-left__time">{said}</span>' in page(client, at=at)


def test_after_the_deadline_nothing_counts(client, call):
    assert "call-left" not in page(client, at=CLOSES + HOUR)
    assert calendar.time_left(CLOSES, CLOSES + HOUR) == ""


def test_the_page_costs_the_same_for_one_of_each_as_for_ten(client, call):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    def more():
        factories.AwardFactory(edition=call)
        Faq.objects.create(edition=call, question="Noch eine?", answer="Ja.")
        panel = Panel.objects.create(edition=call, name=str(Panel.objects.count()))
        Criterion.objects.create(panel=panel, name=panel.name)

    more()
    one = cost()
    for _ in range(9):
        more()
    assert cost() == one <= 8


# The file ---------------------------------------------------------------------------------------
def events(client, at=OPENS):
    """[{name: value}] of the file, read the way a calendar reads it."""
    with time_machine.travel(at, tick=False):
        response = client.get("/aufruf.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="integrationspreis-2027.ics"'
    lines = response.content.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    text = b"\r\n".join(lines).decode()  # a letter cut in two would not decode after unfolding only; each line does
    assert all(line.decode() for line in lines)
    found = text.replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]
    return [dict(line.split(":", 1) for line in event.split("\r\n") if ":" in line) for event in found]


def test_the_file_has_the_known_dates_in_utc_with_lasting_names(client, call):
    Edition.objects.update(ceremony_on=datetime.date(2027, 9, 13), ceremony_place="Altes Rathaus; Saal 1, Hannover")
    opens, closes, ceremony = events(client)
    assert (opens["UID"], opens["DTSTART"]) == ("2027-opens@localhost", "20270201T110000Z")
    assert (closes["UID"], closes["DTSTART"]) == ("2027-closes@localhost", "20270228T225959Z")
    assert closes["TRIGGER"] == "-P7D"
    assert ceremony["DTSTART;VALUE=DATE"] == "20270913"
    assert ceremony["LOCATION"] == r"Altes Rathaus\; Saal 1\, Hannover"
    assert closes["SUMMARY"] == "Die Bewerbungsfrist endet: 18. Niedersächsischer Integrationspreis"


def test_the_file_is_the_same_at_any_time_and_folds_between_letters(client, call):
    Edition.objects.update(motto="Vielfalt äöüß 🎉 und noch viel mehr, " * 5, announced_at=CLOSES + 90 * DAY)
    assert events(client, OPENS) == events(client, CLOSES)
    assert len(events(client)) == 3
    assert events(client)[0]["DTSTAMP"] == "20270201T110000Z"
    assert events(client)[0]["DESCRIPTION"].count("🎉") == 5


def test_without_a_call_there_is_no_file(client):
    page(client, "/aufruf.ics", status=404)


# Does our project fit? --------------------------------------------------------------------------
def check(client, at=OPENS + HOUR, **answers):
    return words(page(client, "/aufruf/passt-das/", at, **FIT | answers))


def test_the_check_asks_first_and_stores_nothing(client, call):
    shown = words(page(client, "/aufruf/passt-das/"))
    assert "Passt das Projekt zum Motto „Gemeinsam“?" in shown
    assert "Ja, das passt!" not in shown
    assert client.post("/aufruf/passt-das/", FIT).status_code == 405
    with CaptureQueriesContext(connection) as queries:
        check(client)
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    assert not client.cookies.get("sessionid")


def test_a_project_that_fits_is_led_to_the_application(client, call):
    shown = page(client, "/aufruf/passt-das/", **FIT)
    assert "Ja, das passt!" in shown
    assert 'href="/bewerbung/neu/"' in shown
    assert "Niedersächsischer Integrationspreis (Land Niedersachsen" in shown
    assert "Sonderpreis Sport" not in shown
    assert "Sonderpreis Sport" in check(client, kind="sportverein")


@pytest.mark.parametrize("answer", [{"motto": "unsure"}, {"runs": "no"}], ids=str)
def test_what_is_not_clear_leads_to_the_office(client, call, answer):
    shown = check(client, **answer)
    assert "Vielleicht – fragen Sie uns" in shown
    assert "Ja, das passt!" not in shown


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"place": "no"}, "Ausgezeichnet werden Projekte in Niedersachsen."),
        ({"motto": "no"}, "Gesucht sind diesmal Projekte zum Motto."),
    ],
    ids=["place", "motto"],
)
def test_what_does_not_fit_gets_a_friendly_way_out(client, call, answer, reason):
    shown = check(client, **answer)
    assert "Diesmal leider nicht" in shown
    assert reason in shown
    assert "Schlagen Sie es vor, solange die Bewerbungsfrist läuft." in shown
    assert "An den nächsten Aufruf erinnern" in shown
    assert "Jetzt bewerben" not in shown


def test_the_answer_follows_from_the_awards_of_the_edition(client, call):
    call.awards.filter(eligible_kinds=[]).delete()
    assert "Für diese Art von Bewerbung gibt es diesmal keinen Preis: Verein." in check(client)
    assert "Vielleicht" in check(client, kind="sonstige")
    assert "Ja, das passt!" in check(client, kind="sportverein")
    ChecklistItem.objects.all().delete()
    assert "Vielleicht" in check(client, kind="sportverein", place="no")
    call.awards.all().delete()
    assert "Die Preise dieser Ausgabe stehen noch nicht fest." in check(client)


def test_a_call_without_motto_does_not_ask_for_it(client, call):
    Edition.objects.update(motto="")
    assert "Motto" not in words(page(client, "/aufruf/passt-das/"))
    assert "Ja, das passt!" in check(client)


@pytest.mark.parametrize("answers", [{"kind": "verein"}, FIT | {"kind": "<b>"}, FIT | {"motto": "vielleicht"}], ids=str)
def test_missing_and_strange_answers_are_asked_again(client, call, answers):
    shown = page(client, "/aufruf/passt-das/", **answers)
    assert "Bitte prüfen Sie Ihre Eingaben" in shown
    assert "Ja, das passt!" not in shown


@pytest.mark.parametrize(
    ("at", "said"),
    [(OPENS - DAY, "Montag, 1. Februar 2027, 12:00 Uhr"), (CLOSES + DAY, "Bewerbungsfrist dieser Ausgabe ist zu Ende")],
    ids=["before", "after"],
)
def test_outside_the_call_the_check_offers_a_reminder(client, call, at, said):
    shown = check(client, at)
    assert said in shown
    assert "Jetzt bewerben" not in shown
    assert "An den nächsten Aufruf erinnern" in shown


def test_without_a_call_the_check_says_so(client):
    assert "Zurzeit läuft kein Aufruf." in page(client, "/aufruf/passt-das/")


# The administration -----------------------------------------------------------------------------
def test_the_office_edits_questions_and_contact_in_the_administration(client, call):
    client.force_login(factories.UserFactory(is_staff=True, is_superuser=True))
    shown = client.get(f"/technik/prize/edition/{call.pk}/change/").content.decode()
    assert 'name="contact_email"' in shown
    assert 'name="faqs-__prefix__-question"' in shown
