"""The one way in which forms are drawn: KERN's markup, with hint and error tied to the field for screen readers.

A form may say `marks_optional = False` (search forms, where everything is optional) or name in `required_later` the
fields that a draft may leave empty but that are needed in the end: neither is marked „freiwillig“.
"""

from django.forms import widgets
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prize.models.question import characters, words

LEFT = {"chars": gettext_lazy("Zeichen übrig: %s"), "words": gettext_lazy("Wörter übrig: %s")}
TOO_MANY = {"chars": gettext_lazy("Zeichen zu viel: %s"), "words": gettext_lazy("Wörter zu viel: %s")}
GROUPS = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)
FROM_THE_LEFT = {"email", "url", "tel", "number", "password", "date", "time", "datetime-local"}
PLAIN_GROUPS = (widgets.MultiWidget, widgets.SelectDateWidget)
CSS = {
    "check": "kern-form-check__checkbox",
    "select": "kern-form-input__select",
    "input": "kern-form-input__input",
    "list": "kern-form-input__input",
}


def limits_in_words(question):
    most_chars, most_words = (
        number_format(n or 0, force_grouping=True) for n in (question.max_chars, question.max_words)
    )
    found = [_("Höchstens %s Zeichen.") % most_chars] if question.max_chars else []
    return " ".join(found + ([_("Höchstens %s Wörter.") % most_words] if question.max_words else []))


def counted(question, text):
    """„Zeichen übrig: 380“, for each limit of a question."""
    limits = {"chars": (question.max_chars, characters), "words": (question.max_words, words)}
    left = {name: most - count(text) for name, (most, count) in limits.items() if most}
    found = [
        (LEFT if n >= 0 else TOO_MANY)[name] % number_format(abs(n), force_grouping=True) for name, n in left.items()
    ]
    return " · ".join(found)


def writing_direction(widget):
    """What people type has its own direction, in any script. Addresses, codes and numbers run from left to right."""
    if "dir" in widget.attrs or isinstance(widget, widgets.FileInput):
        return None
    is_code = widget.attrs.get("autocapitalize") == "characters"
    if isinstance(widget, widgets.Textarea) or getattr(widget, "input_type", "") in {"text", "search"}:
        return "ltr" if is_code or isinstance(widget, widgets.DateTimeBaseInput) else "auto"
    return "ltr" if isinstance(widget, widgets.Input) and widget.input_type in FROM_THE_LEFT else None


class KernBoundField(BoundField):
    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        if limits := self.limits():
            self.help_text = format_html("{} {}", self.help_text, limits) if self.help_text else limits

    @property
    def shape(self):
        """How the field is drawn: check, group, plain_group, select, list or input."""
        widget = self.field.widget
        if isinstance(widget, GROUPS):
            return "group"
        if isinstance(widget, PLAIN_GROUPS):
            return "plain_group"
        if isinstance(widget, widgets.CheckboxInput):
            return "check"
        if isinstance(widget, widgets.Select):
            return "list" if widget.allow_multiple_selected else "select"
        return "input"

    @property
    def is_optional(self):
        return (
            not self.field.required
            and getattr(self.form, "marks_optional", True)
            and self.name not in getattr(self.form, "required_later", ())
        )

    @property
    def focus_id(self):
        """Where a link from the error summary leads: the field, or the first of a group."""
        return self.id_for_label or f"{self.auto_id}_0"

    # A question of an edition's form says more than a field -----------------------------------------
    @property
    def question(self):
        return getattr(self.field, "question", None)

    @property
    def guiding(self):
        return self.question.guiding_questions if self.question else []

    @property
    def is_autosaved(self):
        """Words beside it may appear while the page stays: they have a place on it from the start."""
        return self.question is not None

    @property
    def left(self):
        """How much may still be written, as static/counter.js goes on counting; empty where nothing is counted."""
        if "data-counter" not in self.field.widget.attrs:
            return ""
        return counted(self.question, str(self.value() or ""))

    @property
    def aria_describedby(self):
        names = [super().aria_describedby or ""]
        if self.guiding:
            names.insert(1 if self.help_text else 0, f"{self.auto_id}_guiding")
        return " ".join(filter(None, names))

    def limits(self):
        """What people have to know before they type, where the field knows it."""
        widget = self.field.widget
        if "data-counter" in widget.attrs:
            return limits_in_words(self.question)
        if isinstance(widget, widgets.Textarea) and getattr(self.field, "max_length", None):
            return _("Höchstens %s Zeichen.") % number_format(self.field.max_length, force_grouping=True)
        if isinstance(widget, widgets.DateTimeInput) and widget.input_type == "text":
            return _("Zum Beispiel 28.02.2027 18:00")
        if isinstance(widget, widgets.DateInput) and widget.input_type == "text":
            return _("Zum Beispiel 28.02.2027")
        return ""

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if widget.is_hidden:
            return attrs
        css = "kern-form-check__radio" if isinstance(widget, widgets.RadioSelect) else CSS.get(self.shape, CSS["input"])
        if isinstance(widget, widgets.CheckboxSelectMultiple):
            css = CSS["check"]
        if side := writing_direction(widget):
            attrs.setdefault("dir", side)
        names = [widget.attrs.get("class", ""), attrs.get("class", ""), css, f"{css}--error" if self.errors else ""]
        return {**attrs, "class": " ".join(filter(None, names))}


class KernRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"
    bound_field_class = KernBoundField
