"""Changing the form of an edition. What people have answered is never lost by it, and what they filed stays as it was.

Each verb locks the edition, then looks whether the form still is what the person saw (a `seal`, see question_rules).
"""

import copy

from django.db import transaction
from django.utils.translation import gettext as _

from prize import rules
from prize.models import FormPage, History, Question
from prize.models.question_rules import (
    BELONGS,
    changes,
    faults,
    fit,
    flat,
    form_of,
    key_for,
    order_faults,
    seal_of,
    seal_of_order,
    seal_of_page,
    told,
)

from .errors import FormChanged, NeedsConsent, NotAllowed, QuestionRefused
from .question_plan import has_new_wording, plan_change, plan_new, plan_removal
from .workflow import lock_edition

EDITABLE = (
    "kind", "label", "hint", "guiding", "is_required", "max_chars", "max_words", "lowest", "highest", "options",
    "file_kind", "max_files", "max_mb", "shown_if", "shown_if_values", "audience", "is_anonymous_safe",
)  # fmt: skip
UP, DOWN = "up", "down"


def lock_form(edition_id, by):
    edition = lock_edition(edition_id)
    if not rules.is_office(by):
        raise NotAllowed(_("Den Bewerbungsbogen ändert nur die Geschäftsstelle."))
    return edition


def lock_question(question, seen):
    """As it is now, with its awards; raises FormChanged if that is not what the person saw."""
    question = Question.objects.select_related("page", "shown_if", "edition").filter(pk=question.pk).first()
    if question is None:
        raise FormChanged()
    awards = list(question.awards.all())
    if seen != seal_of(question, awards):
        raise FormChanged()
    return question, awards


def check_order(pages, seen):
    if seen != seal_of_order(pages):
        raise FormChanged()


def check_plan(plan, agreed, reason=""):
    """Refusals first; then whatever has not been agreed to."""
    if plan.refusals:
        raise QuestionRefused(plan.refusals)
    if not plan.is_agreed(agreed) or (plan.needs_reason and not reason.strip()):
        raise NeedsConsent(plan)


def arrange(pages):
    """Positions without gaps, as the lists say."""
    for nth_page, (page, questions) in enumerate(pages, start=1):
        if page.position != nth_page:
            page.position = nth_page
            page.save(update_fields=["position"])
        for nth, question in enumerate(questions, start=1):
            if (question.page_id, question.position) != (page.pk, nth):
                question.page, question.position = page, nth
                question.save(update_fields=["page", "position"])


# Questions --------------------------------------------------------------------------------------
@transaction.atomic
def add_question(page, facts, awards, *, by, at, agreed="", after=None):
    """A new question at the end of a page, or right after another one. facts: {name of EDITABLE: value}."""
    edition = lock_form(page.edition_id, by)
    pages = form_of(edition)
    page, siblings = next((found for found in pages if found[0].pk == page.pk), (None, None))
    if page is None:
        raise FormChanged()
    question = Question(edition=edition, page=page, **facts)
    question.key = key_for(question.label, set(edition.questions.values_list("key", flat=True)), 60)
    fit(question)
    place = next((n for n, q in enumerate(siblings, start=1) if after and q.pk == after.pk), len(siblings))
    siblings.insert(place, question)
    if found := faults(question, awards, before(pages, question)):
        raise QuestionRefused(found)
    check_plan(plan_new(edition, question), agreed)
    question.position = place + 1
    question.save()
    question.awards.set(awards)
    arrange(pages)
    facts = {"question": question.label, "page": page.title, "changed": said(question, awards)}
    History.objects.append(edition, "add_question", by=by, at=at, **facts)
    return question


def said(question, awards):
    """What a question says, without what is empty."""
    return {name: words for name, words in told(question, awards).items() if words not in (_("leer"), _("nein"))}


def before(pages, question):
    """The questions that are asked before this one."""
    questions = flat(pages)
    return questions[: next((n for n, q in enumerate(questions) if q is question or q == question), len(questions))]


@transaction.atomic
def change_question(question, facts, awards, *, seen, by, at, agreed="", reason=""):
    """Change what a question says and accepts; its key, its place and the answers stay."""
    edition = lock_form(question.edition_id, by)
    now, awards_now = lock_question(question, seen)
    new = copy.copy(now)
    for name, value in facts.items():
        setattr(new, name, value)
    fit(new)
    if found := faults(new, awards, before(form_of(edition), now)):
        raise QuestionRefused(found)
    check_plan(plan_change(now, awards_now, new, awards, by=by), agreed, reason)
    changed = changes(told(now, awards_now), told(new, awards))
    if not changed and now.options == new.options:
        return now
    if has_new_wording(now, new):
        new.revision = now.revision + 1
    new.save(update_fields=[*facts, *BELONGS, "shown_if_values", "revision"])
    new.awards.set(awards)
    why = {"reason": reason.strip()} if reason.strip() else {}
    History.objects.append(edition, "change_question", by=by, at=at, question=now.label, changed=changed, **why)
    return new


@transaction.atomic
def remove_question(question, *, seen, by, at, agreed=""):
    """Ask it no more. A question that somebody has seen is kept, with all answers; others are deleted."""
    edition = lock_form(question.edition_id, by)
    question, awards = lock_question(question, seen)
    plan = plan_removal(question)
    check_plan(plan, agreed)
    facts = {"question": question.label}
    if "retire" in plan.asks:
        question.retired_at = at
        question.save(update_fields=["retired_at"])
        History.objects.append(edition, "retire_question", by=by, at=at, **facts)
    else:
        History.objects.append(edition, "delete_question", by=by, at=at, **facts, changed=said(question, awards))
        question.delete()
    arrange(form_of(edition))
    return question


