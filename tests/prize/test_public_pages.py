"""What everybody sees: the call, the winners since 2008, the legal pages, the errors."""

import datetime
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from config import urls as site_urls
from prize.actions import NotAllowed
from prize.models import Edition, Laureate, Recipient
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2027, 2, 1, 11, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


def archive(year=2024, names=("Verein A",), **fields):
    """An edition before this system with one laureate who shares the prize among `names`."""
    edition = factories.EditionFactory(kind="archive", year=year, opens_at=None, closes_at=None, **fields)
    award = factories.AwardFactory(edition=edition, ordinal=edition.ordinal)
    return edition, laureate(award, names) if names else None


def laureate(award, names, **fields):
    won = Laureate.objects.create(edition=award.edition, award=award, **fields)
    for position, name in enumerate(names, start=1):
        Recipient.objects.create(laureate=won, name=name, position=position)
    return won


@pytest.fixture
def call():
    """The call of 2027: open from noon to the last minute of 28 February, German time."""
    closes = datetime.datetime(2027, 2, 28, 22, 59, tzinfo=datetime.UTC)
    edition = factories.EditionFactory(
        year=2027, ordinal=18, motto="Gemeinsam", call_text="Wir suchen Sie.", opens_at=NOON, closes_at=closes
    )
    factories.AwardFactory(edition=edition, ordinal=18)
    alliance = factories.DonorFactory(name="Bündnis „Niedersachsen packt an“", is_land=False)
    factories.AwardFactory(
        edition=edition, kind="special", name="Sonderpreis", donor=alliance, ordinal=12, places=1, position=2
    )
    return edition


# The call ---------------------------------------------------------------------------------------
def test_home_while_the_call_is_open(client, call):
    with time_machine.travel(NOON + HOUR, tick=False):
        shown = page(client, "/")
    assert "18. Niedersächsischer Integrationspreis · 2027" in shown
    assert "bis <strong>Sonntag, 28. Februar 2027, 23:59 Uhr</strong>" in shown
    assert re.search(r'href="/bewerbung/neu/"[^>]*><span class="kern-label">Jetzt bewerben', shown)
    assert "4 Preise zu je 6.000 Euro" in shown
    assert "1 Preis zu 6.000 Euro" in shown
    assert "Gestiftet von: Bündnis „Niedersachsen packt an“" in shown
    assert "Wir suchen Sie." in shown


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOON - DAY, "Bewerbungen sind ab <strong>Montag, 1. Februar 2027, 12:00 Uhr</strong> möglich."),
        (NOON + 40 * DAY, "Die Bewerbungsfrist ist am <strong>Sonntag, 28. Februar 2027</strong> abgelaufen."),
    ],
    ids=["before", "after"],
)
def test_home_while_the_call_is_not_open(client, call, at, words):
    with time_machine.travel(at, tick=False):
        shown = page(client, "/")
    assert words in shown
    assert "Jetzt bewerben" not in shown


def test_home_shows_the_winners_from_the_announced_moment_on(client, call):
    laureate(call.awards.get(kind="main"), ["Verein Geheim"])
    moment = NOON + 60 * DAY
    Edition.objects.update(announced_at=moment)
    with time_machine.travel(moment - datetime.timedelta(seconds=1), tick=False):
        assert "Geheim" not in page(client, "/")
        client.force_login(factories.lead())
        assert "Geheim" not in page(client, "/")
        client.logout()
    with time_machine.travel(moment, tick=False):
        assert "Verein Geheim" in page(client, "/")


def test_home_without_an_edition_leads_to_the_archive(client):
    assert "Zurzeit läuft kein Aufruf." in page(client, "/")
    archive(2024)
    shown = page(client, "/")
    assert "Seit 2008 ausgezeichnet" in shown
    assert 'href="/preistraeger/2024/"' in shown


def test_a_call_without_awards_and_text_says_so(client):
    factories.EditionFactory(motto="")
    shown = page(client, "/")
    assert "Der Text des Aufrufs folgt." in shown
    assert "Die Preise dieser Ausgabe werden noch bekannt gegeben." in shown


# The winners ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "qualifier", "words"),
    [
        (170, ">", "mehr als 170 Bewerbungen"),
        (200, "~", "rund 200 Bewerbungen"),
        (170, "<", "knapp 170 Bewerbungen"),
        (1180, "", "1.180 Bewerbungen"),
        (1, "", "1 Bewerbung"),
        (None, "", "Zahl der Bewerbungen in unseren Quellen nicht genannt"),
    ],
)
def test_the_number_of_applications_keeps_its_uncertainty(client, number, qualifier, words):
    archive(reported_applications=number, reported_qualifier=qualifier)
    assert f"· {words}<" in page(client, "/preistraeger/")


