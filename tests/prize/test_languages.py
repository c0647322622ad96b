"""The language that people are spoken to in: on pages, in errors, in letters, in dates."""

import datetime

import pytest
from django.core import mail as django_mail
from django.template import Context, Template, engines
from django.test import Client
from django.utils import formats, timezone, translation
from lxml import html

from prize import actions, languages, mail
from prize.models import Application, Letter, Reminder, User
from prize.templatetags.dates import in_order_of
from tests import factories
from tests.journeys.person import Person
from tools import catalogues

pytestmark = pytest.mark.django_db
CODES = ("de", "de-x-leicht", "en", "uk", "tr", "ar", "fa")
SIGN_IN = "/konto/anmelden/"
AFTERNOON = datetime.datetime(2027, 2, 28, 17, 30, tzinfo=datetime.UTC)  # 18:30 in Lower Saxony


def browser(accept="", cookie=""):
    client = Client(headers={"accept-language": accept} if accept else {})
    if cookie:
        client.cookies["language"] = cookie
    return client


def spoken(client, path=SIGN_IN):
    """(lang, dir) of the page."""
    root = html.fromstring(client.get(path).content)
    return root.get("lang"), root.get("dir")


def choose(client, code, **data):
    return client.post("/sprache/", {"language": code, "next": SIGN_IN, **data})


# Which language ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        ("", "de"), ("en-GB,en;q=0.9", "en"), ("uk-UA,uk;q=0.9,ru;q=0.8", "uk"), ("ar-EG", "ar"), ("fa-IR", "fa"),
        ("tr", "tr"), ("de-x-leicht", "de-x-leicht"), ("de-AT", "de"), ("fr,es;q=0.5", "de"), ("*", "de"),
        (";;q=x,,", "de"), ("x" * 600, "de"),
    ],
)  # fmt: skip
def test_the_first_visit_is_spoken_to_as_the_browser_asks(asked, heard):
    assert spoken(browser(asked))[0] == heard


@pytest.mark.parametrize("code", CODES)
def test_a_choice_stays_for_a_year_and_the_address_does_not_change(code):
    client = browser("en")
    response = choose(client, code)
    assert (response.status_code, response.url) == (302, SIGN_IN)
    assert client.cookies["language"]["max-age"] == 365 * 24 * 3600
    assert spoken(client) == (code, "rtl" if code in {"ar", "fa"} else "ltr")


@pytest.mark.parametrize("code", ["", "fr", "xx", "de-x-schwer", "../../etc", "en\x00"])
def test_what_nobody_offers_is_not_spoken(code):
    user = factories.UserFactory()
    client = browser()
    client.force_login(user)
    choose(client, code)
    assert spoken(client, "/")[0] == "de"
    assert User.objects.get(pk=user.pk).language == ""


def test_nobody_is_led_to_another_site():
    assert choose(browser(), "en", next="https://evil.example/").url == "/"


def test_an_account_keeps_its_choice_on_every_machine():
    user = factories.UserFactory()
    telephone, computer = browser(), browser("uk", cookie="tr")
    for client in (telephone, computer):
        client.force_login(user)
    assert spoken(computer, "/")[0] == "tr"
    choose(telephone, "ar")
    assert User.objects.get(pk=user.pk).language == "ar"
    assert spoken(computer, "/") == ("ar", "rtl")


def test_a_new_account_is_written_to_as_it_signed_in():
    browser("uk").post(SIGN_IN, {"email": "neu@example.org"})
    assert User.objects.get(email="neu@example.org").language == "uk"


def test_the_menu_names_each_language_in_its_own_words_and_marks_the_one_that_is_spoken():
    page = html.fromstring(browser("fa").get("/preistraeger/?a=1").content)
    buttons = {b.get("value"): b for b in page.iter("button") if b.get("name") == "language"}
    assert tuple(buttons) == CODES
    assert buttons["uk"].text_content() == "Українська"
    assert [(code, b.get("lang")) for code, b in buttons.items()] == [(code, code) for code in CODES]
    assert [code for code, b in buttons.items() if b.get("aria-current")] == ["fa"]
    assert [code for code, b in buttons.items() if b.get("dir") == "rtl"] == ["ar", "fa"]
    assert buttons["fa"].getparent().getparent().getparent().fields["next"] == "/preistraeger/?a=1"


