"""What a question of the form may look like, and how it is told in words. The editor and the actions both ask here."""

import hashlib
import json
import re
from difflib import SequenceMatcher

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from prize.wording import nested

from .place import District, FieldOfAction
from .question import INDISPENSABLE, LONGEST, MOST_TYPED, Audience, Fact, Question, QuestionKind

WIDTH = {Audience.OFFICE: 0, Audience.JURY: 1, Audience.PUBLIC: 2}
ALWAYS_READ = (Fact.PROJECT_TITLE, Fact.SHORT_TEXT, Fact.PLACE, Fact.DISTRICT)  # the jury finds an application by them
LEADS = (QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.DECLARATION)  # what a condition may rest on
MOST_NUMBER = 1_000_000_000
MOST_OPTIONS, LONGEST_OPTION, MOST_FILES, MOST_MB = 60, 200, 20, 500
SAME_OPTION = 0.6  # from this likeness on a changed line is the same option, corrected
HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+")
BELONGS = {  # to which kinds a setting belongs; for all others it is empty
    "max_chars": (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT, QuestionKind.URL),
    "max_words": (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT),
    "lowest": (QuestionKind.NUMBER,),
    "highest": (QuestionKind.NUMBER,),
    "options": (QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.URL),
    "file_kind": (QuestionKind.FILE,),
    "max_files": (QuestionKind.FILE,),
    "max_mb": (QuestionKind.FILE,),
}
EMPTY = {"options": [], "file_kind": ""}  # of the others it is None


def fit(question):
    """Empty what does not belong to the question's kind; what the system itself needs stays within its column."""
    for name, kinds in BELONGS.items():
        if question.kind not in kinds or (name == "options" and question.fact):
            setattr(question, name, EMPTY.get(name))
    if question.fact in LONGEST and not question.max_chars:
        question.max_chars = LONGEST[question.fact]
    if not question.shown_if_id or question.shown_if.is_declaration:
        question.shown_if_values = []


def is_lead(question):
    """Another question may depend on its answer. Who runs for an award is asked by `awards`."""
    return question.kind in LEADS and question.fact != Fact.CHOSEN_AWARDS


def lead_options(question):
    """{value: label} of the answers that a condition can wait for; values as text. Asks once for the rows of a fact."""
    rows = {Fact.DISTRICT: District, Fact.FIELDS_OF_ACTION: FieldOfAction}.get(question.fact)
    if rows is None:
        return question.option_labels
    if not hasattr(question, "kept_options"):
        question.kept_options = {str(row.pk): str(row) for row in rows.objects.all()}
    return question.kept_options


def form_of(edition):
    """[(page, the questions that are asked there)] in order, with conditions and awards; three queries."""
    questions = list(edition.questions.asked_now().prefetch_related("awards").in_order())
    by_pk = {question.pk: question for question in questions}
    pages = list(edition.form_pages.order_by("position", "pk"))
    for question in questions:
        if question.shown_if_id:
            question.shown_if = by_pk.get(question.shown_if_id) or question.shown_if
    return [(page, [q for q in questions if q.page_id == page.pk]) for page in pages]


def flat(pages):
    """All questions of `form_of`, one after the other."""
    return [question for _page, questions in pages for question in questions]


# What is wrong with it --------------------------------------------------------------------------
def faults(question, awards, leads):
    """[(field, words)] about a question as it would be. `leads`: the questions that are asked before it."""
    checks = (limit_faults, number_faults, option_faults, file_faults)
    found = [fault for check in checks for fault in check(question)]
    return [*found, *fact_faults(question, awards), *condition_faults(question, leads)]


def limit_faults(question):
    most = LONGEST.get(question.fact, MOST_TYPED)
    if question.max_chars is not None and not 1 <= question.max_chars <= most:
        yield "max_chars", _("Möglich sind 1 bis %s Zeichen.") % most
    if question.max_words is not None and not 1 <= question.max_words <= MOST_TYPED:
        yield "max_words", _("Möglich sind 1 bis %s Wörter.") % MOST_TYPED


