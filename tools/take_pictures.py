"""`make pictures`: the pictures of the handbooks and the README, taken from a fresh practice site into docs/pictures.

`tools/take_pictures.py ranking outbox` takes only these. The site lives in a temporary folder and leaves nothing else.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
]
WIDTH = 1280
GUTTER = 15  # the pages keep this strip free for the scroll bar; it is left out
MOST_BYTES, MOST_BYTES_TOGETHER = 120_000, 2_000_000
PRINTED_ADDRESS = "https://preis.example"  # on the certificate: not this minute's port


def stop(sentence):
    sys.exit(f"\n*** {sentence}\n")


# The site ---------------------------------------------------------------------------------------
class Site:
    """A practice site in a folder of its own, from the first migration to a server that answers."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder, self.url = folder, f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tools.picture_settings",
            "PICTURES_FOLDER": str(folder),
            "PYTHONPATH": str(ROOT),
            "SITE_URL": self.url,
        }

    def manage(self, *words, **environment):
        command = [sys.executable, "-m", "django", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment | environment, check=False, capture_output=True, text=True
        )
        if done.returncode:
            stop(f"`{' '.join(words)}` failed: {(done.stderr or done.stdout)[-1500:]}")

    def prepare(self):
        (self.folder / "static").mkdir()
        for words in (
            ("migrate", "--verbosity=0"),
            ("createcachetable",),
            ("collectstatic", "--no-input", "--verbosity=0"),
            ("load_archive",),
            ("load_practice",),
        ):
            self.manage(*words)

    def play(self):
        """The season to its end; gives the folder with its certificates."""
        folder = self.folder / "certificates"
        self.manage("play_season", f"--folder={folder}", SITE_URL=PRINTED_ADDRESS)
        return folder

    @contextmanager
    def server(self):
        gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi", "-c", "config/gunicorn.py"]
        process = subprocess.Popen(
            [*gunicorn, "--bind", f"127.0.0.1:{self.port}"], cwd=ROOT, env=self.environment | {"WEB_WORKERS": "1"}
        )
        try:
            self.wait(process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)

    def wait(self, process):
        for _ in range(150):
            if process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        stop("The practice site did not start; the reason stands above.")


# Ways to a page ---------------------------------------------------------------------------------
def first_link(place):
    return lambda page: page.locator(place).first.click()


def fill_in_sheet(page):
    """The next open sheet, with some marks ticked as a juror would; nothing is saved."""
    page.locator("main a.kern-btn--primary").first.click()
    for group, number in enumerate((3, 4, 2, 3)):
        page.locator(".mark__scale").nth(group).locator(".mark__step").nth(number).click()
    page.evaluate("document.activeElement.blur(); document.querySelector('.sheet').scrollTo(0, 0); scrollTo(0, 0)")


def scroll_to_last(place):
    return lambda page: page.locator(place).last.evaluate("card => scrollTo(0, card.offsetTop - 30)")


def own_application(page):
    page.locator("main .grid a").first.click()


def to_writing(page):
    """From wherever the card leads to the form."""
    own_application(page)
    if "/bearbeiten/" not in page.url:
        page.locator("main a[href$='/bearbeiten/']").first.click()


