"""What a change of a question means for those who have answered already: what has to be agreed to, what is refused."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from prize import rules
from prize.models import Application, ApplicationState, Question, Version
from prize.models.question_rules import WIDTH, is_lead, seal
from prize.wording import nested

REQUIRED = gettext_lazy("Einreichen lässt sich ab jetzt nur mit dieser Angabe. Was eingereicht ist, bleibt gültig.")
ASKED = gettext_lazy(
    "Die Frage erscheint künftig bei anderen Bewerbungen. Antworten, die nicht mehr gefragt sind, bleiben in den "
    "Entwürfen aufgehoben, werden aber nicht mit eingereicht."
)
NARROWED = gettext_lazy("Das gilt sofort, auch für eingereichte Bewerbungen. Künftig liest die Antwort: %s.")
WIDENED = gettext_lazy(
    "Das gilt nur für das, was ab jetzt eingereicht wird. Eingereichte Antworten lesen weiter nur die, denen sie "
    "versprochen waren: %s."
)
RETIRE = gettext_lazy(
    "Die Frage wird nicht mehr gestellt. Antworten bleiben aufgehoben und in eingereichten Bewerbungen lesbar; Sie "
    "können die Frage später wieder stellen."
)
NEEDED = gettext_lazy(
    "„%s“ braucht jede Bewerbung: Ohne diese Angabe lässt sie sich nicht einreichen, finden oder beantworten. "
    "Sie können die Frage umformulieren und verschieben."
)
HARMLESS = ("hint", "guiding", "is_anonymous_safe")  # nobody's answer means something else by them
WORDING = ("label",)
WORDING_OF_DECLARATION = ("label", "hint", "guiding")  # somebody agrees to all of it
OPEN = (ApplicationState.DRAFT, ApplicationState.RETURNED)


@dataclass(frozen=True)
class Plan:
    """`asks` is {code: sentence}: what has to be agreed to before anything happens. `refusals` are [(field, words)]."""

    asks: dict[str, str] = field(default_factory=dict)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    needs_reason: bool = False

    @property
    def seal(self):
        """What somebody agrees to: these points and no others; the numbers in them may change meanwhile."""
        return seal(sorted(self.asks)) if self.asks else ""

    def is_agreed(self, agreed):
        return not self.asks or agreed == self.seal


class Survey:
    """The applications of an edition, and what they say to one question (none for a question that is new)."""

    def __init__(self, edition, question=None):
        self.edition, self.question = edition, question

    @cached_property
    def rows(self):
        """[(state, is filed, answer)]"""
        found = Application.objects.filter(edition=self.edition).exclude(state=ApplicationState.WITHDRAWN).order_by()
        if self.question is None:
            return [(state, number is not None, None) for state, number in found.values_list("state", "number")]
        said = found.annotate(said=KeyTransform(self.question.key, "content")).values_list("state", "number", "said")
        return [(state, number is not None, value) for state, number, value in said]

    @property
    def filed(self):
        return sum(is_filed for _state, is_filed, _value in self.rows)

    @property
    def drafts(self):
        return sum(state == ApplicationState.DRAFT for state, _filed, _value in self.rows)

    @property
    def open_answers(self):
        """Answers that their writers may still change."""
        answered = self.question.is_answered if self.question else bool
        return [value for state, _filed, value in self.rows if state in OPEN and answered(value)]

    @cached_property
    def was_ever_answered(self):
        """In any version, also those that are restored one day. A declaration that is not ticked says something too."""
        if self.question.is_declaration:
            return self.was_ever_shown
        versions = Version.objects.filter(application__edition=self.edition, content__has_key=self.question.key)
        said = versions.order_by().annotate(said=KeyTransform(self.question.key, "content"))
        return any(self.question.is_answered(value) for value in said.values_list("said", flat=True).iterator())

    @cached_property
    def was_ever_shown(self):
        """It stands in some version, perhaps empty."""
        return Version.objects.filter(application__edition=self.edition, content__has_key=self.question.key).exists()

    def sentences(self):
        """How many are concerned; the first thing that somebody wants to know."""
        if self.filed:
            yield (
                "filed",
                ngettext(
                    "%d Bewerbung ist schon eingereicht. Sie behält Antworten und Wortlaut von damals.",
                    "%d Bewerbungen sind schon eingereicht. Sie behalten Antworten und Wortlaut von damals.",
                    self.filed,
                )
                % self.filed,
            )
        if self.drafts:
            yield (
                "drafts",
                ngettext(
                    "%d Entwurf ist in Arbeit. Was dort schon steht, bleibt erhalten.",
                    "%d Entwürfe sind in Arbeit. Was dort schon steht, bleibt erhalten.",
                    self.drafts,
                )
                % self.drafts,
            )


def plan_change(before, before_awards, after, after_awards, *, by):
    """What a changed question brings about; `before` and `after` are the same row as it is and as it would be."""
    changed = changed_fields(before, before_awards, after, after_awards)
    survey = Survey(before.edition, before)
    refusals = [*kind_refusals(before, after, survey), *option_refusals(before, after)]
    widened = WIDTH[after.audience] > WIDTH[before.audience] and bool(survey.rows)
    if widened:
        refusals += widening_refusals(before, survey, by)
    asks = {}
    if survey.rows and any(name not in harmless(before) for name in changed):
        asks = dict(survey.sentences())
        for sentences in (wording, new_duty, options, unfit, audience):
            asks |= dict(sentences(before, after, changed, survey))
    return Plan(asks, refusals, needs_reason=widened and not refusals)


def harmless(question):
    return [name for name in HARMLESS if not (question.is_declaration and name in WORDING_OF_DECLARATION)]


def changed_fields(before, before_awards, after, after_awards):
    names = [f.name for f in Question._meta.concrete_fields if f.name not in ("page", "position", "revision")]
    found = [name for name in names if getattr(before, name) != getattr(after, name)]
    awards = {a.pk for a in before_awards} != {a.pk for a in after_awards}
    return [*found, *(["awards"] if awards else [])]


def has_new_wording(before, after):
    names = WORDING_OF_DECLARATION if before.is_declaration else WORDING
    return any(getattr(before, name) != getattr(after, name) for name in names)


# What is refused --------------------------------------------------------------------------------
def kind_refusals(before, after, survey):
    if before.kind == after.kind and before.file_kind == after.file_kind:
        return
    name = "kind" if before.kind != after.kind else "file_kind"
    if survey.was_ever_answered:
        yield name, _("Auf diese Frage gibt es schon Antworten dieser Art. Legen Sie dafür bitte eine neue Frage an.")
    if not is_lead(after) and (found := before.conditions.first()):
        yield name, _("Von dieser Auswahl hängt die Frage „%s“ ab. Ändern Sie bitte zuerst deren Bedingung.") % found


def option_refusals(before, after):
    gone = set(before.option_labels) - set(after.option_labels)
    for other in before.conditions.all() if gone else ():
        if lost := gone & {str(value) for value in other.shown_if_values}:
            words = _("„%(option)s“ wird noch gebraucht: Nur bei dieser Antwort erscheint die Frage „%(question)s“.")
            option = before.option_labels[min(lost)]
            yield "option_lines", words % {"option": nested(option), "question": nested(other.label)}


def widening_refusals(before, survey, by):
    if not rules.is_lead(by):
        yield "audience", _("Mehr Menschen lesen lassen, als beim Antworten versprochen war, kann nur die Leitung.")
    if before.is_file and survey.was_ever_answered:
        yield "audience", _("Es gibt schon Dateien, die unter einem anderen Versprechen kamen. Fragen Sie bitte neu.")


# What has to be agreed to -----------------------------------------------------------------------
def wording(before, after, changed, survey):
    if before.is_declaration and has_new_wording(before, after) and (ticked := len(survey.open_answers)):
        yield (
            "wording",
            ngettext(
                "In %d offenen Bewerbung ist die Erklärung schon angekreuzt; dort muss sie es noch einmal werden.",
                "In %d offenen Bewerbungen ist die Erklärung schon angekreuzt; dort muss sie es noch einmal werden.",
                ticked,
            )
            % ticked,
        )


def new_duty(before, after, changed, survey):
    if "is_required" in changed and after.is_required:
        yield "required", REQUIRED
    if {"shown_if", "shown_if_values", "awards"} & set(changed):
        yield "asked", ASKED


def options(before, after, changed, survey):
    new = after.option_labels
    for key, label in before.option_labels.items():
        used = sum(key in (value if isinstance(value, list) else [value]) for value in survey.open_answers)
        if key not in new and used:
            words = ngettext(
                "„%(option)s“ wird gestrichen. %(count)d offene Bewerbung hat das gewählt und muss neu wählen.",
                "„%(option)s“ wird gestrichen. %(count)d offene Bewerbungen haben das gewählt und müssen neu wählen.",
                used,
            )
            yield f"option:{key}", words % {"option": nested(label), "count": used}
        elif new.get(key, label) != label:
            words = _("„%(before)s“ heißt künftig „%(after)s“. Wer das eine gewählt hat, hat dann das andere gewählt.")
            yield f"option:{key}", words % {"before": nested(label), "after": nested(new[key])}


def unfit(before, after, changed, survey):
    """Limits that are tighter than before; removed options tell for themselves."""
    if after.kind != before.kind or "options" in changed:
        return
    count = sum(not before.wrong(value) and bool(after.wrong(value)) for value in survey.open_answers)
    if count:
        words = ngettext(
            "In %d offenen Bewerbung passt die Antwort dann nicht mehr; sie bleibt stehen, muss aber anders werden.",
            "In %d offenen Bewerbungen passt die Antwort dann nicht mehr; sie bleibt stehen, muss aber anders werden.",
            count,
        )
        yield "unfit", words % count


def audience(before, after, changed, survey):
    if "audience" not in changed:
        return
    if WIDTH[after.audience] < WIDTH[before.audience]:
        yield "audience", NARROWED % after.get_audience_display()
    else:
        yield "audience", WIDENED % before.get_audience_display()


def plan_new(edition, question):
    """A question that is added, or asked again."""
    survey = Survey(edition)
    if not survey.rows:
        return Plan()
    asks = dict(survey.sentences())
    if question.is_required:
        asks["required"] = REQUIRED
    return Plan(asks)


def plan_removal(question):
    """`asks` is never empty: a question is only removed on purpose."""
    survey = Survey(question.edition, question)
    asks = dict(survey.sentences())
    if survey.was_ever_shown or question.conditions.exists():
        asks["retire"] = RETIRE
    else:
        asks = {"delete": _("Diese Frage hat noch niemand beantwortet. Sie wird ganz gelöscht.")}
    return Plan(asks, [("", words) for words in removal_refusals(question)])


def removal_refusals(question):
    if question.is_indispensable:
        yield NEEDED % nested(question.get_fact_display())
    for other in question.conditions.asked_now():
        yield _("Von dieser Frage hängt „%s“ ab. Ändern Sie bitte zuerst deren Bedingung.") % nested(other.label)
