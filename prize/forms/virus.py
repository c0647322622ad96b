"""ClamAV, asked over its socket where one is configured (CLAMAV_SOCKET). Without one, nothing is asked."""

import contextlib
import logging
import socket
import struct

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
CHUNK, PATIENCE = 64 * 1024, 30


def check_virus(file):
    """Raises ValidationError if ClamAV finds something in an open file, or cannot be asked although it is configured.
    The file stands at its beginning again afterwards."""
    if not settings.CLAMAV_SOCKET:
        return
    try:
        answer = ask(settings.CLAMAV_SOCKET, file.chunks(CHUNK))
    except OSError as error:
        answer = str(error)
    file.seek(0)
    if answer.endswith("FOUND"):
        logger.warning("ClamAV: %s", answer)
        raise ValidationError(
            _("In dieser Datei wurde Schadsoftware gefunden. Sie wurde nicht gespeichert."), code="virus"
        )
    if not answer.endswith("OK"):
        logger.error("ClamAV says nothing of a file of %s bytes (see its StreamMaxLength): %s", file.size, answer)
        words = _("Die Datei kann gerade nicht geprüft werden. Bitte versuchen Sie es in einigen Minuten noch einmal.")
        raise ValidationError(words, code="unchecked")


def ask(address, chunks):
    """clamd's INSTREAM: chunks with their lengths, a zero at the end, one line back; a path or host:port is asked."""
    with connect(address) as connection:
        # Where it has seen enough it answers and hangs up before the end: the answer counts.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
        answer = b""
        while len(answer) < 4096 and (more := connection.recv(4096)):
            answer += more
        return answer.rstrip(b"\0\n").decode(errors="replace")


def connect(address):
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)
