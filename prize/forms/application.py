from dataclasses import replace

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from prize import rules
from prize.actions.applications import LIMITS
from prize.models import Application, AttachmentKind, Award, Organisation
from prize.models.application import REQUIRED_TO_FILE
from prize.wording import file_size

from .attachment import DocumentField, PictureField
from .organisation import DistrictField
from .text import LineField, LongTextField

LINES = ["project_title", "partners", "place", "contact_name", "contact_phone"]
LONG_TEXTS = {"short_text": 4, "description": 14, "goals": 6}
DESCRIBE = gettext_lazy("Was ist auf dem Bild zu sehen? Für Menschen, die es nicht sehen können.")
FIRST_YEAR, MOST_VOLUNTEERS = 1900, 1_000_000
FIELDSETS = (
    ("projekt", gettext_lazy("Das Projekt"), ("project_title", "short_text", "description", "goals")),
    ("eckdaten", gettext_lazy("Eckdaten"), ("fields_of_action", "since_year", "volunteers", "partners", "website")),
    ("ort", gettext_lazy("Wo das Projekt stattfindet"), ("place", "district")),
    ("kontakt", gettext_lazy("Ansprechperson"), ("contact_name", "contact_email", "contact_phone")),
    ("preise", gettext_lazy("Preise"), ("chosen_awards",)),
    ("dateien", gettext_lazy("Dateien"), ("document", "picture", "alt_text")),
    ("erklaerungen", gettext_lazy("Erklärungen"), ("is_truthful", "has_read_privacy", "may_be_shown")),
)


