"""Uploading in a real browser: progress, several files, broken connections, and what one was writing meanwhile."""

import base64
import io
import os
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from prize.models import Application, Attachment, Question
from tests import factories
from tests.browser.conftest import session_cookie
from tests.prize.files import pdf, picture
from tests.prize.wizard import page_url

pytestmark = pytest.mark.browser
NO_SHIFT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
RECORD = """() => new Promise((resolve) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext("2d"), pieces = [];
  const draw = setInterval(() => {
    pen.fillStyle = `hsl(${Date.now() % 360} 90% 50%)`;
    pen.fillRect(0, 0, 64, 64);
  }, 40);
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.onstop = async () => {
    clearInterval(draw);
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.readAsDataURL(new Blob(pieces));
  };
  recorder.start();
  setTimeout(() => recorder.stop(), 1500);
})"""


def file(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def photo(size=550):
    """A picture that does not get small: noise."""
    out = io.BytesIO()
    Image.frombytes("RGB", (size, size), os.urandom(size * size * 3)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def draft(places, transactional_db):
    return factories.ApplicationFactory(edition=factories.AwardFactory().edition)


@pytest.fixture
def writer(draft):
    return factories.member_of(draft.organisation)


@pytest.fixture
def window(site, draft, writer):
    """The page of the wizard that asks for files."""
    page = site(writer, path=page_url(draft, "pictures"))
    page.box = page.locator("#feld_pictures")
    page.choose = page.box.locator("input[type=file]").set_input_files
    page.uploads = re.compile(r"/dateien/pictures/$")
    return page


def hold_first(window):
    """The first upload waits until somebody lets it go on."""
    held = []

    def hold(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    window.route(window.uploads, hold)
    return held


def names(draft):
    return [a.name for a in Application.objects.for_page().get(pk=draft.pk).working_files()]


def test_several_files_go_at_once_and_what_one_is_writing_stays(window, draft):
    window.get_by_label("Video", exact=False).first.fill("https://vimeo.com/noch-nicht-gespeichert")
    window.choose([file("chor.jpg", picture()), file("programm.jpg", b"MZ"), file("fest.png", picture("PNG"))])
    expect(window.box.locator("[data-file]")).to_have_count(2)
    row = window.box.locator(".files__row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("programm.jpg")
    expect(row).to_contain_text("Bilder bitte als JPEG, PNG oder WebP hochladen.")
    expect(window.box.get_by_role("status")).to_contain_text("fest.png ist hochgeladen.")
    assert names(draft) == ["chor.jpg", "fest.png"]
    assert window.get_by_label("Video", exact=False).first.input_value() == "https://vimeo.com/noch-nicht-gespeichert"
    first, second = window.get_by_label("Was ist auf dem Bild zu sehen?").all()
    first.fill("Ein Chor")
    window.choose(file("dritte.webp", picture("WEBP")))
    expect(window.box.locator("[data-file]")).to_have_count(3)
    assert first.input_value() == "Ein Chor"
    expect(window.box).to_contain_text("Höchstens 3 Dateien sind möglich.")
    row.get_by_role("button", name="Ausblenden").click()
    expect(row).to_have_count(0)
    window.get_by_role("button", name="Speichern", exact=True).last.click()
    window.wait_for_load_state()
    assert Attachment.objects.get(name="chor.jpg").alt_text == "Ein Chor"
    assert second


def test_the_progress_is_told_in_percent(window, draft):
    wire = window.context.new_cdp_session(window)
    wire.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    wire.send("Network.emulateNetworkConditions", slow)
    window.evaluate("""() => {
      window.seen = [];
      new MutationObserver(() => {
        for (const bar of document.querySelectorAll(".files__row progress")) window.seen.push(bar.value);
      }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    }""")
    window.choose(file("laut.png", photo()))
    bar = window.box.get_by_role("progressbar", name="Fortschritt: laut.png")
    expect(bar).to_be_visible()
    expect(window.box.locator("[data-state]").first).to_have_text(re.compile(r"^\d+ %$"))
    expect(window.box.locator("[data-file]")).to_have_count(1)
    seen = [value for value in window.evaluate("window.seen") if 0 < value < 100]
    assert len(set(seen)) > 2
    assert names(draft) == ["laut.png"]


def test_after_a_broken_connection_it_tries_again_by_itself(window, draft):
    tries = []

    def break_once(route):
        tries.append(route)
        route.abort() if len(tries) == 1 else route.continue_()

    window.route(window.uploads, break_once)
    window.choose(file("chor.jpg", picture()))
    expect(window.box).to_contain_text("Die Verbindung ist unterbrochen. Nächster Versuch in 1 s.")
    expect(window.box.locator("[data-file]")).to_have_count(1)
    assert len(tries) == 2
    assert names(draft) == ["chor.jpg"]


def test_an_answer_that_is_lost_on_the_way_makes_no_second_file(window, draft):
    tries = []

    def lose_the_first_answer(route):
        tries.append(route.fetch())
        route.abort() if len(tries) == 1 else route.fulfill(response=tries[-1])

    window.route(window.uploads, lose_the_first_answer)
    window.choose(file("chor.jpg", picture()))
    expect(window.box.locator("[data-file]")).to_have_count(1)
    assert [answer.status for answer in tries] == [200, 200]
    assert names(draft) == ["chor.jpg"]
    assert Attachment.objects.count() == 1


def test_when_all_tries_fail_a_button_tries_again(window, draft):
    window.clock.install()
    window.route(window.uploads, lambda route: route.fulfill(status=502, body="bad gateway"))
    window.choose([file("chor.jpg", picture()), file("fest.png", picture("PNG"))])
    again = window.box.get_by_role("button", name="Erneut versuchen")
    for _ in range(30):
        if again.count() and again.first.is_visible():
            break
        window.clock.run_for(28_000)
        window.wait_for_timeout(50)
    expect(again.first).to_be_visible()
    expect(window.box.locator(".files__row").first).to_contain_text("Die Verbindung ist unterbrochen.")
    window.unroute(window.uploads)
    again.first.click()
    expect(window.box.locator("[data-file]")).to_have_count(2)  # and the other one, which waited
    assert sorted(names(draft)) == ["chor.jpg", "fest.png"]


def test_who_is_signed_out_meanwhile_signs_in_elsewhere_and_goes_on(window, draft, writer, live_server):
    window.context.clear_cookies(name="sessionid")
    window.choose(file("chor.jpg", picture()))
    expect(window.box.locator(".files__row")).to_contain_text("Sie sind nicht mehr angemeldet.")
    window.context.add_cookies([session_cookie(writer, live_server.url)])
    window.box.get_by_role("button", name="Erneut versuchen").click()
    expect(window.box.locator("[data-file]")).to_have_count(1)
    assert names(draft) == ["chor.jpg"]


def test_whoever_goes_on_too_early_gets_there_when_the_file_has_arrived(window, draft):
    held = hold_first(window)
    window.choose(file("chor.jpg", picture()))
    here = window.url
    window.get_by_role("button", name="Speichern und weiter").click()
    expect(window.box.get_by_role("status")).to_have_text("Es wird noch hochgeladen. Danach geht es von selbst weiter.")
    assert window.url == here
    held[0].continue_()
    window.wait_for_url(lambda url: url != here)
    assert names(draft) == ["chor.jpg"]


def test_an_upload_can_be_cancelled(window, draft):
    held = hold_first(window)
    window.choose([file("falsch.jpg", picture()), file("fest.png", picture("PNG"))])
    window.box.get_by_role("button", name="Abbrechen").first.click()
    expect(window.box.get_by_role("status")).to_have_text("falsch.jpg: abgebrochen.")
    expect(window.box.locator("[data-file]")).to_have_count(1)
    assert len(held) == 1
    assert names(draft) == ["fest.png"]


def test_what_is_too_large_or_empty_is_not_even_sent(window, draft):
    sent = []
    window.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    window.choose([file("riesig.jpg", b"x" * (10 * 2**20 + 1)), file("leer.jpg", b"")])
    expect(window.box.locator(".files__row")).to_have_count(2)
    expect(window.box).to_contain_text("Die Datei ist zu groß. Erlaubt sind höchstens 10\xa0MB.")
    expect(window.box).to_contain_text("Die Datei ist leer.")
    assert not [url for url in sent if "/dateien/" in url]


def test_on_a_phone_everything_fits(site, draft, writer):
    page = site(writer, width=320, scheme="dark", path=page_url(draft, "pictures"))
    box = page.locator("#feld_pictures")
    long = "ein-sehr-langer-name-ohne-jede-stelle-zum-umbrechen-" * 2 + ".jpg"
    box.locator("input[type=file]").set_input_files([file(long, picture()), file("x" + long, b"MZ")])
    expect(box.locator("[data-file]")).to_have_count(1)
    expect(box.locator(".files__row")).to_contain_text("Bilder bitte")
    assert page.evaluate(NO_SHIFT)


def test_a_film_that_a_browser_recorded_plays_on_the_page(site, draft, writer):
    Question.objects.filter(key="pictures").update(file_kind="video", max_mb=50)
    page = site(writer, path=page_url(draft, "pictures"))
    film = base64.b64decode(page.evaluate(RECORD))
    page.locator("#feld_pictures input[type=file]").set_input_files(file("fest.webm", film))
    video = page.locator("#feld_pictures video")
    expect(video).to_be_visible()
    played = video.evaluate("""async (video) => {
      video.muted = true;
      await video.play();
      await new Promise((resolve) => setTimeout(resolve, 400));
      return [video.currentTime > 0, video.videoWidth, video.error];
    }""")
    assert played == [True, 64, None]


def test_without_javascript_the_form_sends_them(site, draft, writer):
    page = site(writer, javascript=False, path=page_url(draft, "pictures"))
    box = page.locator("#feld_pictures")
    box.locator("input[type=file]").set_input_files([file("chor.jpg", picture()), file("bericht.jpg", pdf())])
    box.get_by_role("button", name="Hochladen").click()
    expect(box).to_contain_text("„bericht.jpg“: Bilder bitte als JPEG, PNG oder WebP hochladen.")
    expect(box.locator("[data-file]")).to_have_count(1)
    assert names(draft) == ["chor.jpg"]
