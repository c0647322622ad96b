"""The catalogues in locale/: where they are, how they are merged, compiled and judged. Needs polib, no gettext."""

import os
import re
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"
PLURALS = {  # the languages that have a catalogue, and how they count
    "de_X-leicht": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "tr": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "fa": "nplurals=2; plural=(n > 1);",
}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0 +-]*\d*(?:\.\d+)?([a-zA-Z%])")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def path_of(locale):
    return LOCALE / locale / "LC_MESSAGES" / "django.po"


def read(locale):
    path = path_of(locale)
    return polib.pofile(str(path), wrapwidth=118) if path.exists() else polib.POFile(wrapwidth=118)


# Compiling --------------------------------------------------------------------------------------
def compile_all():
    """Write each .mo that is not as old as its .po; returns the locales that were compiled.

    Several may do this at once, as the tests' processes do: a file appears whole or not at all.
    """
    done = []
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compiled, moment = path.with_suffix(".mo"), path.stat().st_mtime_ns
        if compiled.exists() and compiled.stat().st_mtime_ns == moment:
            continue
        draft = compiled.with_suffix(f".{os.getpid()}")
        draft.write_bytes(polib.pofile(str(path)).to_binary())
        os.utime(draft, ns=(moment, moment))
        draft.replace(compiled)
        done.append(path.parent.parent.name)
    return done


# Merging ----------------------------------------------------------------------------------------
def merge(locale, messages):
    """The catalogue with exactly these messages, as a new file. What translators have written stays; what is not asked
    for any more is kept as obsolete until nothing is missing: from it the new wording is translated sooner."""
    old = {entry.msgid: entry for entry in read(locale)}
    po = polib.POFile(wrapwidth=118)
    po.metadata = {
        "Project-Id-Version": "integrationspreis",
        "Language": locale.replace("_X", "-x").replace("_", "-"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[locale],
    }
    po.extend(merged(locale, message, old.get(message.msgid)) for message in in_order(messages))
    if any(not is_translated(entry) for entry in po):
        kept = (entry for msgid, entry in old.items() if msgid not in messages and is_translated(entry))
        po.extend(polib.POEntry(**words_of(entry), obsolete=True) for entry in kept)
    return po


def in_order(messages):
    """By the file in which a sentence stands first, then as they stand there."""
    return sorted(messages.values(), key=lambda message: message.places[0])


def words_of(entry):
    plural = {"msgid_plural": entry.msgid_plural, "msgstr_plural": entry.msgstr_plural} if entry.msgid_plural else {}
    return {"msgid": entry.msgid, "msgstr": entry.msgstr, **plural}


def merged(locale, message, old):
    entry = polib.POEntry(msgid=message.msgid, occurrences=[(place, "") for place in message.places])
    if old is not None:
        entry.tcomment, entry.msgstr = old.tcomment, "" if message.plural else old.msgstr
    if message.plural:
        entry.msgid_plural = message.plural
        same = old is not None and old.msgid_plural == message.plural
        entry.msgstr_plural = {n: old.msgstr_plural.get(n, "") if same else "" for n in range(forms_of(locale))}
    if PLACEHOLDER.search(message.msgid + (message.plural or "")):
        entry.flags = ["python-format"]
    return entry


def forms_of(locale):
    return int(re.search(r"nplurals=(\d)", PLURALS[locale])[1])


# Judging ----------------------------------------------------------------------------------------
def is_translated(entry):
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return bool(forms) and all(forms)


def faults(locale, entry):
    """What is wrong with a translation, in words; nothing where there is none yet."""
    if "fuzzy" in entry.flags:
        yield "fuzzy: look at it and take the mark away"
    if entry.msgid_plural:
        if any(entry.msgstr_plural.values()) and len(
            [form for form in entry.msgstr_plural.values() if form]
        ) != forms_of(locale):
            yield f"not all of the {forms_of(locale)} plural forms"
        allowed = named(entry.msgid) | named(entry.msgid_plural)
        for form in filter(None, entry.msgstr_plural.values()):
            yield from faults_of(form, entry.msgid_plural, named(form) <= allowed)
    elif entry.msgstr:
        yield from faults_of(entry.msgstr, entry.msgid, named(entry.msgstr) == named(entry.msgid))


def faults_of(text, msgid, has_right_names):
    if not has_right_names or positional(text) != positional(msgid):
        yield f"placeholders differ: {text!r}"
    elif "%" in PLACEHOLDER.sub("", text) and PLACEHOLDER.search(msgid):
        yield f"a percent sign by itself is written %%: {text!r}"
    if sorted(TAG.findall(text)) != sorted(TAG.findall(msgid)):
        yield f"HTML differs: {text!r}"
    if (text[:1].isspace(), text[-1:].isspace()) != (msgid[:1].isspace(), msgid[-1:].isspace()):
        yield f"begins or ends with blanks where the original does not: {text!r}"


def named(text):
    return {name for name, _kind in PLACEHOLDER.findall(text) if name}


def positional(text):
    return [kind for name, kind in PLACEHOLDER.findall(text) if not name and kind != "%"]