def test_winners_stand_newest_first_with_number_and_motto(client):
    archive(2008, ["Stadt Peine"], ordinal=1, motto="")
    archive(2026, [], ordinal=17, motto="Zivilcourage zeigen")
    shown = page(client, "/preistraeger/")
    assert shown.index("17. Niedersächsischer Integrationspreis") < shown.index(
        "1. Niedersächsischer Integrationspreis"
    )
    assert "Unsere Quellen nennen keine Ausgezeichneten." in shown


def test_several_recipients_of_one_prize_stand_together(client):
    archive(2008, ["Landkreis Lüneburg", "Stadt Lüneburg"])
    words = re.sub(r"<[^>]+>", "", page(client, "/preistraeger/"))
    assert "Landkreis Lüneburg und Stadt Lüneburg" in words
    assert "Landkreis Lüneburg<br>Stadt Lüneburg" in page(client, "/preistraeger/2008/")


def test_an_edition_tells_what_is_known_and_what_is_not(client):
    edition, _ = archive(2008, ["Stadt Peine"], reported_prizes=9, reported_amount_eur=30000, sources=["Presse 2008"])
    Laureate.objects.update(rank=2, category="Bildung", amount_eur=None, sources=["https://example.org/a"])
    special = factories.AwardFactory(edition=edition, kind="special", name="Sonderpreis", position=2, donor=None)
    laureate(special, [], project="Familienkreis", text="Ein Kreis <b>für</b> alle.")
    shown = page(client, "/preistraeger/2008/")
    assert "Bildung · 2. Rang" in shown
    assert "Ort nicht überliefert · Preisgeld nicht überliefert" in shown
    assert "Unsere Quellen nennen 8 weitere Preise des Landes, aber nicht, wer sie erhielt." in shown
    assert "30.000 Euro" in shown
    assert "Unsere Quellen nennen keinen Tag" in shown
    assert "Familienkreis" in shown
    assert "Wer den Preis erhielt, ist nicht überliefert." in shown
    assert "&lt;b&gt;für" in shown
    assert 'href="https://example.org/a"' in shown
    assert "Presse 2008" in shown


def test_an_edition_under_embargo_exists_for_the_office_only(client, call):
    laureate(call.awards.get(kind="main"), ["Verein Geheim"])
    Edition.objects.update(announced_at=timezone.now() + HOUR, last_number=77)
    applicant = factories.MembershipFactory().user
    for user in (None, applicant):
        if user:
            client.force_login(user)
        assert "Geheim" not in page(client, "/preistraeger/2027/", 404)
        shown = page(client, "/preistraeger/")
        assert "Geheim" not in shown
        assert "Gemeinsam" not in shown
        assert "77" not in shown
    client.force_login(factories.clerk())
    assert "Sperrfrist: Diese Ergebnisse sind noch nicht bekannt gegeben." in page(client, "/preistraeger/2027/")
    assert "nur für die Geschäftsstelle sichtbar" in page(client, "/preistraeger/")


def test_a_revoked_prize_is_gone_from_the_public_pages(client, call):
    won = laureate(call.awards.get(kind="main"), ["Verein Zurück"])
    Edition.objects.update(announced_at=timezone.now() - HOUR)
    assert "Verein Zurück" in page(client, "/preistraeger/2027/")
    Laureate.objects.filter(pk=won.pk).update(revoked_at=timezone.now(), revoked_reason="Falsche Angaben")
    assert "Verein Zurück" not in page(client, "/preistraeger/2027/")
    assert "Falsche Angaben" not in page(client, "/preistraeger/")
    assert "Verein Zurück" not in page(client, "/")


def test_practice_and_truth_never_mix(client, settings):
    edition = factories.EditionFactory(kind="practice", year=2027, announced_at=timezone.now() - HOUR, motto="Probe")
    laureate(factories.AwardFactory(edition=edition), ["Verein Probe"])
    assert "Probe" not in page(client, "/preistraeger/")
    page(client, "/preistraeger/uebung-2027/", 404)
    assert "Übungsdaten" not in page(client, "/")
    settings.PRACTICE = True
    assert "Verein Probe" in page(client, "/preistraeger/uebung-2027/")
    assert page(client, "/preistraeger/").count("Übungsdaten") == 2
    assert "Übungsdaten" in page(client, "/")


