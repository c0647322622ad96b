"""The sentences of a certificate, from its facts. They are German, whatever language the office's pages have."""

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import override

LANGUAGE = "de-DE"
GLUE = "\N{NO-BREAK SPACE}"

# Where a line must not end: "Sport- und Turnverein" (readers of the PDF take a hyphen at the end of a line for a
# divided word), "St. Marien", "17. Preis"; and what must not begin one: "e.V.", "GmbH", a dash.
_HOLDS_THE_NEXT = re.compile(r"(?<=-) |(?<=\bSt\.) |(?<=\bDr\.) |(?<=\bProf\.) |(?<=\d\.) ")
_HOLDS_THE_PREVIOUS = re.compile(r" (?=e\. ?V\.(?:\W|$)|g?GmbH\b|g?AG\b|eG\b|KG\b|[–—·](?: |$))")


def tidy(text):
    """Composed letters, single blanks, no soft hyphens."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\N{SOFT HYPHEN}", "").split())


def glued(text):
    """The text with unbreakable blanks where German setting wants them."""
    text = text.replace("e. V.", f"e.{GLUE}V.")
    return _HOLDS_THE_PREVIOUS.sub(GLUE, _HOLDS_THE_NEXT.sub(GLUE, text))


def quoted(text):
    """In German quotation marks; marks inside become single ones."""
    if text.startswith("„") and text.endswith("“") and text.count("„") == 1:
        return text
    return f"„{text.replace('„', '‚').replace('“', '‘')}“"


def title():
    return _("Urkunde")


def titles():
    return _("Urkunden")


def award(facts):
    name = tidy(facts.award)
    return name if facts.ordinal is None else _("%(ordinal)d. %(award)s") % {"ordinal": facts.ordinal, "award": name}


def edition(facts):
    """The line for the edition and, where there is one, its motto."""
    year = {"year": facts.edition_year}
    if not facts.motto.strip():
        return [_("Jahrgang %(year)d") % year]
    return [_("Jahrgang %(year)d unter dem Motto") % year, quoted(tidy(facts.motto))]


def lead(facts):
    if facts.rank is None:
        return _("verliehen an")
    return _("%(rank)d. Preis, verliehen an") % {"rank": facts.rank}


def recipients(facts):
    return [tidy(name) for name in facts.recipients if name.strip()]


def joint():
    return _("und")


def project(facts):
    """The line that leads to the project and the project; nothing for a certificate without one."""
    if not facts.project.strip():
        return None
    return _("für das Projekt"), quoted(tidy(facts.project))


def prize(facts):
    """Money and donor, as far as there are any."""
    parts = []
    if facts.amount_eur is not None:
        amount = f"{facts.amount_eur:,}".replace(",", ".")
        parts.append((_("dotiert mit %(amount)s Euro") % {"amount": amount}).replace(f"{amount} ", amount + GLUE))
    if facts.donor.strip():
        parts.append(_("Stifter: %(donor)s") % {"donor": tidy(facts.donor)})
    return " · ".join(parts)


def place_and_date(facts):
    months = (
        _("Januar"), _("Februar"), _("März"), _("April"), _("Mai"), _("Juni"),
        _("Juli"), _("August"), _("September"), _("Oktober"), _("November"), _("Dezember"),
    )  # fmt: skip
    day = f"{facts.date.day}. {months[facts.date.month - 1]} {facts.date.year}"
    return _("%(place)s, %(date)s") % {"place": tidy(facts.place), "date": day}


def captions(facts):
    """What stands below the QR code."""
    return (
        _("Urkunde Nr. %(serial)s") % {"serial": tidy(facts.serial)},
        _("Prüfcode %(code)s") % {"code": tidy(facts.check_code)},
    )


def practice():
    return _("Übungsdaten")


def practice_notice():
    return _("Übungsdaten – keine gültige Urkunde")


def german():
    """For the whole drawing: gettext answers in German."""
    return override("de")
