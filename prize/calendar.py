"""The dates of a call: for its page, in words, and as an iCalendar file (RFC 5545)."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

MOST_OCTETS = 75
MINUTE, HOUR, DAY = 60, 3600, 86400
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True)
class Date:
    """A date of the call: a moment, or a whole day. Neither: not known yet."""

    key: str
    label: str | Promise
    moment: datetime.datetime | None = None
    day: datetime.date | None = None
    place: str = ""
    event: str | Promise = (
        ""  # what the day is called in somebody's own calendar, where the label alone says too little
    )

    @property
    def is_known(self):
        return bool(self.moment or self.day)


def dates_of(edition):
    """In the order in which they come. A planned announcement is no result: it says when one will hear."""
    dates = [
        Date(
            "opens", gettext_lazy("Bewerbung ab"), edition.opens_at, event=gettext_lazy("Die Bewerbungsfrist beginnt")
        ),
        Date(
            "closes", gettext_lazy("Bewerbung bis"), edition.closes_at, event=gettext_lazy("Die Bewerbungsfrist endet")
        ),
        Date("ceremony", gettext_lazy("Verleihung"), day=edition.ceremony_on, place=edition.ceremony_place),
    ]
    if edition.announced_at:
        dates.insert(2, Date("announced", gettext_lazy("Bekanntgabe"), edition.announced_at))
    return dates


# In words ---------------------------------------------------------------------------------------
def time_left(until, at):
    """„13 Tage und 4 Stunden“: the two units that matter now; empty when the time is over."""
    seconds = int((until - at).total_seconds())
    if seconds < 0:
        return ""
    if seconds < MINUTE:
        return _("weniger als eine Minute")
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    days = ngettext("%(count)d Tag", "%(count)d Tage", days) % {"count": days}  # named: some languages say „two days“
    hours = ngettext("%(count)d Stunde", "%(count)d Stunden", hours) % {"count": hours}  # in one word
    minutes = ngettext("%(count)d Minute", "%(count)d Minuten", minutes) % {"count": minutes}
    pair = (days, hours) if seconds >= DAY else (hours, minutes)
    zeros = seconds % DAY < HOUR if seconds >= DAY else seconds % HOUR < MINUTE
    if seconds < HOUR:
        return minutes
    return pair[0] if zeros else _("%(large)s und %(small)s") % {"large": pair[0], "small": pair[1]}


def zone_of(moment):
    """What people in Lower Saxony call their time on that day."""
    return "MESZ" if timezone.localtime(moment).dst() else "MEZ"


# As a file --------------------------------------------------------------------------------------
def file_of(edition):
    """The known dates as an iCalendar file, the same bytes for the same dates."""
    events = [line for date in dates_of(edition) if date.is_known for line in event(edition, date)]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{text(settings.SITE_NAME)}//DE", "CALSCALE:GREGORIAN"]
    lines = [*head, "METHOD:PUBLISH", f"X-WR-CALNAME:{text(title(edition))}", *events, "END:VCALENDAR"]
    return b"".join(folded(line) for line in lines)


def event(edition, date):
    """Its UID never changes, so a calendar that reads the file again moves the date instead of doubling it."""
    url = settings.SITE_URL + reverse("home")
    return [
        "BEGIN:VEVENT",
        f"UID:{edition.slug}-{date.key}@{urlsplit(settings.SITE_URL).hostname}",
        f"DTSTAMP:{utc(edition.opens_at)}",
        f"DTSTART:{utc(date.moment)}" if date.moment else f"DTSTART;VALUE=DATE:{date.day:%Y%m%d}",
        f"SUMMARY:{text(f'{date.event or date.label}: {title(edition)}')}",
        *([f"LOCATION:{text(date.place)}"] if date.place else []),
        f"DESCRIPTION:{text(chr(10).join(filter(None, [edition.motto, url])))}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        *(alarm(edition) if date.key == "closes" else []),
        "END:VEVENT",
    ]


def alarm(edition):
    """A week before the deadline, while there is time to write."""
    words = text(_("Die Bewerbungsfrist endet in einer Woche: %s") % title(edition))
    return ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P7D", f"DESCRIPTION:{words}", "END:VALARM"]


def title(edition):
    return _("Übung: %s") % edition.name_for_people if edition.is_practice else str(edition.name_for_people)


def utc(moment):
    return f"{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def text(value):
    return str(value).translate(ESCAPED)


def folded(line):
    """At most 75 octets a line and never a letter cut in two; a line that goes on begins with a blank."""
    parts, part = [], b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > MOST_OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
