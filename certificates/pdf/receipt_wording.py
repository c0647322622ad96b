"""The sentences of a receipt, from its facts. They are German, whatever language the pages have."""

import unicodedata

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prize.wording import file_size

from .receipt_facts import Timeliness

ZONES = {"CET": "MEZ", "CEST": "MESZ"}
MOST_NAMED = 40


def title():
    return _("Eingangsbestätigung")


def moment(at, *, to_the_second=True):
    """In the site's time, with the zone and its distance from UTC: nobody has to ask which hour was meant."""
    local = timezone.localtime(at)
    zone, hours = ZONES.get(local.tzname(), local.tzname()), local.utcoffset().total_seconds() / 3600
    facts = {
        "day": date_format(local, "j. F Y"),
        "time": date_format(local, "H:i:s" if to_the_second else "H:i"),
        "zone": zone,
        "distance": f"{hours:+g}",
    }
    return _("%(day)s, %(time)s Uhr %(zone)s (UTC%(distance)s)") % facts


def greeting(facts):
    if facts.is_filed_again:
        return _("Diese Bewerbung ist ergänzt und erneut eingereicht worden. Nummer und erster Eingang bleiben.")
    return _("Diese Bewerbung ist bei uns eingegangen. Unten steht alles, was eingereicht wurde.")


def head(facts):
    """[(label, words)]"""
    filed_by = [facts.filed_by, facts.is_filed_by_office and _("für die Geschäftsstelle")]
    again = [(_("Erneut eingegangen"), moment(facts.filed_at))] if facts.is_filed_again else []
    return [
        (_("Eingegangen"), moment(facts.first_filed_at)),
        *again,
        (_("Frist"), in_time(facts)),
        (_("Organisation"), facts.organisation),
        (_("Projekt"), facts.project),
        (_("Bewerbung um"), "\n".join(facts.awards)),
        (_("Eingereicht von"), ", ".join(filter(None, filed_by))),
        (_("Eingangsweg"), facts.channel),
        (_("Umfang"), extent(facts)),
    ]


def in_time(facts):
    """How it stands to the deadline; on the next line when that was."""
    said = {
        Timeliness.IN_TIME: _("rechtzeitig eingegangen"),
        Timeliness.GRACE: _("in der Nachfrist eingegangen, also rechtzeitig"),
        Timeliness.LATE: _("nach Fristende angenommen, weil: %s") % facts.late_reason,
    }[facts.timeliness]
    if facts.closes_at is None:
        return said
    return "\n".join([said, _("Ende der Frist: %s") % moment(facts.closes_at, to_the_second=False)])


def extent(facts):
    count = len(facts.files)
    files = ngettext("%d Datei", "%d Dateien", count) % count if count else _("keine Dateien")
    return _("Fassung %(version)d, %(files)s") % {"version": facts.version, "files": files}


def how_to_check(facts):
    return _("Ob dieses Dokument echt ist, zeigt die Seite %(url)s. Der Prüfcode ist %(code)s.") % {
        "url": facts.check_url,
        "code": facts.check_code,
    }


def answer(given):
    """An answer in words; empty where there are files instead."""
    if given["kind"] == "declaration":
        return _("%(answer)s (Wortlaut Nr. %(revision)d)") % {"answer": given["value"], "revision": given["revision"]}
    if given["kind"] == "file" and given["files"]:
        return ""
    return given["value"] or _("keine Angabe")


def size(file):
    return _("%(size)s (%(bytes)d Byte)") % {"size": file_size(file["size"]), "bytes": file["size"]}


def description(file):
    return _("Bildbeschreibung: %s") % file["alt"]


def box(character):
    return _("Manche Zeichen lassen sich hier nicht drucken. Für sie steht %s; die letzte Seite nennt sie.") % character


def unprintable_title():
    return _("Zeichen, die sich nicht drucken lassen")


def unprintable_words():
    return _(
        "Eingereicht und gespeichert sind sie so, wie sie geschrieben wurden; nur die Schriften dieses Dokuments haben "
        "sie nicht. Wer Text aus dieser Datei kopiert, bekommt das ursprüngliche Zeichen."
    )


def unprintable(counts):
    """The characters by their names in Unicode, with how often they occur."""
    rows = [f"{codes(one)} {names(one)}, {number}×" for one, number in counts.most_common(MOST_NAMED)]
    if left := len(counts) - MOST_NAMED:
        rows += [ngettext("und %d weiteres", "und %d weitere", left) % left] if left > 0 else []
    return "\n".join(rows)


def codes(cluster):
    return " ".join(f"U+{ord(one):04X}" for one in cluster)


def names(cluster):
    return " + ".join(unicodedata.name(one, "?") for one in cluster)


def footer(facts):
    return _("%(title)s %(reference)s · Prüfcode %(code)s") % {
        "title": title(),
        "reference": facts.reference,
        "code": facts.check_code,
    }


def page_number(number, count):
    return _("Seite %(number)d von %(count)d") % {"number": number, "count": count}


def practice():
    return _("Übungsdaten – keine echte Bewerbung")
