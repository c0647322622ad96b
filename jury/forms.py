from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prize.forms.text import LongTextField

MOST_BUTTONS = 11  # a longer scale is typed, not chosen


class SheetForm(forms.Form):
    """A score sheet: one mark for each criterion, which a draft may leave open, and two texts."""

    comment = LongTextField(
        label=gettext_lazy("Bemerkung für die Jury"),
        help_text=gettext_lazy("Die anderen Mitglieder lesen sie erst in der Sitzung."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    note = LongTextField(
        label=gettext_lazy("Eigene Notiz"),
        help_text=gettext_lazy("Die sehen nur Sie."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, reading, data=None):
        sheet = reading.sheet
        initial = {self.name_of(c): value for c, value in reading.marked_criteria()}
        if sheet:
            initial |= {"comment": sheet.comment, "note": sheet.note}
        super().__init__(data, initial=initial | {"version": sheet.version if sheet else 0})
        self.criteria = reading.criteria
        is_handed_in = bool(data) and data.get("then") == "hand_in"
        marks = {self.name_of(c): mark_field(c, is_required=is_handed_in) for c in self.criteria}
        self.fields = marks | self.fields

    @staticmethod
    def name_of(criterion):
        return f"mark_{criterion.pk}"

    def marks(self):
        """[(criterion, bound field)]"""
        return [(criterion, self[self.name_of(criterion)]) for criterion in self.criteria]

    def facts(self):
        """What jury.actions.save_sheet wants."""
        marks = {criterion.pk: self.cleaned_data[self.name_of(criterion)] for criterion in self.criteria}
        return {"marks": marks, **{name: self.cleaned_data[name] for name in ("comment", "note", "version")}}


def mark_field(criterion, *, is_required):
    out_of_scale = _("Bitte eine ganze Zahl von %(low)s bis %(high)s.") % {"low": criterion.low, "high": criterion.high}
    facts = {"label": criterion.name, "help_text": criterion.hint, "required": is_required}
    missing = {"required": _("Hier fehlt noch Ihre Note.")}
    if len(criterion.scale) > MOST_BUTTONS:
        messages = missing | dict.fromkeys(("invalid", "min_value", "max_value"), out_of_scale)
        return forms.IntegerField(min_value=criterion.low, max_value=criterion.high, error_messages=messages, **facts)
    return forms.TypedChoiceField(
        choices=[(value, value) for value in criterion.scale],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages=missing | {"invalid_choice": out_of_scale},
        **facts,
    )
