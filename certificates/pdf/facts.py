"""What a certificate says, and the two ways in which it can refuse to be drawn."""

import datetime
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Signatory:
    name: str
    office: str


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """Plain facts; empty strings and None leave out what they would have said."""

    recipients: tuple[str, ...]
    project: str
    award: str
    ordinal: int | None
    edition_year: int
    motto: str
    donor: str
    rank: int | None
    amount_eur: int | None
    date: datetime.date
    place: str
    signatories: tuple[Signatory, ...]
    serial: str
    check_url: str
    check_code: str
    is_practice: bool

    def __post_init__(self):
        if not any(name.strip() for name in self.recipients):
            raise ValueError("a certificate needs a recipient")
        if not 1 <= len(self.signatories) <= 3:
            raise ValueError("a certificate has one to three signatories")


class CannotDraw(ValueError):  # noqa: N818 – read as a sentence, like the two below
    """A certificate that would come out wrong is not drawn. `serial` says which one, once its page was begun."""

    serial = ""


class GlyphMissing(CannotDraw):
    """A character that no embedded font can set right: it would come out as a box or beside its letter."""

    def __init__(self, character, text):
        self.character = character
        self.text = text
        name = unicodedata.name(character, "?")
        message = _(
            "Das Zeichen „%(character)s“ (U+%(code)s, %(name)s) lässt sich auf der Urkunde nicht setzen: %(text)s"
        )
        super().__init__(
            message % {"character": character, "code": f"{ord(character):04X}", "name": name, "text": text}
        )


class DoesNotFit(CannotDraw):
    """A text that has no room even in its smallest size: certificates never cut and never overlap."""

    def __init__(self, text):
        self.text = text
        super().__init__(
            _("Auch in der kleinsten Schrift passt der Text nicht auf die Urkunde: %(text)s") % {"text": text}
        )
