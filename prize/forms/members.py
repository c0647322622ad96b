from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from prize.models import Invitation, Membership, Right
from prize.models.membership import EXPLAINED, GIVEN


class RightField(forms.ChoiceField):
    """One of the rights that can be given, with what each includes."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Recht"),
            choices=[(value, format_lazy("{} – {}", label, EXPLAINED[value])) for value, label in GIVEN],
            widget=forms.RadioSelect,
            **kwargs,
        )


class InviteForm(forms.ModelForm):
    right = RightField(initial=Right.EDIT)

    class Meta:
        model = Invitation
        fields = ["email", "right"]
        help_texts = {"email": _("An diese Adresse geht die Einladung. Nur wer sich mit ihr anmeldet, kann beitreten.")}

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        if self.organisation.memberships.filter(user__email=email).exists():
            raise ValidationError(_("Diese Person gehört schon dazu. Ihr Recht ändern Sie in der Liste."))
        return email


class RightForm(forms.ModelForm):
    right = RightField()

    class Meta:
        model = Membership
        fields = ["right"]


TYPED = {"text", "email", "url", "tel", "number"}


def typed_texts(form, data):
    """[(label, text)] of what somebody wrote in this form, without choices, files and what the page sends by itself."""
    written = [
        (field.label, data.get(field.html_name, ""))
        for field in form
        if field.widget_type == "textarea" or getattr(field.field.widget, "input_type", "") in TYPED
    ]
    return [(label, text) for label, text in written if text.strip()]
