"""The sentences that applicants and the public read: where they stand, and how they are found.

Templates are asked as they are compiled and Python as it is parsed: no gettext is needed on the machine, and a sentence
is found exactly as it is looked up when a page is drawn.
"""

import ast
import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Everything here is read by applicants or by everybody …
READ = (
    "templates/**/*.html",
    "templates/**/*.txt",
    "prize/**/*.py",
    "prize/data/standard_form.json",
    "certificates/models/*.py",
    "certificates/forms.py",
)
# … but for what only the office and the jury see, who are spoken to in German (settings.GERMAN_ONLY). A new page is
# translated unless it is named here.
OFFICE = (
    "templates/jury/*",
    "templates/jury/parts/*",
    "templates/certificates/*",
    "templates/mail/message_to_office.txt",
    "templates/prize/announce.html",
    "templates/prize/application_office.html",
    "templates/prize/application_send_back.html",
    "templates/prize/contact_office.html",
    "templates/prize/form_*.html",
    "templates/prize/late_code.html",
    "templates/prize/late_code_new.html",
    "templates/prize/late_code_revoke.html",
    "templates/prize/late_codes.html",
    "templates/prize/proposal.html",
    "templates/prize/proposals.html",
    "templates/prize/proposals_of_application.html",
    "templates/prize/thread_list.html",
    "templates/prize/thread_office.html",
    "templates/prize/parts/edition_text.html",
    "templates/prize/parts/form_*.html",
    "templates/prize/parts/late_code_row.html",
    "templates/prize/parts/proposal_facts.html",
    "templates/prize/parts/proposal_said.html",
    "templates/prize/parts/proposal_standing.html",
    "templates/prize/parts/proposal_twins.html",
    "templates/prize/parts/proposals_*.html",
    "templates/prize/parts/remarks_list.html",
    "templates/prize/parts/waiting_*.html",
    "templates/prize/awards.html",
    "templates/prize/candidacy_step.html",
    "templates/prize/cockpit*.html",
    "templates/prize/edition_texts*.html",
    "templates/prize/history.html",
    "templates/prize/letter.html",
    "templates/prize/outbox.html",
    "templates/prize/practice_*.html",
    "templates/prize/register.html",
    "templates/prize/release_letters.html",
    "templates/prize/parts/award.html",
    "templates/prize/parts/history_*.html",
    "templates/prize/parts/office_*.html",
    "templates/prize/parts/outbox_table.html",
    "templates/prize/parts/practice_people.html",
    "templates/prize/parts/register_*.html",
    "prize/admin.py",
    "prize/actions/edition_texts.py",
    "prize/actions/form_builder.py",
    "prize/actions/forms.py",
    "prize/actions/question_plan.py",
    "prize/forms/form_builder.py",
    "prize/models/gates.py",
    "prize/models/likeness.py",
    "prize/models/twins.py",
    "prize/models/question_rules.py",
    "prize/views/form_builder.py",
    "prize/views/late_codes.py",
    "prize/views/question_editor.py",
    "prize/views/proposals.py",
    "prize/cockpit.py",
    "prize/resources.py",
    "prize/actions/archive/*",
    "prize/actions/editions.py",
    "prize/actions/letters.py",
    "prize/forms/announce.py",
    "prize/forms/checklist.py",
    "prize/forms/edition_texts.py",
    "prize/forms/history.py",
    "prize/forms/register.py",
    "prize/forms/step.py",
    "prize/management/**/*",
    "prize/migrations/*",
    "prize/models/candidacy.py",
    "prize/models/checklist.py",
    "prize/models/edition_text.py",
    "prize/models/history.py",
    "prize/models/letter.py",
    "prize/views/decisions.py",
    "prize/views/edition_texts.py",
    "prize/views/letters.py",
    "prize/views/office.py",
    "prize/views/practice.py",
)
# … of which these are read by everybody all the same.
READ_TOO = (
    "templates/jury/call_section.html",
    "templates/certificates/certificate_check*.html",
    "templates/certificates/code_form.html",
    "templates/certificates/facts.html",
    "templates/certificates/verdict.html",
)