class NewApplicationForm(forms.ModelForm):
    """What a draft needs before it can be saved for the first time."""

    class Meta:
        model = Application
        fields = ["organisation", "project_title"]
        field_classes = {"project_title": LineField}
        help_texts = {"project_title": gettext_lazy("Sie können ihn später noch ändern.")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own = Organisation.objects.with_right(user, rules.EDIT)
        self.fields["organisation"].queryset = own
        self.organisations = list(own)
        if len(self.organisations) == 1:
            del self.fields["organisation"]

    def organisation(self):
        return self.cleaned_data.get("organisation") or self.organisations[0]


class ApplicationForm(forms.ModelForm):
    """The first fixed form. A draft needs nothing but its title; what filing needs is asked of Application.missing."""

    required_later = (*REQUIRED_TO_FILE, "fields_of_action")

    district = DistrictField(label=gettext_lazy("Landkreis oder kreisfreie Stadt"))
    website = forms.URLField(
        label=gettext_lazy("Internetseite des Projekts"), max_length=200, required=False, assume_scheme="https"
    )
    chosen_awards = forms.ModelMultipleChoiceField(
        Award.objects.none(),
        label=gettext_lazy("Wir bewerben uns außerdem um"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    document = DocumentField(label=gettext_lazy("Dokument hinzufügen"))
    picture = PictureField(label=gettext_lazy("Bild hinzufügen"))
    alt_text = LineField(
        label=gettext_lazy("Bildbeschreibung"),
        help_text=DESCRIBE,
        max_length=200,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Application
        fields = [
            "project_title", "short_text", "description", "goals", "since_year", "volunteers", "partners", "place",
            "district", "fields_of_action", "website", "contact_name", "contact_email", "contact_phone",
            "chosen_awards", "is_truthful", "has_read_privacy", "may_be_shown",
        ]  # fmt: skip
        field_classes = dict.fromkeys(LINES, LineField) | dict.fromkeys(LONG_TEXTS, LongTextField)
        widgets = {
            **{name: forms.Textarea(attrs={"rows": rows}) for name, rows in LONG_TEXTS.items()},
            **{name: forms.TextInput(attrs={"inputmode": "numeric"}) for name in ("since_year", "volunteers")},
            "fields_of_action": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "short_text": gettext_lazy("Worum geht es? Zwei, drei Sätze, wie man es Nachbarn erzählt."),
            "description": gettext_lazy(
                "Was tun Sie, mit wem, wie oft? Was ist das Besondere? Was hat sich verändert?"
            ),
            "goals": gettext_lazy("Was wollen Sie erreichen, und für wen?"),
            "fields_of_action": gettext_lazy("Mindestens eines."),
            "volunteers": gettext_lazy("Ungefähr; nur Ziffern."),
            "partners": gettext_lazy("Wer macht mit? Zum Beispiel Vereine, Schulen, die Gemeinde."),
            "contact_email": gettext_lazy("An diese Adresse schicken wir Bestätigungen und Nachfragen."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflict = None
        self.fields["district"].load()
        self.fields["version"].initial = self.instance.version
        self.fields["volunteers"].validators.append(MaxValueValidator(MOST_VOLUNTEERS))
        for name, value in {"contact_name": "name", "contact_email": "email", "contact_phone": "tel"}.items():
            self.fields[name].widget.attrs["autocomplete"] = value
        self.fields["has_read_privacy"].help_text = format_html(
            '<a class="kern-link" href="{}" target="_blank">{}</a>',
            reverse("privacy"),
            _("Hinweise zum Datenschutz (öffnen sich in einem neuen Fenster)"),
        )
        self.offer_awards()
        self.offer_uploads(list(self.instance.attachments.all()))

    def offer_awards(self):
        """An award that is being decided is not offered any more; who has entered it before stays in it."""
        edition, kind = self.instance.edition, self.instance.organisation.kind
        awards = [a for a in edition.awards.select_related("donor") if rules.may_enter(a, kind)]
        closed = [a for a in awards if not a.takes_entries]
        self.kept_awards = [a for a in closed if a in self.instance.entered_awards()]
        self.automatic_awards = [a for a in awards if a in self.kept_awards or (a.is_automatic and a.takes_entries)]
        to_choose = [a for a in awards if not a.is_automatic and a.takes_entries]
        if not to_choose:
            del self.fields["chosen_awards"]
            return
        field = self.fields["chosen_awards"]
        field.queryset = Award.objects.filter(pk__in=[a.pk for a in to_choose])
        field.choices = [(a.pk, a.with_donor_and_sum()) for a in to_choose]

    def offer_uploads(self, attachments):
        """A field for each kind of file of which one more fits, and one for the description of each picture."""
        self.attachments = attachments
        left = {kind: most - sum(a.kind == kind for a in attachments) for kind, most in LIMITS.items()}
        size = file_size(settings.ATTACHMENT_MAX_BYTES)
        if left[AttachmentKind.DOCUMENT] > 0:
            self.fields["document"].help_text = _("PDF, ODT oder DOCX, höchstens %s.") % size
        else:
            self.fields.pop("document", None)
        pictures = left[AttachmentKind.PICTURE]
        if pictures > 0:
            self.fields["picture"].help_text = ngettext(
                "JPEG, PNG oder WebP, höchstens %(size)s. Noch %(left)s Bild ist möglich.",
                "JPEG, PNG oder WebP, höchstens %(size)s. Noch %(left)s Bilder sind möglich.",
                pictures,
            ) % {"size": size, "left": pictures}
        else:
            self.fields.pop("picture", None)
            self.fields.pop("alt_text", None)
        for attachment in attachments:
            if attachment.kind == AttachmentKind.PICTURE:
                self.fields[f"alt_text_{attachment.pk}"] = LineField(
                    label=_("Bildbeschreibung"),
                    max_length=200,
                    required=False,
                    initial=attachment.alt_text,
                    help_text=DESCRIBE,
                )

    def attached(self):
        """[(attachment, the field for its description or None)]"""
        return [(a, self[name] if (name := f"alt_text_{a.pk}") in self.fields else None) for a in self.attachments]

    def fieldsets(self):
        """[(anchor, heading, fields)] in the order of the page."""
        return [(key, heading, [self[n] for n in names if n in self.fields]) for key, heading, names in FIELDSETS]

    def clean_since_year(self):
        year, latest = self.cleaned_data["since_year"], timezone.localdate().year
        if year is not None and not FIRST_YEAR <= year <= latest:
            raise ValidationError(
                _("Bitte geben Sie ein Jahr zwischen %(first)s und %(latest)s an.")
                % {"first": FIRST_YEAR, "latest": latest}
            )
        return year

    def answers(self):
        """What actions.save_application keeps."""
        found = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}
        if "chosen_awards" in found:
            found["chosen_awards"] = [*found["chosen_awards"], *(a for a in self.kept_awards if not a.is_automatic)]
        return found

    def uploads(self):
        """The files that were opened and found good, also when something else on the page is not right yet."""
        found = [self.cleaned_data.get(name) for name in ("document", "picture")]
        return [replace(upload, alt_text=self.alt_text_of(upload)) for upload in found if upload]

    def alt_text_of(self, upload):
        return self.cleaned_data.get("alt_text", "") if upload.kind == AttachmentKind.PICTURE else ""

    def descriptions(self):
        """{pk of a picture: its description}, those that were changed."""
        names = {a.pk: f"alt_text_{a.pk}" for a in self.attachments}
        return {
            pk: self.cleaned_data[n] for pk, n in names.items() if n in self.changed_data and n in self.cleaned_data
        }

    def took(self, kept, attachments):
        """Files were kept while the page comes again: show them, and do not ask for them twice."""
        self.data = self.data.copy()
        self.data["alt_text"] = ""
        for attachment in kept:
            self.data[f"alt_text_{attachment.pk}"] = attachment.alt_text
        self.offer_uploads(attachments)

    def refuse(self, conflict, *, version):
        """Nothing typed is lost: the page comes again with the reason, and the next saving is a decision."""
        self.conflict = conflict
        self.data = self.data.copy()
        self.data["version"] = version


class WithdrawForm(forms.Form):
    reason = LongTextField(
        label=gettext_lazy("Grund"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Sie müssen keinen nennen. Ein Satz hilft der Geschäftsstelle."),
    )
