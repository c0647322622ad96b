from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class StepForm(forms.Form):
    """What a step of the workflow wants to know: a reason, or nothing."""

    reason = forms.CharField(label=_("Grund"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    def __init__(self, data, custom):
        """`custom` is what a transition says of itself."""
        super().__init__(data)
        if not custom.get("needs_reason"):
            del self.fields["reason"]
        elif custom.get("tells_reason"):
            self.fields["reason"].help_text = _("Diesen Text liest die Organisation in ihrem Schreiben.")

    def succeeds(self, action, **facts):
        """Take the step; what the action still misses is said beside the field."""
        if not self.is_valid():
            return False
        try:
            action(**facts, **self.facts())
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True

    def facts(self):
        """What the action wants to know besides who and when."""
        return self.cleaned_data
