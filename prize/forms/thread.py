from django import forms
from django.utils.translation import gettext_lazy as _

from prize.models.message import MOST_CHARACTERS

from .text import LongTextField


class MessageForm(forms.Form):
    """A contribution to a thread."""

    text = LongTextField(
        label=_("Ihre Nachricht"), max_length=MOST_CHARACTERS, widget=forms.Textarea(attrs={"rows": 6})
    )
