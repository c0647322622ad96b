from django import forms
from django.utils.translation import gettext_lazy as _

NOW, LATER = "now", "later"


class AnnounceForm(forms.Form):
    """The moment from which everybody may know. `at` is the server's time."""

    when = forms.ChoiceField(
        label=_("Wann werden die Ergebnisse bekannt gegeben?"),
        choices=[(LATER, _("zu einem späteren Zeitpunkt")), (NOW, _("sofort"))],
        widget=forms.RadioSelect,
    )
    moment = forms.DateTimeField(
        label=_("Zeitpunkt"),
        help_text=_("Ortszeit in Niedersachsen; nur nötig, wenn die Bekanntgabe später sein soll."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"],
    )
    marks_optional = False

    def __init__(self, data=None, *, at, edition):
        super().__init__(data, initial={"when": LATER, "moment": edition.announced_at})
        self.at = at

    def clean(self):
        facts = super().clean()
        if facts.get("when") == NOW:
            facts["moment"] = self.at
        elif facts.get("when") == LATER and not self.errors.get("moment"):
            if facts.get("moment") is None:
                self.add_error("moment", _("Bitte geben Sie Tag und Uhrzeit an."))
            elif facts["moment"] <= self.at:
                self.add_error("moment", _("Der Zeitpunkt liegt in der Vergangenheit."))
        return facts
