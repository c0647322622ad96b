"""An edition's form is rows: pages of the wizard, and the questions on them.

What a question accepts is said here once; the form, the filing and the office's import all ask `Question.wrong`.
"""

import datetime
from urllib.parse import urlsplit

import regex
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .constraints import one_of
from .edition import Award, Edition

MOST_TYPED = 60_000  # characters of one answer that are kept, whatever the question's own limit is


class QuestionKind(models.TextChoices):
    SHORT_TEXT = "short_text", gettext_lazy("kurzer Text")
    LONG_TEXT = "long_text", gettext_lazy("langer Text")
    CHOICE = "choice", gettext_lazy("eine Auswahl")
    CHOICES = "choices", gettext_lazy("mehrere zur Auswahl")
    NUMBER = "number", gettext_lazy("Zahl")
    DATE = "date", gettext_lazy("Datum")
    URL = "url", gettext_lazy("Internetadresse")
    FILE = "file", gettext_lazy("Datei")
    DECLARATION = "declaration", gettext_lazy("Erklärung zum Ankreuzen")


TEXTS = (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)


class Audience(models.TextChoices):
    """Who reads the answer besides the organisation itself; each includes those before it."""

    OFFICE = "office", gettext_lazy("nur die Geschäftsstelle")
    JURY = "jury", gettext_lazy("Jury und Geschäftsstelle")
    PUBLIC = "public", gettext_lazy("alle, nach der Bekanntgabe")


class Fact(models.TextChoices):
    """What the system itself reads of an application. The answer is also kept in the column of this name."""

    PROJECT_TITLE = "project_title", gettext_lazy("Titel des Projekts")
    SHORT_TEXT = "short_text", gettext_lazy("Kurztext")
    PLACE = "place", gettext_lazy("Ort")
    DISTRICT = "district", gettext_lazy("Landkreis oder kreisfreie Stadt")
    FIELDS_OF_ACTION = "fields_of_action", gettext_lazy("Handlungsfelder")
    CONTACT_NAME = "contact_name", gettext_lazy("Ansprechperson")
    CONTACT_EMAIL = "contact_email", gettext_lazy("E-Mail der Ansprechperson")
    CONTACT_PHONE = "contact_phone", gettext_lazy("Telefon der Ansprechperson")
    CHOSEN_AWARDS = "chosen_awards", gettext_lazy("Wahl der Sonderpreise")
    MAY_BE_SHOWN = "may_be_shown", gettext_lazy("Einwilligung in die Veröffentlichung")


KIND_OF_FACT = {  # the kind follows from the fact
    Fact.PROJECT_TITLE: QuestionKind.SHORT_TEXT,
    Fact.SHORT_TEXT: QuestionKind.LONG_TEXT,
    Fact.PLACE: QuestionKind.SHORT_TEXT,
    Fact.DISTRICT: QuestionKind.CHOICE,
    Fact.FIELDS_OF_ACTION: QuestionKind.CHOICES,
    Fact.CONTACT_NAME: QuestionKind.SHORT_TEXT,
    Fact.CONTACT_EMAIL: QuestionKind.SHORT_TEXT,
    Fact.CONTACT_PHONE: QuestionKind.SHORT_TEXT,
    Fact.CHOSEN_AWARDS: QuestionKind.CHOICES,
    Fact.MAY_BE_SHOWN: QuestionKind.DECLARATION,
}
# Without these nothing can be filed, ranked or answered: the form always asks them.
INDISPENSABLE = (Fact.PROJECT_TITLE, Fact.SHORT_TEXT, Fact.PLACE, Fact.DISTRICT, Fact.CONTACT_NAME, Fact.CONTACT_EMAIL)
LONGEST = {  # what the column of a fact holds, in characters as people count them
    Fact.PROJECT_TITLE: 120,
    Fact.PLACE: 80,
    Fact.CONTACT_NAME: 120,
    Fact.CONTACT_EMAIL: 254,
    Fact.CONTACT_PHONE: 40,
}


class FileKind(models.TextChoices):
    """What a question for files takes."""

    DOCUMENT = "document", gettext_lazy("Dokumente (PDF, ODT, DOCX)")
    PICTURE = "picture", gettext_lazy("Bilder (JPEG, PNG, WebP)")
    VIDEO = "video", gettext_lazy("Videos (MP4, WebM)")


def characters(text):
    """How many characters people see: a line break is one, an emoji is one (UAX #29, extended grapheme clusters)."""
    return len(regex.findall(r"\X", text.replace("\r\n", "\n").strip()))


def words(text):
    """Runs of anything but white space."""
    return len(text.split())