def test_after_a_form_that_came_back_the_menu_leads_to_the_form():
    client = browser()
    page = html.fromstring(
        client.post(SIGN_IN, {"email": "x"}, headers={"referer": "http://testserver/konto/anmelden/?next=/a/"}).content
    )
    assert page.xpath("//form[@action='/sprache/']")[0].fields["next"] == "http://testserver/konto/anmelden/?next=/a/"


@pytest.mark.parametrize("path", ["/buero/", "/buero/bewerbungen/", "/buero/schreiben/", "/buero/gibt-es-nicht/"])
def test_the_office_speaks_german_whatever_one_has_chosen(path):
    clerk = factories.clerk(language="ar")
    client = browser("en", cookie="uk")
    client.force_login(clerk)
    page = client.get(path)
    assert spoken(client, path) == ("de", "ltr")
    assert 'name="language"' not in page.content.decode()
    assert spoken(client, "/") == ("ar", "rtl")


def test_the_jury_and_the_administration_speak_german():
    client = browser(cookie="uk")
    client.force_login(factories.UserFactory())
    assert spoken(client, "/jury/")[0] == "de"
    client.force_login(User.objects.create_superuser("admin@example.org"))
    assert spoken(client, "/technik/")[0] == "de"


def test_an_error_page_is_told_in_the_language_and_says_so(client):
    client.raise_request_exception = False
    assert spoken(browser("ar"), "/gibt-es-nicht/") == ("ar", "rtl")
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "fa"})
    assert html.fromstring(strict.post(SIGN_IN, {"email": "x"}).content).get("lang") == "fa"
    with translation.override("ar"):
        assert html.fromstring(engines["django"].get_template("500.html").render({})).get("dir") == "rtl"


def test_pages_are_kept_apart_by_language_in_caches_on_the_way():
    response = browser("en").get("/")
    assert response["Content-Language"] == "en"
    assert "Accept-Language" in response["Vary"]


# Django's own words -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("de", "Dieses Feld ist zwingend erforderlich."), ("de-x-leicht", "Dieses Feld ist zwingend erforderlich."),
        ("en", "This field is required."), ("uk", "Це поле обов&#x27;язкове."), ("tr", "Bu alan zorunludur."),
        ("ar", "هذا الحقل مطلوب."), ("fa", "این فیلد لازم است."),
    ],
)  # fmt: skip
def test_a_required_field_is_told_in_the_language_that_django_ships(code, words):
    assert words in browser(cookie=code).post("/erinnerung/", {"email": ""}).content.decode()


def test_easy_german_writes_numbers_and_dates_as_german():
    with translation.override("de-x-leicht"):
        assert formats.number_format(1234.5, force_grouping=True) == "1.234,5"
        assert formats.date_format(AFTERNOON, "DATE_FORMAT") == "28. Februar 2027"
        assert translation.get_language_info("de-x-leicht")["name_local"] == "Leichte Sprache"


# Dates ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("de", "Sonntag, 28. Februar 2027, 18:30"), ("de-x-leicht", "Sonntag, 28. Februar 2027, 18:30"),
        ("en", "Sunday, 28 February 2027, 18:30"), ("uk", "Неділя, 28 лютого 2027, 18:30"),
        ("tr", "28 Şubat 2027 Pazar, 18:30"), ("ar", "الأحد، 28 فبراير 2027، 18:30"),
        ("fa", "یکشنبه، 28 فوریه 2027، 18:30"),
    ],
)  # fmt: skip
def test_a_date_is_written_in_the_order_of_the_language(code, words):
    with translation.override(code):
        drawn = Template('{{ moment|date:"l, j. F Y, H:i" }}').render(Context({"moment": AFTERNOON}))
    assert drawn == words


