from dataclasses import dataclass

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from prize.actions.edition_texts import TextChange
from prize.models.edition_text import LONGEST, Source, hash_of, sources_of

from .text import TOO_LONG, LineField, LongTextField

NOT_TOO_LONG = MaxLengthValidator(LONGEST, TOO_LONG)  # said where somebody exceeds it, not at each of forty boxes


@dataclass
class Row:
    """An original and its box."""

    source: Source
    field: forms.BoundField
    fits: forms.BoundField | None
    hidden: list
    is_missing: bool
    other: str | None = None  # what somebody else wrote meanwhile

    @property
    def has_changed(self):
        return self.fits is not None


class TextsForm(forms.Form):
    """All texts of an edition in one language. Each box carries what its writer had before them."""

    marks_optional = False

    def __init__(self, data=None, *, edition, language):
        super().__init__(data)
        self.sources = sources_of(edition)
        self.texts = {text.key: text for text in edition.texts.filter(language=language)}
        self.others = {}
        side = {"lang": language, "dir": "rtl" if get_language_info(language)["bidi"] else "ltr"}
        for source in self.sources:
            self.add(source, side)

    def add(self, source, side):
        kept = self.texts.get(source.key)
        text, kind = kept.text if kept else "", LongTextField if source.is_long else LineField
        size = {"rows": 6 if source.is_long else 2}
        self.fields[source.key] = kind(
            label=source.label,
            initial=text,
            required=False,
            validators=[NOT_TOO_LONG],
            widget=forms.Textarea(side | size),
        )
        for name, value in (("shown", hash_of(text)), ("source", hash_of(source.text))):
            self.fields[f"{source.key}:{name}"] = forms.CharField(
                initial=value, widget=forms.HiddenInput, required=False, max_length=64
            )
        self.fields[f"{source.key}:fits"] = forms.BooleanField(label=_("Die Übersetzung passt noch."), required=False)

    def changes(self):
        """{key: TextChange} of what was typed."""
        data = self.cleaned_data
        return {
            source.key: TextChange(
                data[source.key],
                data[f"{source.key}:shown"],
                data[f"{source.key}:source"],
                fits=data[f"{source.key}:fits"] and source.key in self.texts,
            )
            for source in self.sources
            if source.key in self.data  # a text that is new since the page was opened has no box in it
        }

    def refuse(self, others):
        """Show what others wrote beside what was typed; saving once more replaces it."""
        self.data, self.others = self.data.copy(), others
        for key, text in others.items():
            self.data[f"{key}:shown"] = hash_of(text)

    def rows(self):
        return [self.row(source) for source in self.sources]

    def row(self, source):
        kept, key = self.texts.get(source.key), source.key
        has_changed = kept is not None and kept.source_hash != hash_of(source.text)
        hidden = [self[f"{key}:shown"], self[f"{key}:source"]]
        fits = self[f"{key}:fits"] if has_changed else None
        return Row(source, self[key], fits, hidden, kept is None, self.others.get(key))
