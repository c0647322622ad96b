import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prize import codes
from prize.models import LateCode, Organisation

from .text import LineField

LONGEST = datetime.timedelta(days=60)
USUAL = datetime.timedelta(days=3)


class LateCodeForm(forms.ModelForm):
    """Whom the office lets file later, why, and until when. `at` is the server's time."""

    valid_until = forms.DateTimeField(
        label=_("Gilt bis"),
        help_text=_("Ortszeit in Niedersachsen. Bis dahin muss die Bewerbung eingereicht sein."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"],
    )

    class Meta:
        model = LateCode
        fields = ["meant_for", "address", "reason", "valid_until"]
        field_classes = {"meant_for": LineField, "reason": LineField}
        help_texts = {
            "meant_for": _("Name der Organisation, gern mit der Person, mit der Sie gesprochen haben."),
            "address": _("Dorthin schicken wir den Code. Ohne Adresse geben Sie ihn selbst weiter, etwa am Telefon."),
            "reason": _("Steht im Verlauf und bei der Bewerbung, zum Beispiel „Serverausfall am letzten Tag“."),
        }

    def __init__(self, data=None, *, at, closes_at):
        evening = timezone.localtime(max(at, closes_at) + USUAL).replace(hour=18, minute=0)
        super().__init__(data, initial={"valid_until": evening})
        self.at = at

    def clean_valid_until(self):
        moment = self.cleaned_data["valid_until"]
        if moment <= self.at:
            raise ValidationError(_("Der Zeitpunkt liegt in der Vergangenheit."))
        if moment > self.at + LONGEST:
            raise ValidationError(_("Eine Nachfrist läuft höchstens 60 Tage."))
        return moment


class RedeemForm(forms.Form):
    """The code as people type it: small or large letters, with blanks and dashes or without."""

    code = LineField(
        label=_("Ihr Code"),
        help_text=_("Zwölf Zeichen, zum Beispiel ABCD-EFGH-JKLM. Große und kleine Buchstaben sind gleich."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Für welche Organisation?"),
        empty_label=_("Bitte wählen"),
        help_text=_("Der Code gilt danach nur für diese Organisation."),
    )

    def __init__(self, data=None, *, organisations):
        super().__init__(data)
        self.organisations = organisations
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=[o.pk for o in organisations])
        if len(organisations) == 1:
            del self.fields["organisation"]

    def clean_code(self):
        code = codes.clean(self.cleaned_data["code"])
        if len(code) != codes.LENGTH:
            words = _("Ein Code hat %(length)d Zeichen, dieser hat %(typed)d. Bitte prüfen Sie, ob alle da sind.")
            raise ValidationError(words % {"length": codes.LENGTH, "typed": len(code)})
        return code

    def succeeds(self, action, **facts):
        """Redeem; why it cannot be is said beside the field. Keeps what the action gives in `redeemed`."""
        if not self.is_valid():
            return False
        organisation = self.cleaned_data.get("organisation") or self.organisations[0]
        try:
            self.redeemed = action(self.cleaned_data["code"], organisation, **facts)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True
