import importlib
import socket

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from tests import page_check
from tools import catalogues

LOCAL = ("127.", "localhost", "::1")


def pytest_configure():
    catalogues.compile_all()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """In random order, but those last that empty all tables at their end: the others need the migrations' rows."""
    items.sort(key=lambda item: any(item.get_closest_marker(name) for name in ("threads", "browser")))


@pytest.fixture(autouse=True)
def plain_site(settings, tmp_path):
    """Every test: fast hashes, files in its own folder, no manifest of collected files, no background worker."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.STATIC_ROOT = tmp_path  # whitenoise warns where the folder is missing
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def german():
    """The last page that a test opened must not decide what the next test is spoken to in."""
    with translation.override("de"):
        yield


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """A test that reaches for another machine fails at once."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOCAL):
            raise AssertionError(f"a test reached for the network: {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def every_page_is_sound(monkeypatch):
    """Each page that a test opens is checked: one h1, labels, no inline script or style, no third party …"""
    request = Client.request

    def checked(self, **environ):
        response = request(self, **environ)
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and response.content and not environ.get("PATH_INFO", "").startswith("/technik/"):
            is_part = (
                "X-Autosave" in response.headers or "HTTP_HX_REQUEST" in environ
            )  # goes into a page that is there already
            check = page_check.fragment_problems if is_part else page_check.problems
            found = check(response.content.decode())
            assert not found, f"{environ.get('PATH_INFO')}: {'; '.join(found)}"
        return response

    monkeypatch.setattr(Client, "request", checked)


@pytest.fixture
def places(db):
    """A transactional test empties all tables at its end, also those that the migrations filled: fill them again."""
    from prize.models import District

    if not District.objects.exists():
        importlib.import_module("prize.migrations.0002_places_and_history").load_places(apps, None)
