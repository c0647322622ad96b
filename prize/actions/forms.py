"""Where the form of an edition comes from: an earlier edition, or the standard form."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from prize import rules
from prize.models import Award, Edition, FormPage, History, Question
from prize.models.question import KIND_OF_FACT
from prize.models.question_rules import form_of

from .errors import NotAllowed
from .workflow import lock_edition

STANDARD_FORM = Path(__file__).parent.parent / "data" / "standard_form.json"
COPIED = (  # of a question; what names rows of the edition is found anew
    "key", "kind", "fact", "label", "hint", "guiding", "is_required", "max_chars", "max_words", "lowest", "highest",
    "options", "file_kind", "max_files", "max_mb", "shown_if_values", "audience", "is_anonymous_safe", "position",
)  # fmt: skip


@transaction.atomic
def lay_out_form(edition, *, by, at, source=None):
    """Give an edition without a form the one of `source`, or the standard form. Does nothing where there is one."""
    edition = lock_edition(edition.pk)
    if edition.form_pages.exists():
        return
    fill_form(edition, source, at=at)
    History.objects.append(edition, "lay_out_form", by=by, at=at, source=name_of(source))


@transaction.atomic
def take_form(edition, source, *, by, at):
    """The form of `source` (None: the standard form) in place of the present one, as long as nobody has begun to write.
    Gives what could not be carried over, see Transfer."""
    edition = lock_edition(edition.pk)
    if not rules.is_office(by):
        raise NotAllowed(_("Den Bewerbungsbogen ändert nur die Geschäftsstelle."))
    if edition.applications.exists():
        raise NotAllowed(_("Es gibt schon Bewerbungen. Der Bogen lässt sich nicht mehr als Ganzes ersetzen."))
    edition.questions.update(shown_if=None)
    edition.questions.all().delete()
    edition.form_pages.all().delete()
    texts_of_form(edition).delete()
    transfer = fill_form(edition, source, at=at)
    History.objects.append(edition, "take_form", by=by, at=at, source=name_of(source), changed=transfer.in_words())
    return transfer


def name_of(source):
    return str(source) if source else _("Standardbogen")


def fill_form(edition, source, *, at):
    if source:
        return copy_form(source, edition, at=at)
    lay_out_standard_form(edition)
    return Transfer()


def newest_form(edition):
    """The newest other edition of this kind that has a form, or None."""
    return forms_to_take(edition).first()


def forms_to_take(edition):
    """Other editions of this kind that have a form, newest first."""
    others = Edition.objects.filter(kind=edition.kind, form_pages__isnull=False).exclude(pk=edition.pk)
    return others.order_by("-year", "-pk").distinct()


# The standard form ------------------------------------------------------------------------------
def lay_out_standard_form(edition):
    pages = json.loads(STANDARD_FORM.read_text(encoding="utf-8"))
    made = FormPage.objects.bulk_create(
        [
            FormPage(edition=edition, key=p["key"], title=p["title"], intro=p.get("intro", ""), position=n)
            for n, p in enumerate(pages, start=1)
        ]
    )
    Question.objects.bulk_create(
        [
            Question(edition=edition, page=page, position=n, **standard_question(facts, edition))
            for page, p in zip(made, pages, strict=True)
            for n, facts in enumerate(p["questions"], start=1)
        ]
    )


def standard_question(facts, edition):
    """The file's short way of saying it, made full."""
    full = dict(facts)
    if fact := full.get("fact"):
        full |= {"key": fact, "kind": KIND_OF_FACT[fact]}
    if full.get("highest") == "year":
        full["highest"] = edition.year
    full["options"] = [{"key": option, "label": option} for option in full.get("options", [])]
    return full


# The form of another edition --------------------------------------------------------------------
@dataclass
class Transfer:
    """What is (or would be) carried over. `lost_awards`: names of awards that the new edition does not have; `waiting`:
    labels of the questions that were for those only, or depend on such a one: they are kept, but not asked."""

    pages: int = 0
    questions: int = 0
    lost_awards: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def in_words(self):
        found = {_("Seiten"): self.pages, _("Fragen"): self.questions, _("Preise ohne Entsprechung"): self.lost_awards}
        found[_("noch nicht gestellt")] = self.waiting
        return {name: ", ".join(x) if isinstance(x, list) else str(x) for name, x in found.items() if x}


def transfer_of(source, edition):
    """(what would be carried over, {award pk: award of the new edition}, pks of the questions that wait)"""
    pages = form_of(source)
    same = same_awards(source, edition)
    waits, lost = set(), {}
    for _page, questions in pages:
        for question in questions:
            awards = list(question.awards.all())
            lost |= {a.pk: a.name for a in awards if a.pk not in same}
            if (awards and not any(a.pk in same for a in awards)) or question.shown_if_id in waits:
                waits.add(question.pk)
    labels = [q.label for _page, questions in pages for q in questions if q.pk in waits]
    count = sum(len(questions) for _page, questions in pages)
    return Transfer(len(pages), count - len(labels), list(lost.values()), labels), same, waits


def same_awards(source, edition):
    """{pk of an award: the award of the new edition that is meant}: by donor, kind and name; otherwise by name;
    otherwise by donor and kind where each edition has one of them."""
    found: dict[int, Award] = {}
    for alike in (lambda a: (a.donor_id, a.kind, a.name), lambda a: a.name, lambda a: (a.donor_id, a.kind)):
        old, new = ({}, {})
        for awards, by in ((source.awards.all(), old), (edition.awards.all(), new)):
            for award in awards:
                by.setdefault(alike(award), []).append(award)
        for name, awards in old.items():
            match = new.get(name, ())
            if len(awards) == len(match) == 1 and awards[0].pk not in found and match[0] not in found.values():
                found[awards[0].pk] = match[0]
    return found


def copy_form(source, edition, *, at):
    """Pages and questions that are still asked; conditions and awards are found again by key and by name."""
    transfer, same, waits = transfer_of(source, edition)
    new: dict[int, Question] = {}
    for page, questions in form_of(source):
        copied = FormPage.objects.create(
            edition=edition, key=page.key, title=page.title, intro=page.intro, position=page.position
        )
        for question in questions:
            copy = Question(edition=edition, page=copied, **{name: getattr(question, name) for name in COPIED})
            copy.shown_if = new.get(question.shown_if_id)
            copy.retired_at = at if question.pk in waits else None
            if copy.highest == source.year:  # „bis dieses Jahr“
                copy.highest = edition.year
            copy.save()
            copy.awards.set([same[a.pk] for a in question.awards.all() if a.pk in same])
            new[question.pk] = copy
    close_gaps(edition)
    copy_texts(source, edition)
    return transfer


def texts_of_form(edition):
    return edition.texts.filter(Q(key__startswith="page.") | Q(key__startswith="question."))


def copy_texts(source, edition):
    """The form in the other languages: keys of pages, questions and options are the same."""
    for text in texts_of_form(source):
        text.pk, text.edition = None, edition
        text.save(force_insert=True)


def close_gaps(edition):
    """Where a question waits, the others move up."""
    for _page, questions in form_of(edition):
        for position, question in enumerate(questions, start=1):
            if question.position != position:
                question.position = position
                question.save(update_fields=["position"])
