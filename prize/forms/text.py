"""Text as people mean it: one way to write a letter, one character for a line break, nothing invisible."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

TOO_LONG = _("Bitte kürzen Sie auf höchstens %(limit_value)s Zeichen; jetzt sind es %(show_value)s.")


def tidy(text):
    """NFC, line breaks as one character each, no control characters (they break spreadsheets and letters)."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


class LineField(forms.CharField):
    """One line."""

    default_error_messages = {"max_length": TOO_LONG}

    def to_python(self, value):
        return " ".join(tidy(super().to_python(value)).split())


class LongTextField(forms.CharField):
    """Several lines. The browser is not told the limit: it would silently cut off what somebody pastes."""

    default_error_messages = {"max_length": TOO_LONG}

    def to_python(self, value):
        return tidy(super().to_python(value)).strip()

    def widget_attrs(self, widget):
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
