from django import forms
from django.utils.translation import gettext_lazy as _

ANSWERS = {"yes": True, "no": False, "": None}
FOR_ALL = "for_all"


class ChecklistForm(forms.Form):
    """The human questions of one candidacy's checklist; the system's rules are answered, not asked."""

    marks_optional = False

    def __init__(self, candidacy, data=None, *, is_shared=True):
        """`is_shared`: another award of the application asks the same."""
        super().__init__(data, prefix=f"k{candidacy.pk}")
        self.human, self.texts = {}, {}
        for item, answer in candidacy.checklist():
            if not item.rule:
                self.texts[item.pk] = item.text
                self.human[f"item{item.pk}"] = item.pk
                self.fields[f"item{item.pk}"] = forms.ChoiceField(
                    label=item.text,
                    choices=[("yes", _("ja")), ("no", _("nein")), ("", _("offen"))],
                    widget=forms.RadioSelect,
                    required=False,
                    initial={True: "yes", False: "no", None: ""}[answer],
                )

        if is_shared and self.human:
            self.fields[FOR_ALL] = forms.BooleanField(
                label=_("Antworten für alle Preise dieser Bewerbung übernehmen"),
                help_text=_("Gilt für gleich lautende Prüffragen."),
                required=False,
            )

    @property
    def is_sent(self):
        return any(self.add_prefix(name) in self.data for name in self.human)

    def answers(self):
        """{item pk: True, False or None}"""
        return {pk: ANSWERS[self.cleaned_data[name]] for name, pk in self.human.items()}

    def answers_for_all(self):
        """{question: True or False} that the other awards of the application take over; what is open stays theirs."""
        if not self.cleaned_data.get(FOR_ALL):
            return {}
        return {self.texts[pk]: is_met for pk, is_met in self.answers().items() if is_met is not None}

    def same_questions(self, answers):
        """{item pk: True or False}: answers of another award to the questions that are asked here too."""
        return {pk: answers[text] for pk, text in self.texts.items() if text in answers}


def asks_the_same(candidacy, others):
    """One of its human questions is asked by another candidacy as well."""
    questions = human_questions(candidacy)
    return any(questions & human_questions(other) for other in others if other.pk != candidacy.pk)


def human_questions(candidacy):
    return {item.text for item, _answer in candidacy.checklist() if not item.rule}
