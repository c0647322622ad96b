"""Where the form of an edition comes from: an earlier edition, or the standard form."""

import json
from pathlib import Path

from django.db import transaction

from prize.models import Edition, FormPage, History, Question
from prize.models.question import KIND_OF_FACT

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
    if source:
        copy_form(source, edition)
    else:
        lay_out_standard_form(edition)
    History.objects.append(edition, "lay_out_form", by=by, at=at, source=str(source or ""))


def newest_form(edition):
    """The newest other edition of this kind that has a form, or None."""
    others = Edition.objects.filter(kind=edition.kind, form_pages__isnull=False).exclude(pk=edition.pk)
    return others.order_by("-year", "-pk").first()


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


def copy_form(source, edition):
    """Pages and questions that are still asked; conditions and awards are found again by key and by name."""
    pages = {}
    for page in source.form_pages.all():
        pages[page.pk] = FormPage.objects.create(
            edition=edition, key=page.key, title=page.title, intro=page.intro, position=page.position
        )
    old = list(source.questions.asked_now().prefetch_related("awards").select_related("shown_if"))
    new = {
        q.key: Question.objects.create(
            edition=edition, page=pages[q.page_id], **{name: getattr(q, name) for name in COPIED}
        )
        for q in old
    }
    same_award = {award.name: award for award in edition.awards.all()}
    for question in old:
        if question.shown_if and question.shown_if.key in new:
            new[question.key].shown_if = new[question.shown_if.key]
            new[question.key].save(update_fields=["shown_if"])
        new[question.key].awards.set([same_award[a.name] for a in question.awards.all() if a.name in same_award])