# Models whose fields stand in forms of applicants under their own names; the others are for the administration.
IN_FORMS = ("application", "attachment", "membership", "people")

ONE, SEVERAL = {"gettext", "gettext_lazy", "gettext_noop"}, {"ngettext", "ngettext_lazy"}
IN_TAGS = re.compile(r"""\{[{%](?:[^{}]|\{(?!\{))*?[%}]\}""")
UNDERSCORED = re.compile(r"""\b_\((?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\)""")


@dataclass
class Message:
    msgid: str
    plural: str | None = None
    places: list[str] = field(default_factory=list)


def start():
    """Django with the settings of a real site, whatever .env says."""
    sys.path.insert(0, str(ROOT))
    os.environ.update(SECRET_KEY="bare-" + "x" * 60, DEBUG="False", PRACTICE="False", HTTPS="True")
    os.environ.update(SITE_URL="https://preis.example", DATABASE_URL="", CACHE_URL="")
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django  # after the environment

    django.setup()


def files():
    """Paths of everything that applicants and the public read."""

    def matching(globs):
        return {path for pattern in globs for path in ROOT.glob(pattern) if path.is_file()}

    return sorted(matching(READ) - matching(OFFICE) | matching(READ_TOO))


def all_messages():
    """{msgid: Message} of what applicants and the public read."""
    found = {}
    for path in files():
        for msgid, plural in FINDERS[path.suffix](path):
            message = found.setdefault(msgid, Message(msgid))
            message.plural = message.plural or plural
            if (place := str(path.relative_to(ROOT))) not in message.places:
                message.places.append(place)
    return found


def in_form(path):
    """The texts of the standard form, which an edition speaks in all languages as long as the office leaves them."""
    for page in json.loads(path.read_text(encoding="utf-8")):
        for thing in (page, *page["questions"]):
            texts = (thing.get(name) for name in ("title", "intro", "label", "hint", "guiding"))
            yield from ((text, None) for text in texts if text)


def in_template(path):
    from django.template.loader import get_template

    from prize.languages import sentences

    source = path.read_text(encoding="utf-8")
    yield from sentences(get_template(str(path.relative_to(ROOT / "templates"))).template)
    for tag in IN_TAGS.findall(source):
        for double, single in UNDERSCORED.findall(tag):
            yield (double or single).replace('\\"', '"').replace("\\'", "'").replace("%", "%%"), None


def in_python(path):
    skipped = names_of_columns(path) if "models" in str(path) else set()
    for name, call in calls(path):
        if (call.lineno, call.col_offset) in skipped:
            continue
        texts = [arg.value for arg in call.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in ONE and texts:
            yield texts[0], None
        elif name in SEVERAL and len(texts) == 2:
            yield texts[0], texts[1]


def names_of_columns(path):
    """Positions of what only the administration shows: a model's own names, and mostly those of its fields."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), []
    for node in ast.walk(tree):
        is_field = isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Field", "ForeignKey"))
        if (is_field and path.stem not in IN_FORMS) or (isinstance(node, ast.ClassDef) and node.name == "Meta"):
            found += ast.walk(node)
    return {(node.lineno, node.col_offset) for node in found if isinstance(node, ast.Call)}


def calls(path):
    """(function of django.utils.translation, call) in one Python file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield names[node.func.id], node


def spoken_too_early(path):
    """Line numbers where a text is translated while the program starts: it would stay German for everybody."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    later = {
        (inner.lineno, inner.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for part in (node.body if isinstance(node.body, list) else [node.body])
        for inner in ast.walk(part)
        if isinstance(inner, ast.Call)
    }
    return [
        call.lineno
        for name, call in calls(path)
        if name in {"gettext", "ngettext"} and (call.lineno, call.col_offset) not in later
    ]


FINDERS = {".py": in_python, ".html": in_template, ".txt": in_template, ".json": in_form}
