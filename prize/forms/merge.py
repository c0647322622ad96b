from django import forms
from django.utils.translation import gettext as _

from .text import LongTextField

MINE, THEIRS, BOTH = "mine", "theirs", "both"


class MergeForm(forms.Form):
    """What is to become of two texts, question by question."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, data=None, *, conflict, application):
        super().__init__(data, initial={"version": application.version})
        self.conflict, self.application = conflict, application
        by_key = application.questionnaire.by_key
        self.questions = [by_key[key] for key in conflict.changed if key in by_key]
        for question in self.questions:
            self.fields[f"choice_{question.key}"] = self.choice(question)
            if question.is_text:
                self.fields[f"text_{question.key}"] = self.text(question)

    def choice(self, question):
        choices = [(MINE, _("den aufgehobenen Text nehmen")), (THEIRS, _("den gespeicherten Text nehmen"))]
        if question.is_text:
            choices.append((BOTH, _("zusammenführen: den Text aus dem Feld darunter nehmen")))
        return forms.ChoiceField(
            label=_("Was soll gelten?"),
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Bitte entscheiden Sie, welcher Text gelten soll.")},
        )

    def text(self, question):
        found = [said.get(question.key) or "" for said in (self.conflict.content, self.application.content)]
        return LongTextField(
            label=_("Zusammengeführter Text"),
            required=False,
            initial=("\n\n" if question.kind == "long_text" else " ").join(filter(None, found)),
            widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        )

    marks_optional = False

    def decided(self):
        """{question key: answer}"""
        return {q.key: self.answer(q) for q in self.questions}

    def answer(self, question):
        key, choice = question.key, self.cleaned_data[f"choice_{question.key}"]
        if choice == BOTH:
            return self.cleaned_data[f"text_{key}"]
        return (self.conflict if choice == MINE else self.application).content.get(key, "")

    def saw(self, version):
        """The page comes again: the next decision rests on what stands on it now."""
        self.data = self.data.copy()
        self.data["version"] = version
