"""Reads the mails that a practice site has written to files instead of sending them (Django's file backend)."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

SEPARATOR = b"-" * 79 + b"\n"  # what the backend writes after each message
MOST = 200


@dataclass(frozen=True)
class Enclosed:
    """A file that lies in a mail; opened when it is asked for."""

    part: EmailMessage

    @property
    def name(self):
        return self.part.get_filename("")

    @property
    def mime_type(self):
        return self.part.get_content_type()

    @property
    def content(self):
        return self.part.get_payload(decode=True) or b""


@dataclass(frozen=True)
class Mail:
    key: str
    to: str
    subject: str
    sent_at: datetime | None
    body: str
    enclosed: tuple[Enclosed, ...] = ()


def newest(folder, most=MOST):
    """The newest mails first; one file may hold several. A file that vanishes meanwhile is no mail."""
    found = []
    files = sorted(Path(folder).glob("*.log"), key=lambda path: path.name, reverse=True)
    for path in files[:most]:
        parts = [part for part in path.read_bytes().split(SEPARATOR) if part.strip()]
        found += [read(part, f"{path.stem}-{n}") for n, part in reversed(list(enumerate(parts)))]
    return found[:most]


def read(content, key):
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain",))
    return Mail(
        key=key,
        to=parseaddr(str(message["To"] or ""))[1],
        subject=str(message["Subject"] or ""),
        sent_at=date(message["Date"]),
        body=body.get_content() if body else "",
        enclosed=tuple(map(Enclosed, message.iter_attachments())),
    )


def date(header):
    """Django writes the moment in UTC and says so with -0000, which Python reads as a time of no zone."""
    try:
        found = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