@transaction.atomic
def restore_question(question, *, seen, by, at, agreed=""):
    """Ask a retired question again, at the end of its page."""
    edition = lock_form(question.edition_id, by)
    question, _awards = lock_question(question, seen)
    if not question.is_retired:
        raise FormChanged()
    pages = form_of(edition)
    siblings = next(questions for page, questions in pages if page.pk == question.page_id)
    siblings.append(question)
    if found := list(order_faults(flat(pages))):
        raise NotAllowed(*found)
    check_plan(plan_new(edition, question), agreed)
    question.retired_at = None
    question.save(update_fields=["retired_at"])
    question.position = 0
    arrange(pages)
    History.objects.append(edition, "restore_question", by=by, at=at, question=question.label)
    return question


@transaction.atomic
def move_question(question, *, seen, by, at, direction=None, page=None, position=None):
    """One place up or down, also over the edge of a page; or to a page, there to a position (from 0) or the end."""
    edition = lock_form(question.edition_id, by)
    pages = form_of(edition)
    check_order(pages, seen)
    of_page, here = where(pages, question)
    target, place = goal(pages, (of_page, here), direction, page, position)
    moved = pages[of_page][1].pop(here)
    pages[target][1].insert(place, moved)
    if found := list(order_faults(flat(pages))):
        raise NotAllowed(*found)
    if (of_page, here) == (target, pages[target][1].index(moved)):
        return moved
    arrange(pages)
    was, now = pages[of_page][0].title, pages[target][0].title
    way = {_("Stelle"): f"{was}, {here + 1} → {now}, {moved.position}"}
    History.objects.append(edition, "move_question", by=by, at=at, question=moved.label, changed=way)
    return moved


def where(pages, question):
    """(index of its page, its index there)"""
    for nth, (_page, questions) in enumerate(pages):
        for place, other in enumerate(questions):
            if other.pk == question.pk:
                return nth, place
    raise FormChanged()


def goal(pages, start, direction, page, position):
    """(index of the page, index there) of where a question goes."""
    of_page, here = start
    if direction == UP:
        return (of_page, max(0, here - 1)) if here or not of_page else (of_page - 1, len(pages[of_page - 1][1]))
    if direction == DOWN:
        is_last = here + 1 == len(pages[of_page][1]) and of_page + 1 < len(pages)
        return (of_page + 1, 0) if is_last else (of_page, here + 1)
    target = next((n for n, (other, _questions) in enumerate(pages) if page and other.pk == page.pk), of_page)
    return target, len(pages[target][1]) if position is None else max(0, position)


# Pages ------------------------------------------------------------------------------------------
@transaction.atomic
def add_page(edition, title, intro, *, by, at):
    edition = lock_form(edition.pk, by)
    pages = form_of(edition)
    key = key_for(title, {page.key for page, _questions in pages}, 40)
    page = FormPage.objects.create(edition=edition, key=key, title=title, intro=intro, position=len(pages) + 1)
    History.objects.append(edition, "add_page", by=by, at=at, page=title)
    return page


def lock_page(page):
    found = FormPage.objects.filter(pk=page.pk).first()
    if found is None:
        raise FormChanged()
    return found


@transaction.atomic
def change_page(page, title, intro, *, seen, by, at):
    edition = lock_form(page.edition_id, by)
    page = lock_page(page)
    if seen != seal_of_page(page):
        raise FormChanged()
    was = {_("Überschrift"): page.title, _("Einleitung"): page.intro}
    changed = changes(was, {_("Überschrift"): title, _("Einleitung"): intro})
    if changed:
        History.objects.append(edition, "change_page", by=by, at=at, page=page.title, changed=changed)
        page.title, page.intro = title, intro
        page.save(update_fields=["title", "intro"])
    return page


@transaction.atomic
def remove_page(page, *, by, at):
    """Only where nothing is asked any more; what was asked there once moves to the next page."""
    edition = lock_form(page.edition_id, by)
    page = lock_page(page)
    others = edition.form_pages.exclude(pk=page.pk).order_by("position", "pk")
    if page.questions.asked_now().exists() or not others.exists():
        raise NotAllowed(_("Diese Seite fragt noch etwas. Verschieben oder entfernen Sie zuerst ihre Fragen."))
    page.questions.update(page=others.first())
    title = page.title
    page.delete()
    arrange(form_of(edition))
    History.objects.append(edition, "remove_page", by=by, at=at, page=title)


@transaction.atomic
def move_page(page, direction, *, seen, by, at):
    edition = lock_form(page.edition_id, by)
    pages = form_of(edition)
    check_order(pages, seen)
    here = next((n for n, (other, _questions) in enumerate(pages) if other.pk == page.pk), None)
    if here is None:
        raise FormChanged()
    target = min(max(here + (-1 if direction == UP else 1), 0), len(pages) - 1)
    pages.insert(target, pages.pop(here))
    if found := list(order_faults(flat(pages))):
        raise NotAllowed(*found)
    if target != here:
        arrange(pages)
        way = {_("Stelle"): f"{here + 1} → {target + 1}"}
        History.objects.append(edition, "move_page", by=by, at=at, page=page.title, changed=way)
    return pages[target][0]