def test_formats_that_are_not_german_ones_are_left_alone():
    assert in_order_of("en", "Y-m-d") == "Y-m-d"
    assert in_order_of("fa", "d.m.Y, H:i") == "Y/m/d، H:i"
    assert in_order_of(None, "j. F Y") == "j. F Y"
    assert Template('{{ x|date:"j. F Y" }}{{ y|date }}').render(Context({"x": None, "y": ""})) == ""


@pytest.mark.parametrize("code", CODES)
def test_a_date_typed_the_german_way_is_understood_in_every_language(code):
    with translation.override(code):
        assert "%d.%m.%Y" in formats.get_format("DATE_INPUT_FORMATS")


# Letters ----------------------------------------------------------------------------------------
@pytest.fixture
def turkish_file_letter(monkeypatch):
    """A catalogue of one letter's sentences; the last of them, the greeting, stands in all letters."""
    from django.template.loader import get_template
    from django.utils.translation import trans_real

    known = dict.fromkeys((msgid for msgid, _plural in languages.sentences(get_template("mail/file.txt").template)), "")
    words = {msgid: "TR " + msgid for msgid in known}
    monkeypatch.setattr(trans_real.translation("tr"), "_catalog", words)


def test_a_letter_is_told_in_the_language_of_the_application(turkish_file_letter, draft, applicant):
    applicant.language = "tr"
    applicant.save()
    client = browser()
    client.force_login(applicant)
    application = Application.objects.get(pk=draft.pk)
    with translation.override("tr"):
        actions.file_application(application, by=applicant, at=timezone.now())
    application.refresh_from_db()
    assert application.language == "tr"
    letter = Letter.objects.get(kind="file")
    assert letter.subject.startswith("TR Ihre Bewerbung")
    assert letter.body.startswith("TR Guten Tag")
    assert translation.get_language() == "de"


def test_a_letter_that_the_catalogue_knows_only_in_part_is_wholly_german(turkish_file_letter, draft):
    draft.language = "tr"
    assert languages.lacks(engines["django"].get_template("mail/withdraw.txt").template, "tr")
    subject, body = mail.rendered("withdraw", mail.about(draft), draft.language)
    assert "TR" not in subject + body
    assert "Freundliche Grüße" in body


def test_the_office_files_for_others_and_their_language_stays(draft, office):
    draft.language = "uk"
    draft.save(update_fields=["language"])
    actions.file_application(draft, by=office.clerk, at=timezone.now(), channel="paper")
    assert Application.objects.get(pk=draft.pk).language == "uk"


def test_a_draft_begins_in_the_language_of_who_begins_it(main_award, organisation, applicant):
    with translation.override("fa"):
        draft = actions.start_application(
            main_award.edition, organisation, by=applicant, at=timezone.now(), data={"project_title": "باغ"}
        )
    assert draft.language == "fa"


def test_letters_of_an_account_are_told_as_it_has_chosen():
    factories.UserFactory(email="ada@example.org", language="uk")
    assert mail.language_of("ada@example.org") == "uk"
    with translation.override("tr"):
        assert mail.language_of("niemand@example.org") == "tr"


def test_a_reminder_keeps_the_language_in_which_it_was_asked_for():
    browser("ar").post("/erinnerung/", {"email": "leserin@example.org"})
    assert Reminder.objects.get().language == "ar"


def test_the_code_for_the_sign_in_leaves_in_any_language():
    for code in CODES:
        browser(cookie=code).post(SIGN_IN, {"email": f"{code}@example.org"})
    assert len(django_mail.outbox) == len(CODES)