@pytest.mark.parametrize("slug", ["1999", "uebung-2024", "gestern", "99999999999999999999", "²"])
def test_an_edition_that_never_was_is_404(client, slug):
    archive(2024)
    page(client, f"/preistraeger/{slug}/", 404)


@pytest.mark.parametrize("address", ["/preistraeger/", "/", "/preistraeger/2008/"])
def test_public_pages_cost_the_same_for_two_editions_as_for_seventeen(client, address):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, address)
        return len(queries)

    archive(2008), archive(2009)
    two = cost()
    for year in range(2010, 2025):
        edition, _ = archive(year, ["A", "B"])
        laureate(factories.AwardFactory(edition=edition, kind="special"), ["C"])
    more = Edition.objects.get(year=2008)
    for _ in range(5):
        laureate(factories.AwardFactory(edition=more, kind="special"), ["D", "E"])
    assert cost() == two <= 5


# The frame of every page ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/impressum/", "Planckstraße 2"),
        ("/datenschutz/", "§ 3 des Niedersächsischen Datenschutzgesetzes"),
        ("/barrierefreiheit/", "§ 9b des Niedersächsischen Behindertengleichstellungsgesetzes"),
    ],
)
def test_legal_pages_invent_nothing(client, address, words):
    shown = page(client, address)
    assert words in shown
    assert "von der Geschäftsstelle einzutragen" in shown


def test_every_page_has_skip_link_navigation_and_legal_links(client):
    shown = page(client, "/preistraeger/")
    assert 'href="#inhalt"' in shown
    assert '<a href="/preistraeger/" aria-current="page">' in shown
    assert "<title>Preisträgerinnen und Preisträger – Niedersächsischer Integrationspreis</title>" in shown
    for address in ("/impressum/", "/datenschutz/", "/barrierefreiheit/", "/konto/anmelden/"):
        assert f'href="{address}"' in shown


def test_who_is_signed_in_is_named_and_may_leave(client):
    client.force_login(factories.UserFactory(name="Ada Beispiel"))
    shown = page(client, "/")
    assert "Ada Beispiel" in shown
    assert 'action="/konto/abmelden/"' in shown


def test_without_kern_the_pages_do_not_ask_for_it(client, settings):
    settings.HAS_KERN = False
    assert "kern.min.css" not in page(client, "/")
    settings.HAS_KERN = True
    assert "kern.min.css" in page(client, "/")


def test_the_check_warns_where_kern_is_missing(settings):
    from prize.checks import kern_is_there

    settings.HAS_KERN = False
    assert [problem.id for problem in kern_is_there(None)] == ["prize.W001"]
    settings.HAS_KERN = True
    assert kern_is_there(None) == []


# Errors -----------------------------------------------------------------------------------------
def refuse(request):
    raise NotAllowed("Das geht nicht.", "Und zwar so.")


def forbid(request):
    raise PermissionDenied


def crash(request):
    raise ZeroDivisionError


class Urls:
    urlpatterns = [path("nein/", refuse), path("verboten/", forbid), path("kaputt/", crash), *site_urls.urlpatterns]
    handler403, handler404, handler500 = site_urls.handler403, site_urls.handler404, site_urls.handler500


@pytest.fixture
def broken(settings, client):
    settings.ROOT_URLCONF = Urls
    client.raise_request_exception = False
    return client


def test_a_conflict_says_what_and_why(broken):
    shown = page(broken, "/nein/", 409)
    assert "Das ist gerade nicht möglich</h1>" in shown
    assert '<p class="kern-body">Und zwar so.</p>' in shown


def test_forbidden_and_missing_pages_look_like_ours(broken):
    assert "Das dürfen Sie hier nicht" in page(broken, "/verboten/", 403)
    assert "Diese Seite gibt es hier nicht" in page(broken, "/gibt-es-nicht/", 404)


def test_an_expired_form_says_what_to_do(client):
    client.handler.enforce_csrf_checks = True
    response = client.post("/konto/anmelden/", {"email": "ada@example.org"})
    assert response.status_code == 403
    assert "Das Formular ist abgelaufen" in response.content.decode()


def test_the_page_after_a_crash_needs_nothing(broken, django_assert_num_queries, caplog):
    with django_assert_num_queries(0):
        shown = page(broken, "/kaputt/", 500)
    assert "Bei uns ist etwas schiefgegangen" in shown
    assert "ZeroDivision" not in shown