def number_faults(question):
    for name in ("lowest", "highest"):
        if abs(getattr(question, name) or 0) > MOST_NUMBER:
            yield name, _("Diese Zahl ist zu groß.")
    if None not in (question.lowest, question.highest) and question.lowest > question.highest:
        yield "highest", _("Die größte Zahl ist kleiner als die kleinste.")


def option_faults(question):
    labels = [option["label"] for option in question.options]
    if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES) and not question.fact and len(labels) < 2:
        yield "option_lines", _("Geben Sie bitte mindestens zwei Möglichkeiten an, eine je Zeile.")
    if len(labels) > MOST_OPTIONS:
        yield "option_lines", _("Das sind zu viele; möglich sind höchstens %s.") % MOST_OPTIONS
    if twice := sorted({label for label in labels if labels.count(label) > 1}):
        yield "option_lines", _("Das steht zweimal da: %s.") % ", ".join(twice)
    if any(len(label) > LONGEST_OPTION for label in labels):
        yield "option_lines", _("Eine Möglichkeit hat höchstens %s Zeichen.") % LONGEST_OPTION
    if question.kind == QuestionKind.URL and (wrong := [x for x in labels if not HOST.fullmatch(x)]):
        words = _("Das ist kein Name einer Internetseite: %s. Richtig ist zum Beispiel vimeo.com.")
        yield "option_lines", words % wrong[0]


def file_faults(question):
    if not question.is_file:
        return
    if not question.file_kind:
        yield "file_kind", _("Wählen Sie bitte, welche Dateien hier erwartet werden.")
    if not 1 <= (question.max_files or 0) <= MOST_FILES:
        yield "max_files", _("Möglich sind 1 bis %s Dateien.") % MOST_FILES
    if not 1 <= (question.max_mb or 0) <= MOST_MB:
        yield "max_mb", _("Möglich sind 1 bis %s MB.") % MOST_MB


def fact_faults(question, awards):
    if question.fact in INDISPENSABLE:
        if not question.is_required:
            yield "is_required", _("Ohne diese Angabe lässt sich keine Bewerbung einreichen; sie bleibt Pflicht.")
        if question.shown_if_id:
            yield "shown_if", _("Diese Angabe braucht jede Bewerbung; sie kann an keiner Bedingung hängen.")
        if awards:
            yield "awards", _("Diese Angabe braucht jede Bewerbung, für jeden Preis.")
    if question.fact in ALWAYS_READ and question.audience == Audience.OFFICE:
        yield "audience", _("Die Jury findet eine Bewerbung an dieser Angabe; sie muss sie lesen können.")
    if question.fact == Fact.CHOSEN_AWARDS and awards:
        yield "awards", _("Diese Frage entscheidet selbst, um welche Preise es geht.")


def condition_faults(question, leads):
    if not question.shown_if_id:
        return
    if question.shown_if_id not in {lead.pk for lead in leads if is_lead(lead)}:
        yield "shown_if", _("Die Bedingung muss eine Auswahl oder Erklärung sein, die vor dieser Frage steht.")
    elif not question.shown_if.is_declaration:
        known = lead_options(question.shown_if)
        if not question.shown_if_values:
            yield "shown_if_values", _("Wählen Sie bitte, bei welchen Antworten diese Frage erscheint.")
        elif not set(map(str, question.shown_if_values)) <= set(known):
            yield "shown_if_values", _("Diese Antwort gibt es bei der anderen Frage nicht mehr.")


def order_faults(questions):
    """Sentences about conditions that rest on a later question, or on one that is not asked; `questions` in order."""
    place = {question.pk: n for n, question in enumerate(questions)}
    for n, question in enumerate(questions):
        if question.shown_if_id and place.get(question.shown_if_id, n) >= n:
            words = _("„%(question)s“ muss nach „%(lead)s“ stehen: Sie erscheint nur bei bestimmten Antworten darauf.")
            yield words % {"question": nested(question.label), "lead": nested(question.shown_if.label)}


