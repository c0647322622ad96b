"""Every address of the access table, opened in Chromium as somebody who may: axe-core, phone width, dark mode."""

import pytest

from tests.browser.conftest import AXE
from tests.world import CAST, TABLE, address, build_world

pytestmark = pytest.mark.browser
# Who opens a page: the first of these who gets a 200 for it; several where the page differs by role.
LOOKERS = ("nobody", "applicant", "juror", "lead", "clerk")
PAGES = sorted({words[1] for _, _, words in TABLE if words[0] == "GET" and "200" in words[2:]})
FILES = {"attachment", "attachment_preview", "call_dates", "register_export", "certificate_download"} | {
    "certificates_folder",
    "certificate_preview",
    "receipt",
}
NO_SHIFT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def looker(name):
    statuses = next(dict(zip(CAST, words[2:], strict=True)) for _, _, words in TABLE if words[:2] == ["GET", name])
    return next((who for who in LOOKERS if statuses[who] == "200"), None)


def violations(page):
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{v['id']}: {v['help']} – {v['nodes'][0]['html'][:120]}" for v in found]


@pytest.mark.skipif(
    not AXE.exists(), reason="axe-core is not installed: run tools/fetch_kern.py --dev where npm answers"
)
def test_every_page_is_accessible_and_fits(site, live_server):
    """One server, one world, all pages: starting it for each page would take minutes."""
    cast, things = build_world()
    faults = []
    for who in LOOKERS:
        pages = [name for name in PAGES if name not in FILES and looker(name) == who]
        for width, scheme in ((1280, "light"), (320, "dark")):
            page = site(cast[who], width=width, scheme=scheme)
            for name in pages:
                page.goto(live_server.url + address(name, things))
                faults += [f"{name} ({who}, {width} px, {scheme}): {fault}" for fault in faults_of(page)]
    assert not faults, "\n".join(faults)


def faults_of(page):
    page.evaluate(AXE.read_text())
    yield from violations(page)
    if not page.evaluate(NO_SHIFT):
        yield "scrolls sideways"
