from django import forms
from django.utils.translation import gettext_lazy as _

from .step import StepForm
from .text import LongTextField

MOST = 1000


def remark_field(label):
    return LongTextField(
        label=label, max_length=MOST, required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


class SendBackForm(StepForm):
    """The request as a whole, and a remark at each answer that it is about."""

    reason = LongTextField(
        label=_("Worum Sie bitten"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data, custom, pages):
        """pages: [(title, [answer])] as the office reads them."""
        super().__init__(data, custom)
        self.pages = pages
        for _title, answers in pages:
            for answer in answers:
                self.fields[f"remark_{answer['key']}"] = remark_field(_("Anmerkung"))

    def parts(self):
        """[(title, [(answer, field)])]"""
        return [(title, [(a, self[f"remark_{a['key']}"]) for a in answers]) for title, answers in self.pages]

    def facts(self):
        remarks = {
            name.removeprefix("remark_"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("remark_") and text
        }
        return {"reason": self.cleaned_data["reason"], "remarks": remarks}


class RemarkAnswersForm(forms.Form):
    """What the organisation says to the office's remarks."""

    def __init__(self, data, remarks):
        super().__init__(data)
        self.remarks = remarks
        for remark in remarks:
            field = self.fields[f"answer_{remark.pk}"] = remark_field(_("Ihre Antwort"))
            field.initial = remark.answer

    def parts(self):
        """[(remark, field)]"""
        return [(remark, self[f"answer_{remark.pk}"]) for remark in self.remarks]

    def answers(self):
        """{remark pk: text}"""
        return {remark.pk: self.cleaned_data[f"answer_{remark.pk}"] for remark in self.remarks}
