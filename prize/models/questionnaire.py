"""An edition's form in the hands of one application: what is asked, what is missing, and how it reads."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from .place import District, FieldOfAction
from .question import Audience, Fact, Question, QuestionKind


@dataclass(frozen=True)
class Problem:
    """What keeps an answer from being filed: nothing was said, or what was said is not right."""

    question: Question
    words: str
    is_missing: bool


class Questionnaire:
    """The pages and questions of an edition, for one application.

    Four queries when it is made for an edition that has loaded nothing; none where `Application.for_page` has.
    """

    def __init__(self, application):
        self.application = application

    @cached_property
    def questions(self):
        """All of the edition, also those that are not asked any more, in the order of the form."""
        questions = list(self.application.edition.questions.all())
        positions = {page.pk: index for index, page in enumerate(self.form_pages)}
        return sorted(questions, key=lambda q: (positions[q.page_id], q.position, q.pk))

    @cached_property
    def by_key(self):
        return {question.key: question for question in self.questions}

    @cached_property
    def form_pages(self):
        return sorted(self.application.edition.form_pages.all(), key=lambda page: (page.position, page.pk))

    # What is asked ------------------------------------------------------------------------------
    def asked(self, content):
        """The questions that these answers and awards lead to, in order.

        A condition that rests on a question which is itself not asked is not met.
        """
        found: dict[int, Question] = {}
        for question in self.questions:
            if question.retired_at is None and self.is_asked(question, content, found):
                found[question.pk] = question
        return list(found.values())

    def is_asked(self, question, content, asked_before):
        if question.shown_if_id and not self.is_met(question, content, asked_before):
            return False
        awards = {award.pk for award in question.awards.all()}
        return not awards or bool(awards & self.awards_in(content))

    def is_met(self, question, content, asked_before):
        first = asked_before.get(question.shown_if_id)
        if first is None:
            return False
        given = content.get(first.key)
        if first.is_declaration:
            return first.is_answered(given)
        given = given if isinstance(given, list) else [given]
        return bool({str(x) for x in given} & {str(x) for x in question.shown_if_values})

    def awards_in(self, content):
        """pks of the awards that these answers go for: the automatic ones and those that are chosen."""
        chosen = set(content.get(Fact.CHOSEN_AWARDS) or [])
        return {a.pk for a in self.application.edition.awards.all() if a.is_automatic or a.pk in chosen}

    def pages(self, content):
        """[(page, its questions)], only pages that ask something."""
        asked = self.asked(content)
        found = [(page, [q for q in asked if q.page_id == page.pk]) for page in self.form_pages]
        return [(page, questions) for page, questions in found if questions]

    def is_same(self, key, one, other):
        """Two answers to a question say the same; nothing typed and nothing ever said are one."""
        if one == other:
            return True
        question = self.by_key.get(key)
        return question is not None and not question.is_answered(one) and not question.is_answered(other)

    # What is wrong ------------------------------------------------------------------------------
    def problems(self, content):
        """What must be done before it can be filed, in the order of the form."""
        found = []
        for question in self.asked(content):
            value = content.get(question.key)
            if question.fact == Fact.CHOSEN_AWARDS and not self.application.awards_to_choose():
                continue
            if question.is_required and not question.is_answered(value):
                found.append(Problem(question, _("Diese Angabe fehlt noch."), is_missing=True))
            elif words := question.wrong(value):
                found.append(Problem(question, words, is_missing=False))
        return found

    # How it reads -------------------------------------------------------------------------------
    def document(self, content):
        """What is filed, as people read it; see Version. In German: the office and the jury read it."""
        files = {a.pk: a for a in self.application.attachments.all()}
        with translation.override("de"):
            return [
                {
                    "key": page.key,
                    "title": page.title,
                    "answers": [self.answer(question, content.get(question.key), files) for question in questions],
                }
                for page, questions in self.pages(content)
            ]

    def answer(self, question, value, files):
        named = value or [] if question.is_file else []
        return {
            "key": question.key,
            "label": question.label,
            "kind": question.kind,
            "fact": question.fact,
            "value": self.in_words(question, value) if not question.is_file else "",
            "audience": question.audience,
            "safe": question.is_anonymous_safe,
            "revision": question.revision,
            "files": [files[pk].as_filed() for pk in named if pk in files],
        }

    def in_words(self, question, value):
        """An answer as text; empty where nothing was said."""
        if question.is_declaration:
            return _("ja") if question.is_answered(value) else _("nein")
        if not question.is_answered(value):
            return ""
        return WORDS[QuestionKind(question.kind)](self, question, value)

    @cached_property
    def choices_of_facts(self):
        """{fact: {value: label}} of the facts that name rows."""
        return {
            Fact.DISTRICT: {d.pk: str(d) for d in District.objects.all()},
            Fact.FIELDS_OF_ACTION: {f.pk: str(f) for f in FieldOfAction.objects.all()},
            Fact.CHOSEN_AWARDS: {a.pk: str(a) for a in self.application.edition.awards.all()},
        }

    def labels(self, question):
        """{value: label} of a choice."""
        return self.choices_of_facts[question.fact] if question.fact else question.option_labels


def text_in_words(questionnaire, question, value):
    return str(value)


def number_in_words(questionnaire, question, value):
    """A year has no thousands separator, and nobody minds 1200 volunteers without one."""
    return number_format(value, use_l10n=False) if isinstance(value, int) else str(value)


def date_in_words(questionnaire, question, value):
    try:
        return date_format(datetime.date.fromisoformat(value), "DATE_FORMAT")
    except ValueError:
        return str(value)


def choice_in_words(questionnaire, question, value):
    return str(questionnaire.labels(question).get(value, ""))


def choices_in_words(questionnaire, question, values):
    chosen = [label for value, label in questionnaire.labels(question).items() if value in values]
    return ", ".join(map(str, chosen))


WORDS = {
    QuestionKind.SHORT_TEXT: text_in_words,
    QuestionKind.LONG_TEXT: text_in_words,
    QuestionKind.URL: text_in_words,
    QuestionKind.NUMBER: number_in_words,
    QuestionKind.DATE: date_in_words,
    QuestionKind.CHOICE: choice_in_words,
    QuestionKind.CHOICES: choices_in_words,
}


def readable(document, *, questions, for_jury=False):
    """[(page title, [answer])] of a document. The office can still close a question, which acts at once; what was filed
    under a narrower promise than today's stays with those to whom it was promised."""
    closed = {question.key for question in questions if question.audience == Audience.OFFICE}
    found = []
    for page in document:
        answers = [
            answer
            for answer in page["answers"]
            if not (for_jury and (answer["key"] in closed or answer["audience"] == Audience.OFFICE))
        ]
        if answers:
            found.append((page["title"], answers))
    return found
