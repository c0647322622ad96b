"""The register's filters: they live in the address, so a list can be kept as a bookmark and sent to a colleague."""

import re

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from prize.models import (
    ApplicationKind,
    ApplicationState,
    Award,
    Candidacy,
    CandidacyState,
    Channel,
    District,
    Region,
)

ALL = [("", _("alle"))]
OF_APPLICATION = [
    (ApplicationState.RETURNED, ApplicationState.RETURNED.label),
    ("gone", _("ganz zurückgezogen")),
]
OF_CANDIDACY = [
    (state, _("für einen Preis zurückgezogen") if state == CandidacyState.WITHDRAWN else label)
    for state, label in CandidacyState.choices
]
SORTS = {
    "number": (_("Nummer"), ["number"]),
    "-number": (_("Nummer, höchste zuerst"), ["-number"]),
    "organisation": (_("Organisation"), ["organisation__name", "number"]),
    "title": (_("Projekt"), ["project_title", "number"]),
    "place": (_("Ort"), ["place", "number"]),
}
SEARCHED = ("project_title", "organisation__name", "place")
REFERENCE = re.compile(r"^(?:Ü?\d{4}-)?0*(\d{1,6})$", re.IGNORECASE)


class RegisterForm(forms.Form):
    marks_optional = False

    search = forms.CharField(label=_("Suche"), required=False, max_length=100)
    award = forms.TypedChoiceField(label=_("Preis"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[*ALL, (_("bei einem Preis"), OF_CANDIDACY), (_("der ganzen Bewerbung"), OF_APPLICATION)],
    )
    region = forms.ChoiceField(label=_("Region"), required=False, choices=[*ALL, *Region.choices])
    district = forms.TypedChoiceField(label=_("Landkreis oder Stadt"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Art"), required=False, choices=[*ALL, *ApplicationKind.choices])
    channel = forms.ChoiceField(label=_("Eingangsweg"), required=False, choices=[*ALL, *Channel.choices])
    sort = forms.ChoiceField(
        label=_("Sortiert nach"), required=False, choices=[(key, label) for key, (label, _fields) in SORTS.items()]
    )
    late = forms.BooleanField(label=_("nur verspätete"), required=False)

    def __init__(self, data, *, edition):
        super().__init__(data, initial={"sort": "number"})
        self.edition = edition
        self.awards = list(Award.objects.filter(edition=edition).order_by("position", "pk"))
        self.fields["award"].choices = [*ALL, *((award.pk, award.name) for award in self.awards)]
        self.fields["district"].choices = [*ALL, *((d.pk, str(d)) for d in District.objects.order_by("name", "kind"))]

    def filter(self, applications):
        """The filed applications of the edition that fit; a filter that makes no sense is left out."""
        self.is_valid()
        facts = self.cleaned_data
        applications = applications.filter(edition=self.edition)
        if facts.get("search"):
            applications = applications.filter(matches(facts["search"]))
        if facts.get("late"):
            applications = applications.filter(is_late=True)
        plain = {"district__region": "region", "district": "district", "kind": "kind", "channel": "channel"}
        chosen = {lookup: facts[name] for lookup, name in plain.items() if facts.get(name)}
        applications = self.by_candidacy(applications.filter(**chosen))
        return applications.order_by(*SORTS[facts.get("sort") or "number"][1], "pk")

    def by_candidacy(self, applications):
        """Award and state mean the same candidacy."""
        award, state = self.cleaned_data.get("award"), self.cleaned_data.get("state")
        if state in {ApplicationState.RETURNED, "gone"}:
            wanted = ApplicationState.RETURNED if state == ApplicationState.RETURNED else ApplicationState.WITHDRAWN
            applications, state = applications.filter(state=wanted), ""
        chosen = {name: value for name, value in (("award", award), ("state", state)) if value}
        if not chosen:
            return applications
        return applications.filter(Exists(Candidacy.objects.filter(application=OuterRef("pk"), **chosen)))


def matches(text, fields=SEARCHED):
    """Number, title, organisation or place. SQLite folds the case of A–Z only, so for other letters the usual
    spellings are asked for too."""
    text = " ".join(text.split())
    spellings = {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}
    found = Q()
    for name in fields:
        for spelling in spellings:
            found |= Q(**{f"{name}__icontains": spelling})
    if number := REFERENCE.match(text):
        found |= Q(number=int(number[1]))
    return found
