"""The texts that the office writes for an edition, in the other languages.

The German original stands where it always stood: at the edition, its questions and answers, its form. A row here is
what one of them says in one language.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prize import languages

from .edition import Edition
from .people import User
from .question import QuestionKind

LONGEST = 6000


@dataclass(frozen=True)
class Source:
    """A German text of an edition. key: „motto“, „faq.7.answer“, „question.goals.label“; label: what the text is."""

    key: str
    text: str
    label: str
    is_long: bool = False


def hash_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def sources_of(edition):
    """Every text of the edition that can be told in another language, in the order of the pages that show them."""
    found = (source for path in settings.EDITION_TEXTS for source in import_string(path)(edition))
    return [source for source in found if source.text.strip()]


def of_call(edition):
    yield Source("motto", edition.motto, _("Motto"))
    yield Source("call_text", edition.call_text, _("Aufruf"), is_long=True)
    for number, faq in enumerate(edition.faqs.all(), start=1):
        yield Source(f"faq.{faq.pk}.question", faq.question, _("Häufige Frage %d") % number)
        yield Source(f"faq.{faq.pk}.answer", faq.answer, _("Antwort %d") % number, is_long=True)


def of_form(edition):
    questions = edition.questions.asked_now().in_order()
    for page in edition.form_pages.order_by("position", "pk"):
        yield Source(f"page.{page.key}.title", page.title, _("Seite des Bogens: Überschrift"))
        yield Source(f"page.{page.key}.intro", page.intro, _("Seite des Bogens: Einleitung"), is_long=True)
        for question in (q for q in questions if q.page_id == page.pk):
            yield from of_question(question)


def of_question(question):
    start = f"question.{question.key}"
    yield Source(f"{start}.label", question.label, _("Frage"))
    yield Source(f"{start}.hint", question.hint, _("Hinweis"))
    yield Source(f"{start}.guiding", question.guiding, _("Leitfragen, eine je Zeile"), is_long=True)
    if question.kind != QuestionKind.URL:  # its options are hosts
        for option in question.options:
            yield Source(f"{start}.option.{option['key']}", option["label"], _("Auswahl"))


class EditionTextQuerySet(models.QuerySet):
    def counts(self, edition):
        """{language: (how many of the originals have a text, how many of these originals have changed since)}"""
        now = {source.key: hash_of(source.text) for source in sources_of(edition)}
        found = dict.fromkeys(codes(), (0, 0))
        for language, key, source_hash in self.filter(edition=edition).values_list("language", "key", "source_hash"):
            if key in now and language in found:
                ready, changed = found[language]
                found[language] = (ready + 1, changed + (source_hash != now[key]))
        return len(now), found


def codes():
    """The languages that texts are told in besides the original's."""
    return [code for code in languages.codes() if code != languages.GERMAN]


class EditionText(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(gettext_lazy("Sprache"), max_length=12, choices=settings.LANGUAGES)
    key = models.CharField(gettext_lazy("Text"), max_length=160)
    text = models.TextField(gettext_lazy("Übersetzung"), max_length=LONGEST)
    source_hash = models.CharField(max_length=64, editable=False)  # of the original that it was written after
    changed_at = models.DateTimeField(gettext_lazy("geändert"), editable=False)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = EditionTextQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("Text in einer anderen Sprache")
        verbose_name_plural = gettext_lazy("Texte in anderen Sprachen")
        ordering = ["edition_id", "language", "key"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "language", "key"], name="edition_text_once"),
            models.CheckConstraint(condition=Q(language__in=codes()), name="edition_text_language"),
            models.CheckConstraint(condition=~Q(text=""), name="edition_text_says_something"),
        ]

    def __str__(self):
        return f"{self.language}: {self.key}"


# On pages ---------------------------------------------------------------------------------------
class Spoken(str):
    """A text as a page shows it; `language` is that of the original where the page's own language has no text."""

    def __new__(cls, text, language=""):
        spoken = super().__new__(cls, text)
        spoken.language = language
        return spoken


class Texts:
    """The texts of one edition in the language of the page; one query, none for German."""

    def __init__(self, edition):
        language = languages.active()
        self.is_german = language == languages.GERMAN
        rows = () if self.is_german else edition.texts.filter(language=language).values_list("key", "text")
        self.by_key = dict(rows)

    def say(self, key, original):
        if self.is_german or not original:
            return original
        if key in self.by_key:
            return Spoken(self.by_key[key])
        standard = _(original)  # of the standard form, as long as the office has left it as it is
        return Spoken(standard, languages.GERMAN if standard == original else "")


def speak_call(edition):
    """The edition as it lies in memory, for a page, in the page's language: it must not be saved after this."""
    texts = Texts(edition)
    edition.motto, edition.call_text = (texts.say(name, getattr(edition, name)) for name in ("motto", "call_text"))
    for faq in edition.faqs.all():
        faq.question = texts.say(f"faq.{faq.pk}.question", faq.question)
        faq.answer = texts.say(f"faq.{faq.pk}.answer", faq.answer)
    return edition


def speak_form(questionnaire):
    """The pages and questions as they lie in memory, for a page, in its language. Filing reads them anew, in German."""
    texts = Texts(questionnaire.application.edition)
    if texts.is_german:
        return
    for page in questionnaire.form_pages:
        page.title = texts.say(f"page.{page.key}.title", page.title)
        page.intro = texts.say(f"page.{page.key}.intro", page.intro)
    for question in questionnaire.questions:
        for name in ("label", "hint", "guiding"):
            setattr(question, name, texts.say(f"question.{question.key}.{name}", getattr(question, name)))
        if question.kind != QuestionKind.URL:
            start = f"question.{question.key}.option"
            question.options = [
                {**option, "label": texts.say(f"{start}.{option['key']}", option["label"])}
                for option in question.options
            ]
