from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prize.models import Application, Fact, Organisation

from .questions import field_for
from .text import LineField, LongTextField


class NewApplicationForm(forms.ModelForm):
    """What a draft needs before it can be saved for the first time."""

    project_title = LineField(
        label=gettext_lazy("Titel des Projekts"),
        max_length=120,
        help_text=gettext_lazy("Sie können ihn später noch ändern."),
    )

    class Meta:
        model = Application
        fields = ["organisation", "project_title"]

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=[o.pk for o in organisations])
        if len(self.organisations) == 1:
            del self.fields["organisation"]

    def organisation(self):
        return self.cleaned_data.get("organisation") or self.organisations[0]


class PageForm(forms.Form):
    """One page of the wizard. It is never too wrong to be kept: `answers()` is what was typed, errors say what is not
    right yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, application, questions, **kwargs):
        initial = application.content | {"version": application.version} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        self.application, self.questions = application, [q for q in questions if not q.is_file]
        self.conflict = None
        for question in self.questions:
            self.fields[question.key] = field_for(question, application)
        self.required_later = [q.key for q in self.questions if q.is_required]
        if field := self.fields.get("has_read_privacy"):
            field.help_text = format_html(
                '<a class="kern-link" href="{}" target="_blank">{}</a>',
                reverse("privacy"),
                _("Hinweise zum Datenschutz (öffnen sich in einem neuen Fenster)"),
            )

    def clean(self):
        self.typed = {q.key: self.cleaned_data[q.key] for q in self.questions if q.key in self.cleaned_data}
        for question in self.questions:
            if words := question.key in self.typed and question.wrong(self.typed[question.key]):
                self.add_error(question.key, words)
        return self.cleaned_data

    def answers(self):
        """{question key: answer} to keep. Awards that are not offered any more stay chosen."""
        found = dict(self.typed)
        if Fact.CHOSEN_AWARDS in found:
            offered = {a.pk for a in self.application.awards_to_choose()}
            kept = [pk for pk in self.application.content.get(Fact.CHOSEN_AWARDS, []) if pk not in offered]
            found[Fact.CHOSEN_AWARDS] = [*found[Fact.CHOSEN_AWARDS], *kept]
        return found

    def base_version(self):
        return self.cleaned_data.get("version") or 0


class WithdrawForm(forms.Form):
    reason = LongTextField(
        label=gettext_lazy("Grund"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Sie müssen keinen nennen. Ein Satz hilft der Geschäftsstelle."),
    )
