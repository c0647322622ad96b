"""ClamAV, asked over its socket where one is configured (CLAMAV_SOCKET). Without one, nothing is asked."""

import logging
import socket
import struct

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
CHUNK, PATIENCE = 64 * 1024, 30


def check_virus(content):
    """Raises ValidationError if ClamAV finds something, or cannot be asked although it is configured."""
    if not settings.CLAMAV_SOCKET:
        return
    try:
        answer = ask(settings.CLAMAV_SOCKET, content)
    except OSError as error:
        logger.error("ClamAV does not answer: %s", error)
        answer = ""
    if answer.endswith("FOUND"):
        logger.warning("ClamAV: %s", answer)
        raise ValidationError(
            _("In dieser Datei wurde Schadsoftware gefunden. Sie wurde nicht gespeichert."), code="virus"
        )
    if not answer.endswith("OK"):
        words = _("Die Datei kann gerade nicht geprüft werden. Bitte versuchen Sie es in einigen Minuten noch einmal.")
        raise ValidationError(words, code="unchecked")


def ask(address, content):
    """clamd's INSTREAM: chunks with their lengths, a zero at the end, one line back; a path or host:port is asked."""
    with connect(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            chunk = content[start : start + CHUNK]
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        return connection.recv(4096).rstrip(b"\0\n").decode(errors="replace")


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
