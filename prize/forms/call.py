"""What the public pages of a call ask: does our project fit, and where may we write to."""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext_lazy as _

from prize import rules
from prize.models import ChecklistRule, OrganisationKind
from prize.wording import nested

YES, NO, ASK = "yes", "no", "ask"
OTHERS_PROJECT = _(
    "Sie möchten das Projekt anderer ins Gespräch bringen. Schlagen Sie es vor: Wir fragen die Organisation, ob sie "
    "sich bewerben möchte."
)


@dataclass
class Verdict:
    """yes: apply; ask: the office should have a look; no: not this time. With the reasons, and the awards to win."""

    awards: list = field(default_factory=list)
    hurdles: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    is_for_others: bool = False

    @property
    def answer(self):
        return NO if self.hurdles else ASK if self.questions else YES


class EligibilityForm(forms.Form):
    """Four or five quick questions about a project. The answers stay in the address and are kept nowhere."""

    kind = forms.ChoiceField(label=_("Wer sind Sie?"), choices=[("", _("Bitte wählen")), *OrganisationKind.choices])
    whose = forms.ChoiceField(
        label=_("Wessen Projekt ist es?"),
        choices=[("own", _("unser eigenes")), ("other", _("das Projekt anderer, das wir gut finden"))],
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(
        label=_("Findet das Projekt in Niedersachsen statt?"),
        choices=[("yes", _("ja, ganz oder zum Teil")), ("no", _("nein"))],
        widget=forms.RadioSelect,
    )
    runs = forms.ChoiceField(
        label=_("Läuft das Projekt schon?"),
        choices=[("yes", _("ja, oder es ist abgeschlossen")), ("no", _("nein, es ist erst geplant"))],
        widget=forms.RadioSelect,
    )
    motto = forms.ChoiceField(
        choices=[("yes", _("ja")), ("unsure", _("ich bin nicht sicher")), ("no", _("nein"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.fields["motto"].label = _("Passt das Projekt zum Motto „%s“?") % nested(edition.motto)
        if not edition.motto:
            del self.fields["motto"]
        for question in self.fields.values():
            question.error_messages["required"] = _("Bitte wählen Sie eine Antwort.")

    def verdict(self):
        """Follows from the edition's awards: the kinds that may enter, and what their checklists ask. Reads both."""
        answers, awards = self.cleaned_data, list(self.edition.awards.all())
        verdict = Verdict([award for award in awards if rules.may_enter(award, answers["kind"])])
        self.judge_kind(verdict, answers["kind"], awards)
        if answers["place"] == "no":
            asked = [any(item.rule == ChecklistRule.DISTRICT for item in award.checklist.all()) for award in awards]
            found = verdict.hurdles if asked and all(asked) else verdict.questions
            found.append(_("Ausgezeichnet werden Projekte in Niedersachsen."))
        if answers.get("motto") == "no":
            verdict.hurdles.append(_("Gesucht sind diesmal Projekte zum Motto. Es wechselt mit jeder Ausgabe."))
        if answers.get("motto") == "unsure":
            verdict.questions.append(_("Ob ein Projekt zum Motto passt, lässt sich am besten im Gespräch klären."))
        if answers["runs"] == "no":
            verdict.questions.append(_("Ihr Projekt hat noch nicht begonnen. Fragen Sie uns, was möglich ist."))
        if answers["whose"] == "other":
            verdict.questions.append(OTHERS_PROJECT)
            verdict.is_for_others = True
        return verdict

    def judge_kind(self, verdict, kind, awards):
        if not awards:
            verdict.questions.append(_("Die Preise dieser Ausgabe stehen noch nicht fest."))
        elif not verdict.awards and kind == OrganisationKind.SONSTIGE:
            verdict.questions.append(_("Ob Ihre Organisation teilnehmen kann, hängt davon ab, was sie ist."))
        elif not verdict.awards:
            label = OrganisationKind(kind).label
            verdict.hurdles.append(_("Für diese Art von Bewerbung gibt es diesmal keinen Preis: %s.") % label)


class ReminderForm(forms.Form):
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        help_text=_("Zum Beispiel name@verein.de"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
