from django import forms
from django.utils.translation import gettext_lazy as _

from prize.models.history import step_words

from .register import ALL, REFERENCE


class HistoryForm(forms.Form):
    """The history's filter; what makes no sense is left out, an unknown number finds nothing."""

    marks_optional = False

    number = forms.CharField(label=_("Nummer der Bewerbung"), required=False, max_length=20)
    step = forms.ChoiceField(label=_("Schritt"), required=False)

    def __init__(self, data):
        super().__init__(data)
        words = sorted(((step, str(label)) for step, label in step_words().items()), key=lambda pair: pair[1].lower())
        self.fields["step"].choices = [*ALL, *words]

    def filter(self, history):
        self.is_valid()
        facts = self.cleaned_data
        if number := facts.get("number"):
            found = REFERENCE.match(number.strip())
            history = history.filter(application__number=int(found[1])) if found else history.none()
        return history.filter(step=facts["step"]) if facts.get("step") else history
