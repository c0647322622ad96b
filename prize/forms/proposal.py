"""What is asked of those who propose a project, of the organisation that it is about, and of the office."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from prize.models import Application, Organisation, Proposal, ProposalState
from prize.rules import EDIT

from .organisation import DistrictField
from .register import ALL, matches
from .step import StepForm
from .text import LineField, LongTextField

MERIT = 1500
SEARCHED = ("project_title", "organisation_name", "place")
NUMBER = re.compile(r"^\s*Ü?V(?=\d{4}-)", re.IGNORECASE)  # what the numbers of proposals have before the year


def long_text(label, *, rows, most, **kwargs):
    return LongTextField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ProposalForm(forms.ModelForm):
    """The public form. Who is signed in is known; all others give the address that the link goes to."""

    district = DistrictField(label=_("Landkreis oder kreisfreie Stadt"), help_text=_("Wenn Sie es wissen."))
    merit = long_text(
        _("Warum verdient das Projekt den Preis?"), rows=7, most=MERIT,
        help_text=_("Was geschieht dort, für wen, und was hat es bewirkt? Das liest auch die Organisation."),
    )  # fmt: skip

    class Meta:
        model = Proposal
        fields = [
            "project_title", "organisation_name", "place", "district", "merit",
            "contact_name", "contact_email", "contact_phone",
            "sender_name", "sender_email", "relation", "may_name_sender",
        ]  # fmt: skip
        lines = ["project_title", "organisation_name", "place", "contact_name", "contact_phone", "sender_name"]
        field_classes = dict.fromkeys(lines, LineField)
        widgets = {"relation": forms.RadioSelect}
        labels = {
            "contact_name": _("Name einer Person, die dort zuständig ist"),
            "contact_email": _("E-Mail-Adresse der Organisation oder dieser Person"),
            "contact_phone": _("Telefonnummer der Organisation"),
        }
        help_texts = {
            "organisation_name": _("Der Verein, die Schule, die Initiative … hinter dem Projekt."),
            "contact_email": _("Wenn Sie eine kennen, zum Beispiel von der Internetseite. Sonst suchen wir selbst."),
            "sender_email": _("An sie schicken wir einen Link, mit dem Sie den Vorschlag bestätigen."),
            "may_name_sender": _("Ohne Häkchen nennen wir der Organisation Ihren Namen nicht."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user if user.is_authenticated else None
        for name in ("project_title", "organisation_name", "place", "merit", "sender_name", "sender_email"):
            self.fields[name].required = True
        self.fields["relation"].choices = [choice for choice in self.fields["relation"].choices if choice[0]]
        self.fields["district"].load()
        self.fields["sender_name"].widget.attrs["autocomplete"] = "name"
        self.fields["sender_email"].widget.attrs["autocomplete"] = "email"
        if self.user:
            del self.fields["sender_email"]
            self.initial.setdefault("sender_name", self.user.name)

    def fieldsets(self):
        """[(key, heading, bound fields)]"""
        names = [
            ("projekt", _("Das Projekt"), ("project_title", "organisation_name", "place", "district", "merit")),
            ("kontakt", _("Wen wir fragen können"), ("contact_name", "contact_email", "contact_phone")),
            ("sie", _("Über Sie"), ("sender_name", "sender_email", "relation", "may_name_sender")),
        ]
        return [(key, heading, [self[n] for n in found if n in self.fields]) for key, heading, found in names]

    def address(self):
        """Where its sender is reached; lower case, as the limits count it."""
        return (self.user.email if self.user else self.cleaned_data["sender_email"]).lower()

    def facts(self):
        return self.cleaned_data | {"sender_email": self.address()}


# The organisation -------------------------------------------------------------------------------
class TakeOverForm(forms.Form):
    """For which of their organisations; who has none registers it with the form for organisations."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Für welche Organisation?"))

    def __init__(self, data, *, user):
        super().__init__(data)
        found = Organisation.objects.with_right(user, EDIT)
        self.fields["organisation"].queryset = found
        self.organisations = list(found)
        if len(self.organisations) == 1:
            self.initial["organisation"] = self.organisations[0]


class AgreeForm(forms.Form):
    contact_name = LineField(label=_("Ihr Name"), max_length=120)
    contact_email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"), help_text=_("An sie schreiben wir, wenn wir etwas nicht wissen.")
    )
    answer = long_text(
        _("Ergänzungen und Berichtigungen"), rows=7, most=2000, required=False,
        help_text=_("Was fehlt oder nicht stimmt, zum Beispiel der Name des Projekts. Ein paar Worte genügen."),
    )  # fmt: skip

    def __init__(self, data, *, proposal):
        initial = {name: getattr(proposal, name) for name in ("contact_name", "contact_email")}
        super().__init__(data, initial=initial)
        self.fields["contact_name"].widget.attrs["autocomplete"] = "name"
        self.fields["contact_email"].widget.attrs["autocomplete"] = "email"


class DeclineForm(forms.Form):
    answer = long_text(_("Grund"), rows=4, most=2000, required=False)
    may_tell_answer = forms.BooleanField(
        label=_("Den Grund dürfen Sie auch der Person ausrichten, die uns vorgeschlagen hat."),
        required=False,
        help_text=_("Sonst liest ihn nur die Geschäftsstelle."),
    )


# The office -------------------------------------------------------------------------------------
class InviteProposedForm(StepForm):
    contact_name = LineField(label=_("Name der Ansprechperson"), max_length=120, required=False)
    contact_email = forms.EmailField(
        label=_("E-Mail-Adresse der Organisation"), help_text=_("An diese Adresse geht die Einladung.")
    )

    def __init__(self, data, custom, *, proposal, into=""):
        super().__init__(data, custom)
        self.initial |= {name: getattr(proposal, name) for name in ("contact_name", "contact_email")}


class MergeForm(StepForm):
    into = LineField(
        label=_("Nummer des anderen Vorschlags oder der Bewerbung"),
        max_length=20,
        help_text=_("Zum Beispiel V2027-003 oder 2027-0042. Damit geht es weiter."),
    )

    def __init__(self, data, custom, *, proposal, into=""):
        super().__init__(data, custom)
        self.proposal, self.initial["into"] = proposal, into

    def clean_into(self):
        """The thing that the number names, of the same edition."""
        wanted = self.cleaned_data["into"].upper()
        kind = Proposal.objects.confirmed() if "V" in wanted else Application.objects.filed()
        found = kind.filter(edition=self.proposal.edition).select_related("edition")
        digits = wanted.rpartition("-")[2]
        number = int(digits) if digits.isdecimal() and len(digits) < 7 else 0
        for thing in found.filter(number=number):
            if thing.reference == wanted and thing != self.proposal:
                return thing
        raise ValidationError(_("In dieser Ausgabe gibt es keinen anderen Eintrag mit dieser Nummer."))


class ProposalStepForm(StepForm):
    """A step that asks for a reason, or for nothing."""

    def __init__(self, data, custom, *, proposal, into=""):
        super().__init__(data, custom)


class ProposalFilterForm(forms.Form):
    marks_optional = False

    search = forms.CharField(label=_("Projekt, Organisation, Ort oder Nummer"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[*ALL, *(c for c in ProposalState.choices if c[0] != ProposalState.UNCONFIRMED)],
    )

    def filter(self, proposals):
        """Those that fit; a filter that makes no sense is left out."""
        self.is_valid()
        facts = self.cleaned_data
        if facts.get("state"):
            proposals = proposals.filter(state=facts["state"])
        if facts.get("search"):
            proposals = proposals.filter(matches(NUMBER.sub("", facts["search"]), SEARCHED))
        return proposals