# Typing in any script ---------------------------------------------------------------------------
def test_what_people_type_has_its_own_direction_and_addresses_run_from_the_left(applicant, client):
    applicant.language = "ar"
    applicant.save()
    page = html.fromstring(client.get("/bewerbung/organisation/").content)
    sides = {field.get("name"): field.get("dir") for field in page.xpath("//main//input[@id] | //main//textarea")}
    assert sides["name"] == "auto"
    assert sides["website"] == "ltr"
    sign_in = html.fromstring(browser("ar").get(SIGN_IN).content)
    assert sign_in.xpath("//input[@type='email']")[0].get("dir") == "ltr"


def test_names_of_any_script_stand_apart_from_the_sentence(applicant, client):
    applicant.name = "אבא (1)"
    applicant.save()
    assert "<bdi>אבא (1)</bdi>" in client.get("/bewerbung/").content.decode()


def test_right_to_left_pages_load_their_own_rules():
    assert "right-to-left.css" in browser("fa").get("/").content.decode()
    assert "right-to-left.css" not in browser("uk").get("/").content.decode()


# The whole way ----------------------------------------------------------------------------------
def test_somebody_finds_their_language_without_reading_ours(main_award):
    person = Person()
    person.open("/").press("English")
    assert person.page.get("lang") == "en"
    assert person.path == "/"
    assert "Sign in" in person.page.find(".//header").text_content()
    person.press("Deutsch")
    assert "Anmelden" in person.page.find(".//header").text_content()


# Catalogues -------------------------------------------------------------------------------------
def entry(msgid, msgstr, plural=None, forms=()):
    import polib

    several = {"msgid_plural": plural, "msgstr_plural": dict(enumerate(forms))} if plural else {}
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **several)


@pytest.mark.parametrize(
    ("translated", "fault"),
    [
        (entry("Bis %(day)s", "Until %(day)s"), None),
        (entry("Bis %(day)s", ""), None),
        (entry("Bis %(day)s", "Until %(date)s"), "placeholders"),
        (entry("Bis %(day)s", "Until then"), "placeholders"),
        (entry("%d von %s", "%s of %d"), "placeholders"),
        (entry("<b>Neu</b>", "<i>New</i>"), "HTML"),
        (entry('<a href="x">Neu</a>', '<a href="y">New</a>'), "HTML"),
        (entry("%(a)s zu 10 %%", "%(a)s at 10 %"), "percent"),
        (entry("Ja ", "Yes"), "blanks"),
        (entry("%(n)s Tag", "", "%(n)s Tage", ("one day", "%(n)s days")), None),
        (entry("%(n)s Tag", "", "%(n)s Tage", ("%(n)s day", "")), "plural"),
        (entry("%(n)s Tag", "", "%(n)s Tage", ("%(x)s day", "%(n)s days")), "placeholders"),
    ],
)
def test_a_wrong_translation_is_found(translated, fault):
    found = list(catalogues.faults("en", translated))
    assert not found if fault is None else fault in found[0]


def test_fuzzy_is_a_fault():
    marked = entry("Ja", "Yes")
    marked.flags.append("fuzzy")
    assert "fuzzy" in next(catalogues.faults("en", marked))


def test_merging_keeps_what_translators_wrote_and_guesses_nothing(monkeypatch, tmp_path):
    import polib

    from tools.messages import Message

    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    path = catalogues.path_of("uk")
    path.parent.mkdir(parents=True)
    old = polib.POFile()
    old.extend([entry("Ja", "Так"), entry("Nein, danke", "Ні, дякую"), entry("Weg", "")])
    old.save(str(path))
    found = {text: Message(text, places=["a.html"]) for text in ("Ja", "Nein, danke!")}
    merged = catalogues.merge("uk", found)
    assert merged.find("Ja").msgstr == "Так"
    assert merged.find("Nein, danke!").msgstr == ""
    assert [(gone.msgid, gone.msgstr) for gone in merged.obsolete_entries()] == [("Nein, danke", "Ні, дякую")]
    merged.find("Nein, danke!").msgstr = "Ні, дякую!"
    merged.save(str(path))
    assert not catalogues.merge("uk", found).obsolete_entries()
