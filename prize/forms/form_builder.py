"""The office's editor of a form: one question, one page, the form as a whole; and how it looks to others."""

import datetime
import re

from django import forms
from django.forms.models import construct_instance
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from prize.actions.form_builder import EDITABLE
from prize.models import Application, Fact, FormPage, Organisation, Question, QuestionKind, Questionnaire
from prize.models.question_rules import (
    BELONGS,
    MOST_NUMBER,
    changes,
    faults,
    fit,
    flat,
    is_lead,
    lead_options,
    options_from,
    told,
)

from .questions import field_for
from .text import LineField, LongTextField

OF_KIND = ("option_lines", "lowest", "highest", "file_kind", "max_files", "max_mb")
NEVER_OF_INDISPENSABLE = ("is_required", "shown_if", "shown_if_values", "awards")


class ValuesField(forms.MultipleChoiceField):
    """The answers a condition waits for. Those of another question, which was chosen before, are left out."""

    def clean(self, value):
        known = {key for key, _label in self.choices}
        return [key for key in self.to_python(value) if key in known]


class QuestionForm(forms.ModelForm):
    """All kinds in one form: what does not belong to the kind is hidden by question.js, and emptied here."""

    marks_optional = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    option_lines = LongTextField(
        label=gettext_lazy("Möglichkeiten"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Eine je Zeile. Bei einer Internetadresse stehen hier die erlaubten Seiten, zum Beispiel vimeo.com; leer "
            "heißt alle."
        ),
    )
    shown_if = forms.ChoiceField(label=gettext_lazy("Diese Frage erscheint"), required=False)
    shown_if_values = ValuesField(
        label=gettext_lazy("… wenn eine dieser Antworten gegeben ist"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    awards = forms.MultipleChoiceField(
        label=gettext_lazy("Nur für diese Preise"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Ohne Auswahl wird die Frage für alle Preise gestellt."),
    )

    class Meta:
        model = Question
        fields = [
            "kind", "label", "hint", "guiding", "is_required", "max_chars", "max_words", "lowest", "highest",
            "file_kind", "max_files", "max_mb", "audience", "is_anonymous_safe",
        ]  # fmt: skip
        field_classes = {"label": LineField, "hint": LineField, "guiding": LongTextField}
        widgets = {"guiding": forms.Textarea(attrs={"rows": 3}), "audience": forms.RadioSelect}

    def __init__(self, data=None, *, question, leads, all_awards, seen=""):
        self.leads = {str(lead.pk): lead for lead in leads if is_lead(lead)}
        self.all_leads, self.all_awards = leads, all_awards
        initial = {"seen": seen, "option_lines": "\n".join(option["label"] for option in question.options)}
        initial |= {"shown_if": question.shown_if_id, "shown_if_values": list(map(str, question.shown_if_values))}
        self.awards_before = list(question.awards.all()) if question.pk else []
        initial["awards"] = [award.pk for award in self.awards_before]
        self.old_options = question.options
        super().__init__(data, instance=question, initial=initial)
        self.required_later = ("max_chars", "max_words") if question.fact else ()
        self.offer_choices()
        self.leave_out()
        self.offers_new = False  # where the change is refused because of the answers that there are

    def offer_choices(self):
        lead = self.data.get("shown_if") if self.is_bound else self.initial["shown_if"]
        self.lead = self.leads.get(str(lead or ""))
        of_lead = lead_options(self.lead) if self.lead and not self.lead.is_declaration else {}
        self.fields["shown_if"].choices = [
            ("", _("immer")),
            *((pk, _("je nach Antwort auf „%s“") % lead.label) for pk, lead in self.leads.items()),
        ]
        self.fields["shown_if_values"].choices = list(of_lead.items())
        self.fields["awards"].choices = [(award.pk, award.name) for award in self.all_awards]
        self.fields["audience"].choices = [c for c in self.fields["audience"].choices if c[0]]

    def leave_out(self):
        """What cannot be changed is not offered; the page says why."""
        question, names = self.instance, []
        if question.fact:
            names += ["kind", *OF_KIND]
        if question.is_indispensable:
            names += NEVER_OF_INDISPENSABLE
        if question.fact == Fact.CHOSEN_AWARDS:
            names.append("awards")
        if not self.all_awards:
            names.append("awards")
        for name in set(names):
            del self.fields[name]

    def clean_option_lines(self):
        """Of internet addresses only the host counts."""
        lines = self.cleaned_data["option_lines"]
        if self.cleaned_data.get("kind") != QuestionKind.URL:
            return lines
        return re.sub(r"(?m)^\s*(?:https?://)?(?:www\.)?([^/\s]*).*$", lambda line: line[1].lower(), lines)

    def _post_clean(self):
        """In place of Django's: the question's own rules say what is wrong, beside the field that can put it right."""
        question = construct_instance(self, self.instance, self._meta.fields)
        if "option_lines" in self.cleaned_data:
            question.options = options_from(self.cleaned_data["option_lines"], self.old_options)
        if "shown_if" in self.fields:
            question.shown_if = self.lead
            question.shown_if_values = self.cleaned_data.get("shown_if_values", [])
        fit(question)
        self.refuse(faults(question, self.chosen_awards(), self.all_leads))

    def refuse(self, found):
        for name, words in found:
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, words)

    def chosen_awards(self):
        pks = {int(pk) for pk in self.cleaned_data.get("awards", [])} if "awards" in self.fields else set()
        return [award for award in self.all_awards if award.pk in pks]

    def facts(self):
        """{name: value} for actions.add_question and change_question."""
        return {name: getattr(self.instance, name) for name in EDITABLE}

    def differences(self, now, awards):
        """[(what, how it is now, what was typed)] to a question that somebody else has changed."""
        typed, other = told(self.instance, self.chosen_awards()), told(now, awards)
        return [(name, other[name], typed[name]) for name in changes(other, typed)]

    def fields_for(self, *names):
        """[(bound field, kinds that it belongs to)]; for no kinds it is always shown."""
        found = {"option_lines": "options"}
        return [(self[n], " ".join(BELONGS.get(found.get(n, n), ()))) for n in names if n in self.fields]

    def basics(self):
        return self.fields_for("kind", "label", "hint", "guiding", "is_required")

    def limits(self):
        return self.fields_for("option_lines", "max_chars", "max_words", "lowest", "highest", *OF_KIND[3:])

    def readers(self):
        return self.fields_for("audience", "is_anonymous_safe")

    def conditions(self):
        return self.fields_for("shown_if", "awards")

    @property
    def lead_pk(self):
        return str(self.lead.pk) if self.lead else ""

    def values_field(self):
        """None where there is nothing to choose: always shown, or shown when a declaration is ticked."""
        has_choices = "shown_if_values" in self.fields and self.fields["shown_if_values"].choices
        return self["shown_if_values"] if has_choices else None


class FormPageForm(forms.ModelForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = FormPage
        fields = ["title", "intro"]
        field_classes = {"title": LineField, "intro": LongTextField}
        widgets = {"intro": forms.Textarea(attrs={"rows": 3})}


class TakeForm(forms.Form):
    """Which form to take over."""

    STANDARD = "standard"
    source = forms.ChoiceField(label=gettext_lazy("Welchen Bogen?"), widget=forms.RadioSelect)

    def __init__(self, data=None, *, editions):
        self.editions = {str(edition.pk): edition for edition in editions}
        newest = next(iter(self.editions), self.STANDARD)
        super().__init__(data, initial={"source": newest})
        choices = [(pk, _("Bogen der Ausgabe %s") % edition.year) for pk, edition in self.editions.items()]
        self.fields["source"].choices = [*choices, (self.STANDARD, _("Standardbogen"))]

    def edition(self):
        """None for the standard form."""
        return self.editions.get(self.cleaned_data["source"])


# How it looks to others -------------------------------------------------------------------------
class Rehearsal(Questionnaire):
    """A form in nobody's hands: everything is shown, and nothing is kept. `pages` as from question_rules.form_of."""

    def __init__(self, edition, pages):
        application = Application(edition=edition, organisation=Organisation(), version=0)
        choosable = [award for award in edition.awards.all() if not award.is_automatic]
        application.awards_to_choose = lambda: choosable  # type: ignore[method-assign] # of all kinds of organisations
        super().__init__(application)
        self.rehearsed = pages

    @cached_property
    def questions(self):
        return flat(self.rehearsed)

    def page_form(self, questions):
        return RehearsalForm(questions, self.application)

    def for_applicants(self):
        """[(page, [(question, its field or None)])]"""
        return [(page, self.page_form(questions).items()) for page, questions in self.rehearsed]

    def for_jury(self):
        """[(page title, [answer])] with made-up answers, as parts/answers.html draws them."""
        pages = [(page.title, [q for q in questions if q.is_for_jury]) for page, questions in self.rehearsed]
        return [(title, [self.made_up(q) for q in questions]) for title, questions in pages if questions]

    def made_up(self, question):
        answer = self.answer(question, sample(question, self.labels), {})
        return answer | ({"value": files_in_words(question)} if question.is_file else {})


class RehearsalForm(forms.Form):
    """Fields as in the wizard, with names of their own beside the editor's."""

    def __init__(self, questions, application):
        super().__init__(prefix="vorschau")
        self.questions = questions
        for question in questions:
            if not question.is_file:
                self.fields[question.key or "neu"] = field_for(question, application)
        self.required_later = [q.key or "neu" for q in questions if q.is_required]

    def items(self):
        return [(q, None if q.is_file else self[q.key or "neu"]) for q in self.questions]


def sample(question, labels):
    """An answer that fits, so that one sees how answers read."""
    return SAMPLES.get(question.kind, lambda q, labels: _("Eine Antwort in einer Zeile"))(question, labels)


def sample_number(question, labels):
    low = -MOST_NUMBER if question.lowest is None else question.lowest
    return min(max(42, low), MOST_NUMBER if question.highest is None else question.highest)


SAMPLES = {
    QuestionKind.CHOICE: lambda q, labels: next(iter(labels(q)), ""),
    QuestionKind.CHOICES: lambda q, labels: list(labels(q))[:2],
    QuestionKind.NUMBER: sample_number,
    QuestionKind.DATE: lambda q, labels: datetime.date(q.edition.year, 5, 9).isoformat(),
    QuestionKind.URL: lambda q, labels: f"https://{next(iter(q.option_labels.values()), 'www.example.org')}/beispiel",
    QuestionKind.DECLARATION: lambda q, labels: q.revision,
    QuestionKind.LONG_TEXT: lambda q, labels: _(
        "Hier steht, was die Organisation geschrieben hat. Es kann auch länger sein und Absätze haben."
    ),
}


def files_in_words(question):
    if not question.max_files:
        return _("Dateien")
    return ngettext("%d Datei zum Öffnen", "bis zu %d Dateien zum Öffnen", question.max_files) % question.max_files
