from django import forms
from django.utils.translation import gettext_lazy as _

from prize.models import Application

from .text import LineField


class ContactForm(forms.ModelForm):
    """Who answers for an application. Unlike in a draft, name and address have to be there."""

    contact_name = LineField(label=_("Ansprechperson"), max_length=120)
    contact_phone = LineField(
        label=_("Telefon"), max_length=40, required=False, widget=forms.TextInput({"type": "tel"})
    )

    class Meta:
        model = Application
        fields = ["contact_name", "contact_email", "contact_phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact_email"].required = True
        for name, value in {"contact_name": "name", "contact_email": "email", "contact_phone": "tel"}.items():
            self.fields[name].widget.attrs["autocomplete"] = value
