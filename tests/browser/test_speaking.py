"""What only a browser can show of languages: pages that run from right to left, the menu by keyboard on a telephone."""

import pytest

from tests import factories

pytestmark = pytest.mark.browser
WIDTHS = (320, 1280)
NO_SHIFT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
ARABIC = {"name": "language", "value": "ar"}


def arabic(site, live_server, user=None, *, path="/", width=320, scheme="light"):
    page = site(user, width=width, scheme=scheme)
    page.context.add_cookies([{**ARABIC, "url": live_server.url}])
    page.goto(live_server.url + path)
    return page


@pytest.fixture
def draft(transactional_db, places):
    organisation = factories.OrganisationFactory(name="نادي الجيران e. V.")
    award = factories.AwardFactory()
    user = factories.member_of(organisation, name="ليلى حسن")
    return user, factories.ApplicationFactory(
        edition=award.edition, organisation=organisation, project_title="Café für alle – مقهى للجميع (2)"
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_arabic_pages_begin_on_the_right_and_do_not_scroll_sideways(site, live_server, draft, width):
    user, application = draft
    paths = ("/", "/konto/anmelden/", "/preistraeger/", "/erinnerung/", "/datenschutz/")
    own = ("/bewerbung/", f"/bewerbung/{application.pk}/", f"/bewerbung/{application.pk}/bearbeiten/", "/konto/")
    for who, pages in ((None, paths), (user, own)):
        page = arabic(site, live_server, who, width=width)
        for path in pages:
            page.goto(live_server.url + path)
            assert page.locator("html").get_attribute("dir") == "rtl", path
            assert page.evaluate(NO_SHIFT), f"{path} scrolls sideways at {width} px"
            assert page.locator("main").evaluate("(e) => getComputedStyle(e).direction") == "rtl", path


def test_places_that_kern_tells_by_left_and_right_are_turned_round(site, live_server, draft):
    page = arabic(site, live_server, draft[0], path="/bewerbung/organisation/", width=320)
    page.get_by_role("main").locator("form button").last.click()  # nothing filled in: errors at the fields
    wrong = page.locator(".kern-form-input--error").first
    sides = wrong.evaluate("(e) => [getComputedStyle(e).borderRightWidth, getComputedStyle(e).borderLeftWidth]")
    assert sides == ["4px", "0px"]
    arrow = page.locator(".kern-form-input__select-wrapper").first.evaluate(
        "(e) => [getComputedStyle(e, '::after').left, getComputedStyle(e, '::after').right]"
    )
    assert arrow[0] == "16px"
    address = page.locator("input[type=url], input[dir=ltr]").first
    assert address.evaluate("(e) => getComputedStyle(e).direction") == "ltr"


def test_text_that_is_typed_finds_its_own_direction(site, live_server, draft):
    page = arabic(site, live_server, draft[0], path="/bewerbung/organisation/")
    name = page.locator("#id_name")
    for typed, side in (("Verein e. V.", "ltr"), ("نادي", "rtl")):
        name.fill(typed)
        assert name.evaluate("(e) => getComputedStyle(e).direction") == side


def test_the_menu_opens_and_chooses_by_keyboard_on_a_narrow_telephone(site, live_server, draft):
    page = site(width=320)
    page.locator(".languages summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="العربية").is_visible()
    assert page.evaluate(NO_SHIFT)
    page.get_by_role("button", name="العربية").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.documentElement.lang === 'ar'")
    assert page.url == live_server.url + "/"
    page.locator(".languages summary").click()
    box = page.locator(".languages__list").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_the_open_menu_stays_inside_a_wide_window(site, live_server, draft):
    page = arabic(site, live_server, width=1280)
    page.locator(".languages summary").click()
    box = page.locator(".languages__list").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