class FormPage(models.Model):
    """One page of the wizard."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="form_pages")
    key = models.SlugField(gettext_lazy("Kennung"), max_length=40)
    title = models.CharField(gettext_lazy("Überschrift"), max_length=80)
    intro = models.TextField(gettext_lazy("Einleitung"), max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(gettext_lazy("Reihenfolge"), default=1)

    class Meta:
        verbose_name = gettext_lazy("Seite des Bewerbungsbogens")
        verbose_name_plural = gettext_lazy("Seiten des Bewerbungsbogens")
        ordering = ["edition_id", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="form_page_key_once")]

    def __str__(self):
        return self.title


class QuestionQuerySet(models.QuerySet):
    def asked_now(self):
        return self.filter(retired_at__isnull=True)

    def in_order(self):
        return self.order_by("page__position", "page_id", "position", "pk")


class Question(models.Model):
    """One question. Answers are kept under its key, as JSON: text, number, ISO date, option key(s), file pk(s), or the
    revision of the wording that somebody agreed to. What cannot be read as that is kept as it was typed."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="questions")
    page = models.ForeignKey(FormPage, on_delete=models.PROTECT, related_name="questions")
    key = models.SlugField(gettext_lazy("Kennung"), max_length=60)
    kind = models.CharField(gettext_lazy("Art"), max_length=12, choices=QuestionKind)
    fact = models.CharField(gettext_lazy("Angabe"), max_length=20, choices=Fact, blank=True)
    label = models.CharField(gettext_lazy("Frage"), max_length=300)
    hint = models.CharField(gettext_lazy("Hinweis"), max_length=300, blank=True)
    guiding = models.TextField(
        gettext_lazy("Leitfragen"), max_length=1500, blank=True, help_text=gettext_lazy("Eine je Zeile.")
    )
    is_required = models.BooleanField(gettext_lazy("Pflichtangabe"), default=False)
    max_chars = models.PositiveIntegerField(gettext_lazy("höchstens Zeichen"), null=True, blank=True)
    max_words = models.PositiveIntegerField(gettext_lazy("höchstens Wörter"), null=True, blank=True)
    lowest = models.IntegerField(gettext_lazy("kleinste Zahl"), null=True, blank=True)
    highest = models.IntegerField(gettext_lazy("größte Zahl"), null=True, blank=True)
    # [{"key": …, "label": …}] of a choice; of an address the hosts that are allowed, if not all are
    options = models.JSONField(gettext_lazy("Auswahl"), default=list, blank=True)
    file_kind = models.CharField(gettext_lazy("Dateien"), max_length=10, choices=FileKind, blank=True)
    max_files = models.PositiveSmallIntegerField(gettext_lazy("höchstens Dateien"), null=True, blank=True)
    max_mb = models.PositiveSmallIntegerField(gettext_lazy("höchstens MB je Datei"), null=True, blank=True)
    shown_if = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conditions",
        verbose_name=gettext_lazy("nur wenn bei dieser Frage"),
    )
    shown_if_values = models.JSONField(gettext_lazy("eine dieser Antworten steht"), default=list, blank=True)
    audience = models.CharField(
        gettext_lazy("Wer die Antwort liest"), max_length=6, choices=Audience, default=Audience.JURY
    )
    is_anonymous_safe = models.BooleanField(gettext_lazy("verrät nicht, wer sich bewirbt"), default=False)
    awards = models.ManyToManyField(
        Award, blank=True, related_name="questions", verbose_name=gettext_lazy("nur für diese Preise")
    )
    position = models.PositiveSmallIntegerField(gettext_lazy("Reihenfolge"), default=1)
    revision = models.PositiveSmallIntegerField(default=1, editable=False)  # of the wording
    retired_at = models.DateTimeField(gettext_lazy("nicht mehr gefragt seit"), null=True, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("Frage")
        verbose_name_plural = gettext_lazy("Fragen")
        ordering = ["page_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="question_key_once"),
            models.UniqueConstraint(fields=["edition", "fact"], condition=~Q(fact=""), name="question_fact_once"),
            one_of("kind", QuestionKind, "question_kind"),
            one_of("audience", Audience, "question_audience"),
            models.CheckConstraint(condition=Q(fact__in=["", *Fact.values]), name="question_fact"),
            models.CheckConstraint(condition=Q(fact="") | Q(key=models.F("fact")), name="question_key_of_its_fact"),
            models.CheckConstraint(
                condition=Q(kind="file", file_kind__in=FileKind.values, max_files__gte=1, max_mb__gte=1)
                | (~Q(kind="file") & Q(file_kind="")),
                name="question_files",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def is_file(self):
        return self.kind == QuestionKind.FILE

    @property
    def is_text(self):
        return self.kind in TEXTS

    @property
    def is_declaration(self):
        return self.kind == QuestionKind.DECLARATION

    @property
    def is_indispensable(self):
        return self.fact in INDISPENSABLE

    @property
    def is_retired(self):
        return self.retired_at is not None

    @property
    def is_for_jury(self):
        return self.audience != Audience.OFFICE

    @property
    def guiding_questions(self):
        return [line.strip() for line in self.guiding.splitlines() if line.strip()]

    @property
    def option_labels(self):
        """{key: label}, in order."""
        return {str(option["key"]): option["label"] for option in self.options}

    # What it accepts ------------------------------------------------------------------------------
    def is_answered(self, value):
        """Something was said, right or wrong."""
        if self.is_declaration:
            return value == self.revision  # of another wording is not of this one
        return value not in (None, "", [], 0) or (self.kind == QuestionKind.NUMBER and value == 0)

    def wrong(self, value):
        """What is not right yet with an answer, in words for the person who gave it; empty if nothing.

        An empty answer is never wrong: whether it is missing is asked of `is_required` at filing.
        """
        if not self.is_answered(value):
            return ""
        return CHECKS[QuestionKind(self.kind)](self, value)


def wrong_text(question, text):
    most = question.max_chars
    if most and (count := characters(text)) > most:
        return _("Bitte kürzen Sie auf höchstens %(most)s Zeichen; jetzt sind es %(count)s.") % {
            "most": number_format(most, force_grouping=True),
            "count": number_format(count, force_grouping=True),
        }
    most = question.max_words
    if most and (count := words(text)) > most:
        return _("Bitte kürzen Sie auf höchstens %(most)s Wörter; jetzt sind es %(count)s.") % {
            "most": number_format(most, force_grouping=True),
            "count": number_format(count, force_grouping=True),
        }
    if len(text) > MOST_TYPED:
        return _("Das ist zu lang, um es zu speichern.")
    if question.fact == Fact.CONTACT_EMAIL:
        return wrong_by(EmailValidator(), text, _("Geben Sie bitte eine gültige E-Mail-Adresse ein, zum Beispiel %s."))
    return ""


def wrong_by(validator, text, words):
    try:
        validator(text)
    except ValidationError:
        return words % "name@verein.de" if "%s" in words else words
    return ""


def wrong_number(question, value):
    if not isinstance(value, int):
        return _("Geben Sie bitte eine ganze Zahl ein, nur mit Ziffern.")
    low, high = question.lowest, question.highest
    if (low is not None and value < low) or (high is not None and value > high):
        return number_words(low, high)
    return ""


def number_words(low, high):
    if low is None:
        return _("Bitte höchstens %s.") % high
    if high is None:
        return _("Bitte mindestens %s.") % low
    return _("Bitte eine Zahl zwischen %(low)s und %(high)s.") % {"low": low, "high": high}


def wrong_date(question, value):
    try:
        datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        return _("Geben Sie bitte ein Datum ein, zum Beispiel 28.02.2027.")
    return ""


def wrong_url(question, value):
    if words := wrong_text(question, value):
        return words
    no_address = _("Das ist keine Internetadresse. Sie sieht zum Beispiel so aus: https://www.verein.de")
    if words := wrong_by(URLValidator(schemes=["http", "https"]), value, no_address):
        return words
    where = urlsplit(value)
    if "@" in where.netloc:  # a name before the host only hides where it leads
        return no_address
    hosts, host = question.option_labels, (where.hostname or "").removesuffix(".")
    if hosts and not any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts.values()):
        return _("Erlaubt sind nur Adressen bei: %s.") % ", ".join(hosts.values())
    return ""


def wrong_choice(question, value):
    if question.fact or value in question.option_labels:
        return ""
    return _("Diese Auswahl gibt es nicht mehr. Bitte wählen Sie neu.")


def wrong_choices(question, values):
    if question.fact or set(values) <= set(question.option_labels):
        return ""
    return _("Eine Auswahl gibt es nicht mehr. Bitte wählen Sie neu.")


def wrong_files(question, pks):
    if len(pks) <= question.max_files:
        return ""
    return ngettext("Höchstens %d Datei ist möglich.", "Höchstens %d Dateien sind möglich.", question.max_files) % (
        question.max_files
    )


CHECKS = {
    QuestionKind.SHORT_TEXT: wrong_text,
    QuestionKind.LONG_TEXT: wrong_text,
    QuestionKind.CHOICE: wrong_choice,
    QuestionKind.CHOICES: wrong_choices,
    QuestionKind.NUMBER: wrong_number,
    QuestionKind.DATE: wrong_date,
    QuestionKind.URL: wrong_url,
    QuestionKind.FILE: wrong_files,
    QuestionKind.DECLARATION: lambda question, value: "",
}