# Keys -------------------------------------------------------------------------------------------
RESERVED = {*Fact.values, "version", "shown", "writer", "then", "next", "page"}  # other things of the wizard's forms


def key_for(label, taken, longest):
    """A key that nobody has yet, made from the label; it never changes afterwards."""
    stem = (
        re.sub(r"[^a-z0-9]+", "_", slugify(re.sub(r"[./&]", " ", label.lower().translate(UMLAUTS))))[
            : longest - 4
        ].strip("_")
        or "frage"
    )
    if stem[0].isdigit():
        stem = f"f_{stem}"[: longest - 4]
    names = (stem if n == 1 else f"{stem}_{n}" for n in range(1, len(taken) + len(RESERVED) + 2))
    return next(name for name in names if name not in taken and name not in RESERVED)


UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def options_from(lines, old):
    """[{"key", "label"}] of what stands in the lines. The key of an option stays when its label is corrected: the same
    label, or a similar one in the same place among those that changed."""
    labels = [line for line in (" ".join(line.split()) for line in lines.splitlines()) if line]
    gone = [option for option in old if option["label"] not in labels]
    key_of = {option["label"]: option["key"] for option in old}
    found, taken = [], {str(option["key"]) for option in old}
    for label in labels:
        same = None if label in key_of else next((o for o in gone if is_like(o["label"], label)), None)
        if same:
            gone.remove(same)
        key = same["key"] if same else key_of.get(label) or key_for(label, taken, 60)
        taken.add(key)
        found.append({"key": key, "label": label})
    return found


def is_like(one, other):
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= SAME_OPTION


# In words ---------------------------------------------------------------------------------------
def told(question, awards):
    """{what: words} of a question, for the history and for comparing; in German, whoever looks."""
    with translation.override("de"):
        return told_in_german(question, awards)


def told_in_german(question, awards):
    found = {name: getattr(question, name) for name in TOLD}
    found |= {"kind": question.get_kind_display(), "audience": question.get_audience_display()}
    found |= {"file_kind": question.get_file_kind_display(), "awards": ", ".join(a.name for a in awards)}
    found["options"] = ", ".join(option["label"] for option in question.options)
    found["shown_if"] = condition_in_words(question)
    return {str(label_of(name)): in_words(value) for name, value in found.items()}


TOLD = (
    "label", "kind", "hint", "guiding", "is_required", "max_chars", "max_words", "lowest", "highest", "options",
    "file_kind", "max_files", "max_mb", "audience", "is_anonymous_safe",
)  # fmt: skip


def label_of(name):
    return _("Bedingung") if name == "shown_if" else Question._meta.get_field(name).verbose_name


def in_words(value):
    match value:
        case None | "":
            return _("leer")
        case bool():
            return _("ja") if value else _("nein")
    return str(value)


def condition_in_words(question):
    """„Art des Projekts: neu, wächst“; empty where there is none."""
    if not question.shown_if_id:
        return ""
    if question.shown_if.is_declaration:
        return _("„%s“ ist angekreuzt") % nested(question.shown_if.label)
    known = lead_options(question.shown_if)
    labels = [str(known.get(str(value), value)) for value in question.shown_if_values]
    return _("„%(lead)s“: %(values)s") % {"lead": nested(question.shown_if.label), "values": _(" oder ").join(labels)}


def changes(before, after):
    """{what: „before → after“} of two tellings."""
    return {name: f"{before[name]} → {words}" for name, words in after.items() if before.get(name) != words}


def seal(*facts):
    """A short print of how something stood when a page was made; another one means that somebody changed it since."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def seal_of(question, awards):
    keys = [option["key"] for option in question.options]
    return seal(question.pk, told(question, awards), keys, question.revision, question.retired_at)


def seal_of_page(page):
    return seal(page.pk, page.title, page.intro)


def seal_of_order(pages):
    """Of [(page, its questions)] as they are asked."""
    return seal([(page.pk, [question.pk for question in questions]) for page, questions in pages])
