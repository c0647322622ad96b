from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from prize import rules

from . import shown
from .application_queries import ApplicationKind, ApplicationQuerySet, ApplicationState, Channel
from .candidacy_state import SCORED
from .constraints import exactly_when, one_of
from .edition import Award, Edition
from .gates import with_reason
from .people import Organisation
from .place import District, FieldOfAction
from .questionnaire import Problem, Questionnaire, readable


def nothing_is_frozen(application):
    """What the jury has ranked does not change any more."""
    return not application.has_frozen_ranking


def nothing_is_scored(application):
    """What the jury has judged stays what it was."""
    return not any(candidacy.state in SCORED for candidacy in application.candidacies.all())


class Application(ConcurrentTransitionMixin, models.Model):
    """What is filed in an edition. Its number is given at filing, per edition and without gaps."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    kind = models.CharField(_("Art"), max_length=10, choices=ApplicationKind, default=ApplicationKind.OWN)
    language = models.CharField(_("Sprache"), max_length=12, choices=settings.LANGUAGES, default="de")
    channel = models.CharField(_("Eingangsweg"), max_length=10, choices=Channel, default=Channel.WEB)
    state = FSMField(_("Stand"), choices=ApplicationState.choices, default=ApplicationState.DRAFT, editable=False)
    number = models.PositiveIntegerField(_("Nummer"), null=True, editable=False)
    submitted_at = models.DateTimeField(_("eingegangen"), null=True, editable=False)
    late_reason = models.CharField(_("verspätet angenommen, weil"), max_length=300, blank=True, editable=False)
    is_late = models.BooleanField(_("nach Fristende eingegangen"), default=False, editable=False)
    withdrawn_at = models.DateTimeField(_("zurückgezogen"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)
    saved_at = models.DateTimeField(_("zuletzt gespeichert"), auto_now=True)

    # The working copy, as typed: {question key: answer}; see Question for the shapes. What was filed is `filed`.
    content = models.JSONField(default=dict, editable=False)
    filed = models.ForeignKey("prize.Version", on_delete=models.RESTRICT, null=True, related_name="+", editable=False)

    # What the system itself reads (question.Fact): the answers that are right; once filed, those that were filed.
    project_title = models.CharField(_("Titel des Projekts"), max_length=500)
    short_text = models.TextField(_("Kurz gesagt"), blank=True)
    place = models.CharField(_("Ort des Projekts"), max_length=300, blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Landkreis oder kreisfreie Stadt")
    )
    fields_of_action = models.ManyToManyField(FieldOfAction, blank=True, verbose_name=_("Handlungsfelder"))
    contact_name = models.CharField(_("Ansprechperson"), max_length=500, blank=True)
    contact_email = models.EmailField(_("E-Mail der Ansprechperson"), blank=True)
    contact_phone = models.CharField(_("Telefon"), max_length=160, blank=True)
    chosen_awards = models.ManyToManyField(Award, blank=True, verbose_name=_("Sonderpreise"))
    may_be_shown = models.BooleanField(
        _("Titel und Kurztext dürfen nach der Bekanntgabe öffentlich gezeigt werden."), default=False
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bewerbung")
        verbose_name_plural = _("Bewerbungen")
        ordering = ["-edition__year", "number", "pk"]
        indexes = [models.Index(fields=["edition", "state", "number"], name="application_register")]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="application_number_once"),
            one_of("state", ApplicationState, "application_state"),
            one_of("kind", ApplicationKind, "application_kind"),
            one_of("channel", Channel, "application_channel"),
            exactly_when(Q(number__isnull=False), Q(submitted_at__isnull=False), "application_number_when_submitted"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(number__isnull=False),
                name="application_filed_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(number__isnull=True), name="application_draft_has_no_number"
            ),
            exactly_when(Q(state="withdrawn"), Q(withdrawn_at__isnull=False), "application_withdrawn_at"),
            exactly_when(Q(is_late=True), ~Q(late_reason=""), "application_late_with_reason"),
        ]

    def __str__(self):
        return f"{self.reference} {self.project_title}".strip()

    def get_absolute_url(self):
        return reverse("application_status", args=[self.pk])

    def get_office_url(self):
        return reverse("application_office", args=[self.pk])

    def get_state_display(self):  # type: ignore[no-redef] # in place of the one that Django makes
        """As Django's, without hashing all choices for each call; see Candidacy."""
        return ApplicationState(self.state).label

    def get_channel_display(self):  # type: ignore[no-redef] # as above
        return Channel(self.channel).label

    @property
    def reference(self):
        """What people quote: 2026-0042, in practice Ü2026-0042; empty before filing."""
        if self.number is None:
            return ""
        return f"{'Ü' if self.edition.is_practice else ''}{self.edition.year}-{self.number:04d}"

    @property
    def is_draft(self):
        return self.state == ApplicationState.DRAFT

    @property
    def is_submitted(self):
        """Filed, and neither returned nor withdrawn since."""
        return self.state == ApplicationState.SUBMITTED

    @property
    def is_returned(self):
        return self.state == ApplicationState.RETURNED

    @property
    def is_withdrawn(self):
        return self.state == ApplicationState.WITHDRAWN

    @property
    def has_frozen_ranking(self):
        """One of its awards is being decided; reads the prefetched candidacies and awards."""
        return any(c.award.ranking_frozen_at for c in self.candidacies.all())

    @property
    def is_filed(self):
        return self.number is not None

    @property
    def is_withdrawable(self):
        """Nothing has been decided yet; reads the prefetched candidacies."""
        return not self.is_withdrawn and not any(c.is_decided for c in self.candidacies.all())

    @cached_property
    def questionnaire(self):
        """The edition's form, for this application."""
        return Questionnaire(self)

    def problems(self):
        """What must be done before it can be filed; the form, the check page and the filing ask here."""
        return self.questionnaire.problems(self.content) + self.unsettled_remarks()

    def open_remarks(self):
        """What the office noted when it sent the application back; reads the prefetched remarks."""
        return [remark for remark in self.remarks.all() if remark.is_open]

    def unsettled_remarks(self):
        """[Problem] of the remarks to which neither the answer was changed nor anything said."""
        words = _("Bitte ändern Sie diese Angabe oder antworten Sie der Geschäftsstelle.")
        by_key = self.questionnaire.by_key
        return [Problem(by_key[r.key], words, is_missing=False) for r in self.open_remarks() if not r.is_settled()]

    def filed_file_pks(self):
        """Attachments that some filed version names: they stay on record. Asks for the versions."""
        documents = self.versions.filter(document__isnull=False).values_list("document", flat=True)
        return {f["pk"] for document in documents for page in document for a in page["answers"] for f in a["files"]}

    def files(self, *, for_jury=False):
        """The attachments that `answers` names, in the order of the form; reads what `for_page` has loaded."""
        return self._named_in(self.answers(for_jury=for_jury))

    def working_files(self, *, for_jury=False):
        """The same of the working copy."""
        return self._named_in(self.preview(for_jury=for_jury))

    def _named_in(self, pages):
        by_pk = {a.pk: a for a in self.attachments.all()}
        named = [f for _title, answers in pages for answer in answers for f in answer["files"]]
        return [by_pk[f["pk"]].described(f["alt"]) for f in named if f["pk"] in by_pk]

    def awards_to_choose(self):
        """Those that only run by choice, are open to the organisation and still take entries."""
        return [
            a
            for a in self.edition.awards.all()
            if not a.is_automatic and a.takes_entries and rules.may_enter(a, self.organisation.kind)
        ]

    def chooses(self, award):
        """Automatic ones always, others by the applicant's choice."""
        return award.is_automatic or award in self.chosen_awards.all()

    def awards_to_enter(self):
        """Those it runs for already or may still enter; none that it has left for good."""
        left = {c.award_id for c in self.candidacies.all() if c.is_withdrawn}
        running = self.entered_awards()
        return [a for a in self.wanted_awards() if a.pk not in left and (a.takes_entries or a in running)]

    def awards_too_late(self):
        """Those it would enter if they were not being decided already."""
        entered = {c.award_id for c in self.candidacies.all()}
        return [a for a in self.wanted_awards() if a.pk not in entered and not a.takes_entries]

    def wanted_awards(self):
        """Those it chooses, but none that excludes the kind of the organisation."""
        awards = self.edition.awards.all()
        return [a for a in awards if self.chooses(a) and rules.may_enter(a, self.organisation.kind)]

    def entered_awards(self):
        return [c.award for c in self.candidacies.all() if not c.is_withdrawn]

    def shown_state(self, user, at):
        """What the user may know, as a shown.Shown; reads the prefetched candidacies."""
        if self.is_draft:
            return shown.DRAFT if rules.is_writable(self, at) else shown.LAPSED
        if self.is_returned:
            return shown.RETURNED
        states = [c.shown_state(user, at) for c in self.candidacies.all()]
        if self.is_withdrawn or not states:
            return shown.WITHDRAWN if self.is_withdrawn else shown.RECEIVED
        return max(states, key=lambda state: state.weight)

    def answers(self, *, for_jury=False):
        """[(page title, [answer])] as filed, of a draft as it stands; see Version.document for an answer.

        A jury reads neither the contact nor the declarations. Reads nothing but what `for_page` has loaded.
        """
        document = self.filed.document if self.filed else self.questionnaire.document(self.content)
        return readable(document, questions=self.edition.questions.all() if for_jury else (), for_jury=for_jury)

    def preview(self, *, for_jury=False):
        """The same of the working copy: what will be read once it is filed."""
        document = self.questionnaire.document(self.content)
        return readable(document, questions=self.edition.questions.all(), for_jury=for_jury)

    def steps_for(self, user):
        """The steps of the application itself that are open to this user and become buttons."""
        return [t for t in self.get_available_user_state_transitions(user) if t.custom.get("is_button", True)]

    def what_closes(self, step, user=None):
        """Why a step is not open, in words."""
        if step == "send_back" and self.has_frozen_ranking:
            return [_("Die Rangliste ist schon festgeschrieben; an der Bewerbung ändert sich nichts mehr.")]
        if step == "send_back" and not nothing_is_scored(self):
            return [_("Die Jury hat die Bewerbung schon bewertet; an der Bewerbung ändert sich nichts mehr.")]
        return []

    # Transitions --------------------------------------------------------------------------------
    @transition(
        field=state,
        source=[ApplicationState.DRAFT, ApplicationState.RETURNED],
        target=ApplicationState.SUBMITTED,
        custom={"label": _("Einreichen"), "is_button": False},
    )
    def file(self, *, by, at, number, channel=Channel.WEB, late_reason=""):
        """File, or file again after a return: the number and moment of the first filing stay."""
        if self.number is None:
            self.number, self.submitted_at, self.channel = number, at, channel
            self.late_reason, self.is_late = late_reason, bool(late_reason)

    @transition(
        field=state,
        source=ApplicationState.SUBMITTED,
        target=ApplicationState.RETURNED,
        conditions=[nothing_is_frozen, nothing_is_scored],
        permission=lambda application, user: rules.is_office(user),
        custom={
            "label": _("Zur Ergänzung zurückgeben"),
            "meaning": _(
                "Die Organisation kann ihre Bewerbung wieder bearbeiten und reicht sie danach erneut ein; Nummer und "
                "Eingang bleiben. Sie bekommt sofort eine E-Mail mit Ihrem Hinweis."
            ),
            "needs_reason": True,
            "tells_reason": True,
        },
    )
    def send_back(self, *, by, at, reason, remarks=()):
        with_reason(reason)  # what is missing; kept in the history and told in the letter

    @transition(
        field=state,
        source=[ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED],
        target=ApplicationState.WITHDRAWN,
        permission=rules.may_withdraw,
        custom={
            "label": _("Bewerbung zurückziehen"),
            "meaning": _(
                "Die Bewerbung scheidet für alle Preise aus. Das lässt sich nicht rückgängig machen. Die Organisation "
                "bekommt sofort eine Bestätigung."
            ),
            "needs_reason": True,
            "tone": "danger",
        },
    )
    def withdraw(self, *, by, at, reason=""):
        self.withdrawn_at = at
