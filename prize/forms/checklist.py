from django import forms
from django.utils.translation import gettext_lazy as _

ANSWERS = {"yes": True, "no": False, "": None}


class ChecklistForm(forms.Form):
    """The human questions of one candidacy's checklist; the system's rules are answered, not asked."""

    def __init__(self, candidacy, data=None):
        super().__init__(data, prefix=f"k{candidacy.pk}")
        self.human = {}
        for item, answer in candidacy.checklist():
            if not item.rule:
                self.human[f"item{item.pk}"] = item.pk
                self.fields[f"item{item.pk}"] = forms.ChoiceField(
                    label=item.text,
                    choices=[("yes", _("ja")), ("no", _("nein")), ("", _("offen"))],
                    widget=forms.RadioSelect,
                    required=False,
                    initial={True: "yes", False: "no", None: ""}[answer],
                )

    marks_optional = False

    def answers(self):
        """{item pk: True, False or None}"""
        return {pk: ANSWERS[self.cleaned_data[name]] for name, pk in self.human.items()}
