"""Questions as form fields. A field cleans to the answer as Question keeps it and never refuses what somebody typed:
what is wrong with an answer is said beside the field, and the answer is kept all the same."""

import datetime
import re
from collections.abc import Callable

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from prize.models import Fact, FieldOfAction, QuestionKind

from .organisation import DistrictField
from .renderer import LEFT, TOO_MANY
from .text import LineField, LongTextField

PRIVACY = "has_read_privacy"  # the declaration beside which the notice is one click away
FEW = 6  # as many options are shown as radio buttons, more as a list
AUTOCOMPLETE = {Fact.CONTACT_NAME: "name", Fact.CONTACT_EMAIL: "email", Fact.CONTACT_PHONE: "tel"}


class NumberAnswer(LineField):
    """An int, or what was typed."""

    def to_python(self, value):
        text = super().to_python(value)
        digits = re.sub(r"(?<=\d)[. \u202f'](?=\d{3}\b)", "", text)
        return int(digits) if re.fullmatch(r"[+-]?\d{1,15}", digits) else text


class DateAnswer(LineField):
    """An ISO date, or what was typed."""

    def to_python(self, value):
        text = super().to_python(value)
        for pattern in ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.datetime.strptime(text.replace(" ", ""), pattern).date().isoformat()  # noqa: DTZ007 -- a date
            except ValueError:
                continue
        return text

    def prepare_value(self, value):
        try:
            return datetime.date.fromisoformat(value).strftime("%d.%m.%Y")
        except (TypeError, ValueError):
            return value


class UrlAnswer(LineField):
    def to_python(self, value):
        text = super().to_python(value)
        return f"https://{text}" if text and "://" not in text else text


class DistrictAnswer(DistrictField):
    """The pk of a district, or an empty text."""

    def clean(self, value):
        district = super().clean(value)
        return district.pk if district else ""


class PksAnswer(forms.TypedMultipleChoiceField):
    def __init__(self, **kwargs):
        super().__init__(coerce=int, widget=forms.CheckboxSelectMultiple, required=False, **kwargs)


class DeclarationAnswer(forms.BooleanField):
    """The revision of the wording that is agreed to, or 0."""

    def __init__(self, *, revision, **kwargs):
        super().__init__(required=False, **kwargs)
        self.revision = revision

    def clean(self, value):
        return self.revision if super().clean(value) else 0

    def prepare_value(self, value):
        """An agreement with another wording is none."""
        return value is True or value in ("on", self.revision)


def text_widget(question):
    attrs = {"dir": "auto"}
    if question.fact in AUTOCOMPLETE:
        attrs["autocomplete"] = AUTOCOMPLETE[question.fact]
    if question.fact == Fact.CONTACT_EMAIL:
        return forms.EmailInput(attrs=attrs | {"dir": "ltr"})
    if question.fact == Fact.CONTACT_PHONE:
        return forms.TextInput(attrs=attrs | {"inputmode": "tel", "dir": "ltr"})
    return forms.TextInput(attrs=attrs | counter(question))


def counter(question):
    """What static/counter.js counts down to, and how it says so; the limits stand in the hint as well."""
    limits = {"data-max-chars": question.max_chars, "data-max-words": question.max_words}
    found = {name: limit for name, limit in limits.items() if limit}
    if not found:
        return {}
    words = {f"data-left-{name}": text for name, text in LEFT.items()}
    words |= {f"data-many-{name}": text for name, text in TOO_MANY.items()}
    return found | words | {"data-counter": ""}


def rows(question):
    return min(14, max(3, (question.max_chars or (question.max_words or 100) * 7) // 250))


def options(question):
    return [(option["key"], option["label"]) for option in question.options]


def choice_field(question, application, **shared):
    if question.fact == Fact.DISTRICT:
        field = DistrictAnswer(**shared)
        field.load()
        return field
    few = len(question.options) <= FEW
    none = [] if question.is_required and few else [("", _("keine Angabe") if few else _("Bitte wählen"))]
    widget = forms.RadioSelect if few else forms.Select
    return forms.ChoiceField(choices=[*none, *options(question)], widget=widget, required=False, **shared)


def choices_field(question, application, **shared):
    if question.fact == Fact.FIELDS_OF_ACTION:
        return PksAnswer(choices=[(f.pk, str(f)) for f in FieldOfAction.objects.all()], **shared)
    if question.fact == Fact.CHOSEN_AWARDS:
        return PksAnswer(choices=[(a.pk, a.with_donor_and_sum()) for a in application.awards_to_choose()], **shared)
    return forms.MultipleChoiceField(
        choices=options(question), widget=forms.CheckboxSelectMultiple, required=False, **shared
    )


def number_widget():
    return forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"})


FIELDS: dict[QuestionKind, Callable[..., forms.Field]] = {
    QuestionKind.SHORT_TEXT: lambda q, a, **shared: LineField(required=False, widget=text_widget(q), **shared),
    QuestionKind.LONG_TEXT: lambda q, a, **shared: LongTextField(
        required=False, widget=forms.Textarea(attrs={"rows": rows(q), "dir": "auto", **counter(q)}), **shared
    ),
    QuestionKind.CHOICE: choice_field,
    QuestionKind.CHOICES: choices_field,
    QuestionKind.NUMBER: lambda q, a, **shared: NumberAnswer(required=False, widget=number_widget(), **shared),
    QuestionKind.DATE: lambda q, a, **shared: DateAnswer(required=False, widget=number_widget(), **shared),
    QuestionKind.URL: lambda q, a, **shared: UrlAnswer(
        required=False, widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}), **shared
    ),
    QuestionKind.DECLARATION: lambda q, a, **shared: DeclarationAnswer(revision=q.revision, **shared),
}


def field_for(question, application):
    """The form field of a question that is no file."""
    field = FIELDS[QuestionKind(question.kind)](question, application, label=question.label)
    field.question = question
    field.help_text = question.hint
    if question.is_declaration and application.content.get(question.key) not in (None, "", 0, question.revision):
        field.help_text = _("Der Wortlaut hat sich geändert. Bitte lesen Sie ihn und stimmen Sie neu zu.")
    elif question.key == PRIVACY:
        field.help_text = format_html(
            '<a class="kern-link" href="{}" target="_blank">{}</a>',
            reverse("privacy"),
            _("Hinweise zum Datenschutz (öffnen sich in einem neuen Fenster)"),
        )
    return field


def focus_id(question):
    """Where a link to a question leads: its field, the first of a group, of files their place."""
    is_few = question.kind == QuestionKind.CHOICE and not question.fact and len(question.options) <= FEW
    is_group = question.kind == QuestionKind.CHOICES or is_few
    return f"feld_{question.key}" if question.is_file else f"id_{question.key}{'_0' if is_group else ''}"