# name: (who signs in or None, address, way from there or None, height of the picture)
CLERK, LEAD, JUROR = "Sachbearbeitung (Übung)", "Leitung (Übung)", "Jurymitglied 4"
DRAFTING, IN_THE_RUNNING = "– Entwurf", "KGV Deutsche Scholle"
PAGES = {
    "practice_sign_in": (None, "/uebung/", None, 900),
    "home": (None, "/", None, 900),
    "winners": (None, "/preistraeger/", None, 900),
    "application_edit": (DRAFTING, "/bewerbung/", to_writing, 1000),
    "application_status": (IN_THE_RUNNING, "/bewerbung/", own_application, 900),
    "juror_list": ("Jurymitglied 6", "/jury/", None, 900),
    "score_sheet": (JUROR, "/jury/", fill_in_sheet, 1000),
    "cockpit": (CLERK, "/buero/", None, 900),
    "register": (CLERK, "/buero/bewerbungen/", None, 900),
    "application_office": (CLERK, "/buero/bewerbungen/?state=submitted", first_link(".office-register th a"), 1000),
    "ranking": (CLERK, "/buero/jury/", first_link("a[href*='/rangliste/']"), 900),
    "outbox": (CLERK, "/buero/schreiben/", None, 800),
    "awards": (LEAD, "/buero/preise/", scroll_to_last("main .kern-card"), 740),
}
PAGES_OF_A_PLAYED_SEASON = {
    "certificates": (LEAD, "/buero/urkunden/", None, 900),
}


class Camera:
    def __init__(self, browser, url):
        self.browser, self.url = browser, url

    def take(self, name, who, path, way, height):
        context = self.browser.new_context(
            viewport={"width": WIDTH + GUTTER, "height": height},
            locale="de-DE",
            color_scheme="light",
            base_url=self.url,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        if who:
            self.sign_in(page, who)
        self.check(page.goto(path), path)
        if way:
            way(page)
        page.wait_for_load_state("networkidle")
        shot = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
        keep(name, Image.open(io.BytesIO(shot)))
        context.close()

    def sign_in(self, page, who):
        """By one click on the practice page: a person's name, or what stands beside an applicant's."""
        page.goto("/uebung/")
        page.locator(".people li").filter(has_text=who).first.get_by_role("button").click()

    def check(self, answer, path):
        if answer.status != 200:
            stop(f"{path} answered {answer.status}")


def keep(name, picture):
    """Few colours are enough for a page, and make a small file."""
    small = picture.convert("RGB").quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    path = PICTURES / f"{name}.png"
    small.save(path, optimize=True)
    print(f"  {path.stat().st_size // 1000:4d} kB  {picture.width} × {picture.height}  {path.relative_to(ROOT)}")
    if path.stat().st_size > MOST_BYTES:
        stop(f"{path.name} is larger than {MOST_BYTES // 1000} kB: crop it.")


def draw_certificate(folder):
    """The first certificate of the season as its printed page looks."""
    first, *_ = sorted(path for path in folder.glob("*.pdf") if not path.stem.endswith("-alle"))
    document = pypdfium2.PdfDocument(first)
    page = document[0].render(scale=WIDTH / document[0].get_width()).to_pil()
    keep("certificate", page)


# All together -----------------------------------------------------------------------------------
def take_all(site, camera, wanted):
    for name in (name for name in PAGES if name in wanted):
        camera.take(name, *PAGES[name])
    if not wanted & {"certificate", *PAGES_OF_A_PLAYED_SEASON}:
        return
    folder = site.play()
    for name in (name for name in PAGES_OF_A_PLAYED_SEASON if name in wanted):
        camera.take(name, *PAGES_OF_A_PLAYED_SEASON[name])
    if "certificate" in wanted:
        draw_certificate(folder)


def main(wanted):
    everything = {*PAGES, *PAGES_OF_A_PLAYED_SEASON, "certificate"}
    if unknown := set(wanted) - everything:
        stop(f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(everything))}")
    chromium = os.environ.get("CHROMIUM") or next((p for p in map(shutil.which, BROWSERS) if p), None)
    if not chromium:
        stop("No Chromium on this machine: install Debian's package chromium, or name one in CHROMIUM.")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        print("· a fresh practice site")
        site.prepare()
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with site.server():
            print("· pictures")
            take_all(site, Camera(browser, site.url), set(wanted) or everything)
        browser.close()
    together = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    if together > MOST_BYTES_TOGETHER:
        stop(f"All pictures together have {together // 1000} kB, more than {MOST_BYTES_TOGETHER // 1000}.")


if __name__ == "__main__":
    main(sys.argv[1:])
