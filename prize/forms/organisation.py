from itertools import groupby

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from prize.models import District, Organisation, Region

from .text import LineField


class DistrictField(forms.ModelChoiceField):
    """The 45 districts under their regions; „Landkreis Osnabrück“ and „Stadt Osnabrück“ are two of them."""

    def __init__(self, **kwargs):
        super().__init__(District.objects.order_by("region", "name", "kind", "pk"), required=False, **kwargs)

    def load(self):
        """Fill the list; called by each form that has the field, so that forms cost their query when they are made."""
        regions = groupby(self.queryset.all(), key=lambda district: district.region)
        groups = [(Region(region).label, [(d.pk, str(d)) for d in districts]) for region, districts in regions]
        self.choices = [("", _("Bitte wählen")), *groups]


class OrganisationForm(forms.ModelForm):
    district = DistrictField(label=_("Landkreis oder kreisfreie Stadt"), help_text=_("Wo Ihre Organisation sitzt."))
    website = forms.URLField(label=_("Internetseite"), max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ["name", "kind", "street", "postcode", "town", "district", "website"]
        field_classes = dict.fromkeys(["name", "street", "postcode", "town"], LineField)
        help_texts = {
            "name": _("So, wie er auf einer Urkunde stehen soll, zum Beispiel „Willkommen in Meppen e. V.“"),
            "kind": _("Davon hängt ab, um welche Sonderpreise Sie sich bewerben können."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].load()
        self.fields["kind"].choices = [("", _("Bitte wählen")), *(c for c in self.fields["kind"].choices if c[0])]
        self.fields["postcode"].validators.append(
            RegexValidator(r"^\d{5}$", _("Eine Postleitzahl hat fünf Ziffern, zum Beispiel 30159."))
        )
        for name, value in {"name": "organization", "street": "street-address", "website": "url"}.items():
            self.fields[name].widget.attrs["autocomplete"] = value
        self.fields["postcode"].widget.attrs.update(autocomplete="postal-code", inputmode="numeric")
        self.fields["town"].widget.attrs["autocomplete"] = "address-level2"
        if self.instance.pk and self.instance.applications.filed().exists():
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _(
                "Mit dieser Art haben Sie sich beworben. Wenn sie falsch ist, schreiben Sie bitte der Geschäftsstelle."
            )
