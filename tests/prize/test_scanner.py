"""The virus scanner: against a double that speaks its protocol, and against the real clamd where it is installed."""

import shutil
import socket
import struct
import subprocess
import threading
import time

import pytest
from django.core.exceptions import ValidationError

from prize.forms import attachment as uploads
from prize.forms.virus import check_virus
from prize.models import Attachment
from tests.prize.files import mp4, named, pdf
from tests.prize.wizard import page_url, typed

# In two halves, so that no scanner takes this file for the test virus that it names.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MOST = 2 * 2**20  # what both scanners take


class Double:
    """A clamd on a real socket that finds the test virus; `seen` is what it was sent."""

    def __init__(self, path):
        self.path, self.seen = str(path), []
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(self.path)
        self.server.listen(4)
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                connection.sendall(self.answer(stream))

    def answer(self, stream):
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(length)
            if len(content) > MOST:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(content)
        return b"stream: Test FOUND\0" if EICAR in content else b"stream: OK\0"

    def stop(self):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(timeout=5)


def start_real(folder):
    """The clamd of this machine with one signature; (its path, its process)."""
    path, database = folder / "clamd.sock", folder / "signatures"
    database.mkdir()
    database.joinpath("test.ndb").write_text(f"Test.Signature:0:*:{EICAR.hex()}\n")
    conf = folder / "clamd.conf"
    conf.write_text(
        f"LocalSocket {path}\nDatabaseDirectory {database}\nTemporaryDirectory {folder}\nForeground yes\n"
        f"StreamMaxLength {MOST}\nFixStaleSocket yes\nLogFile {folder / 'clamd.log'}\n"
    )
    process = subprocess.Popen(
        ["clamd", "-c", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": PATH}
    )
    for _ in range(300):
        if path.exists() or process.poll() is not None:
            break
        time.sleep(0.1)
    return path, process


PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
HAS_CLAMD = shutil.which("clamd", path=PATH)


@pytest.fixture(scope="session")
def real_clamd(tmp_path_factory):
    if not HAS_CLAMD:
        pytest.skip("no clamd on this machine: install Debian's package clamav-daemon; the double was asked instead")
    folder = tmp_path_factory.mktemp("clamd")
    path, process = start_real(folder)
    if process.poll() is not None:
        log = folder / "clamd.log"
        pytest.skip(f"clamd does not start: {log.read_text()[-500:] if log.exists() else 'it says nothing'}")
    yield path
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(params=["double", "real"])
def scanner(request, tmp_path_factory, settings):
    if request.param == "real":
        settings.CLAMAV_SOCKET = str(request.getfixturevalue("real_clamd"))
        yield None
        return
    double = Double(tmp_path_factory.mktemp("double") / "clamd.sock")
    settings.CLAMAV_SOCKET = double.path
    yield double
    double.stop()


def test_the_scanner_sees_the_whole_file_which_is_read_again_afterwards(scanner):
    content = pdf() + b"\0" * 150_000
    file = named("bericht.pdf", content)
    check_virus(file)
    assert file.read() == content
    if scanner:
        assert scanner.seen == [content]


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize("before", [0, 65_500, 1_000_000])  # also where it lies across two pieces
def test_what_the_scanner_finds_is_refused(before):
    with pytest.raises(ValidationError, match="Schadsoftware"):
        uploads.DocumentField().clean(named("bericht.pdf", pdf() + b" " * before + EICAR))


@pytest.mark.usefixtures("scanner")
def test_a_film_is_scanned_too():
    film = mp4(payload=b"\1" * 100_000)
    assert uploads.VideoField().clean(named("film.mp4", film)).size == len(film)
    with pytest.raises(ValidationError, match="Schadsoftware"):
        uploads.VideoField().clean(named("film.mp4", mp4(payload=b"\1" * 100_000 + EICAR)))


@pytest.mark.usefixtures("scanner")
def test_what_the_scanner_does_not_take_is_not_kept(caplog):
    """StreamMaxLength below the site's limit: it hangs up in the middle; the log says what to change."""
    with pytest.raises(ValidationError, match="gerade nicht geprüft"):
        uploads.DocumentField().clean(named("bericht.pdf", pdf() + b" " * 3 * MOST))
    assert "see its StreamMaxLength" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("scanner")
def test_on_the_page_the_file_is_named_and_nothing_else_is_lost(client, applicant, draft):
    files = {"file-documents": named("brief.pdf", pdf() + EICAR), "video": "https://vimeo.com/1"}
    page = client.post(page_url(draft, "documents"), typed(draft, "documents") | files).content.decode()
    assert "„brief.pdf“: In dieser Datei wurde Schadsoftware gefunden. Sie wurde nicht gespeichert." in page
    assert 'value="https://vimeo.com/1"' in page
    assert not Attachment.objects.exists()


def test_a_scanner_that_is_configured_and_silent_keeps_nothing(settings, tmp_path, caplog):
    settings.CLAMAV_SOCKET = str(tmp_path / "nobody.sock")
    with pytest.raises(ValidationError, match="gerade nicht geprüft"):
        uploads.DocumentField().clean(named("bericht.pdf", pdf()))
    assert "ClamAV says nothing" in caplog.text


def test_without_a_scanner_nothing_is_asked(settings):
    settings.CLAMAV_SOCKET = ""
    assert uploads.DocumentField().clean(named("bericht.pdf", pdf())).content_type == uploads.PDF
