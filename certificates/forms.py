import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from certificates.models import Design, Signatory
from prize import codes

SPARE_ROWS, MAX_ROWS = 1, 8
CODE_INPUT = forms.TextInput(
    attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "size": 18}
)


class DesignForm(forms.ModelForm):
    class Meta:
        model = Design
        fields = ["place", "date"]
        widgets = {"date": forms.DateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        edition = self.instance.edition
        if edition.ceremony_place:
            self.fields["place"].help_text = _("Leer: der Ort der Verleihung, „%s“.") % edition.ceremony_place
        if edition.ceremony_on:
            self.fields["date"].help_text = _("Leer: der Tag der Verleihung, %s.") % f"{edition.ceremony_on:%d.%m.%Y}"


class SignatoryForm(forms.ModelForm):
    class Meta:
        model = Signatory
        fields = ["name", "office", "valid_from", "valid_to"]
        widgets = {"valid_from": forms.DateInput, "valid_to": forms.DateInput}

    def clean(self):
        data = super().clean()
        if data.get("valid_from") and data.get("valid_to") and data["valid_from"] > data["valid_to"]:
            self.add_error("valid_to", _("Dieser Tag liegt vor dem ersten Tag."))
        return data


class BaseSignatoryFormSet(forms.BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Reihenfolge auf der Urkunde")
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Diese Unterschrift entfernen")

    def signatories(self):
        """What is to be kept, in the order that was asked for."""
        return [{name: form.cleaned_data[name] for name in SignatoryForm.Meta.fields} for form in self.ordered_forms]


SignatoryFormSet = forms.formset_factory(
    SignatoryForm,
    formset=BaseSignatoryFormSet,
    extra=SPARE_ROWS,
    max_num=MAX_ROWS,
    can_order=True,
    can_delete=True,
    can_delete_extra=False,
)


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund des Widerrufs"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Steht im Verlauf. Öffentlich zu sehen ist nur, dass und wann widerrufen wurde."),
    )


def read_code(typed):
    """A code as the addresses have it. Raises ValidationError where it cannot be one."""
    code = codes.clean(typed)
    if not codes.is_code(code):
        raise ValidationError(
            _("Ein Prüfcode hat zwölf Buchstaben und Ziffern. Die Zeichen 0, O, 1 und I kommen darin nicht vor.")
        )
    return codes.grouped(code)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Prüfcode"),
        max_length=60,
        help_text=_("Er steht auf der Urkunde unter dem QR-Code, zum Beispiel ABCD-EFGH-JKLM."),
        widget=CODE_INPUT,
    )

    def clean_code(self):
        return read_code(self.cleaned_data["code"])


class ReceiptCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Prüfcode"),
        max_length=60,
        help_text=_("Er steht auf jeder Seite der Eingangsbestätigung unten, zum Beispiel ABCD-EFGH-JKLM."),
        widget=CODE_INPUT,
    )

    def clean_code(self):
        return read_code(self.cleaned_data["code"])


class ReceiptFileForm(forms.Form):
    file = forms.FileField(
        label=_("Eingangsbestätigung als PDF"),
        allow_empty_file=True,
        help_text=_("Die Datei wird nur verglichen, nicht gespeichert."),
    )

    def sha256(self):
        digest = hashlib.sha256()
        for chunk in self.cleaned_data["file"].chunks():
            digest.update(chunk)
        return digest.hexdigest()
