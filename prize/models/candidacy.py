"""One application running for one award: the workflow of design.md lives here."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from prize import rules

from . import shown
from .application import Application
from .candidacy_state import DECIDED, IN_COMPETITION, TONES, CandidacyState
from .constraints import exactly_when, one_of
from .edition import Award
from .gates import (
    CONDITION_WORDS,
    PERMISSION_WORDS,
    a_place_is_free,
    award_is_decided,
    by_applicant_or_office,
    by_lead,
    by_office,
    by_second_person,
    by_signed_in,
    checklist_is_complete,
    holds_no_other_award,
    is_nominated,
    is_submitted,
    ranking_is_not_frozen,
    rule_answer,
    with_reason,
)
from .people import User

S = CandidacyState


class CandidacyQuerySet(models.QuerySet):
    def awarded(self):
        return self.filter(state=S.AWARDED)

    def in_competition(self):
        """Let in and not withdrawn: what a jury reads and a ranking holds."""
        return self.filter(state__in=IN_COMPETITION)

    def visible_to(self, user):
        return self.filter(application__in=Application.objects.visible_to(user))

    def for_awards(self, edition):
        """Who is nominated for, or holds, an award of the edition."""
        return (
            self.filter(award__edition=edition)
            .filter(Q(state=S.AWARDED) | Q(state=S.JURY_SCORED, nominated_at__isnull=False))
            .select_related("application__edition", "application__organisation", "award", "nominated_by", "awarded_by")
            .order_by("award__position", "slot", "application__number", "pk")
        )

    def for_step(self):
        return self.select_related(
            "application__edition", "application__organisation", "award__donor"
        ).prefetch_related(
            "application__organisation__memberships",
            "application__candidacies",
            "award__checklist",
            "checklist_answers",
        )


class Candidacy(ConcurrentTransitionMixin, models.Model):
    """`custom` of a transition: `label` for the button, `meaning` (what it brings about, said before it is taken),
    `needs_reason`, `tells_reason` (to the organisation), `tone` (danger), and
    `is_button` false where another app takes the step."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="candidacies")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="candidacies")
    state = FSMField(_("Stand"), choices=S.choices, default=S.SUBMITTED, editable=False)
    reason = models.TextField(_("Grund"), blank=True, editable=False)
    accepted_at = models.DateTimeField(_("zugelassen"), null=True, editable=False)
    scored_at = models.DateTimeField(_("bewertet"), null=True, editable=False)
    nominated_at = models.DateTimeField(_("vorgeschlagen"), null=True, editable=False)
    nominated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("vorgeschlagen von")
    )
    awarded_at = models.DateTimeField(_("ausgezeichnet"), null=True, editable=False)
    awarded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("bestätigt von")
    )
    slot = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="Which of the award's equal places; two holders of one are impossible."
    )
    withdrawn_at = models.DateTimeField(_("zurückgezogen"), null=True, editable=False)

    objects = CandidacyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kandidatur")
        verbose_name_plural = _("Kandidaturen")
        ordering = ["application_id", "award__position", "pk"]
        indexes = [models.Index(fields=["award", "state"], name="candidacy_by_award_and_state")]
        constraints = [
            models.UniqueConstraint(fields=["application", "award"], name="candidacy_once"),
            models.UniqueConstraint(fields=["award", "slot"], name="candidacy_slot_once"),
            one_of("state", S, "candidacy_state"),
            exactly_when(Q(state=S.AWARDED), Q(awarded_at__isnull=False), "candidacy_awarded_at"),
            exactly_when(Q(state=S.AWARDED), Q(slot__isnull=False), "candidacy_awarded_slot"),
            exactly_when(Q(state=S.AWARDED), Q(awarded_by__isnull=False), "candidacy_awarded_by"),
            models.CheckConstraint(
                condition=~Q(state=S.AWARDED)
                | (Q(nominated_by__isnull=False) & ~Q(nominated_by=models.F("awarded_by"))),
                name="candidacy_four_eyes",
            ),
            exactly_when(
                Q(nominated_at__isnull=False), Q(nominated_by__isnull=False), "candidacy_nominated_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state=S.INELIGIBLE) | ~Q(reason=""), name="candidacy_ineligible_with_reason"
            ),
            exactly_when(Q(state=S.WITHDRAWN), Q(withdrawn_at__isnull=False), "candidacy_withdrawn_at"),
            models.CheckConstraint(
                condition=~Q(state__in=IN_COMPETITION) | Q(accepted_at__isnull=False), name="candidacy_accepted_at"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(S.JURY_SCORED, *DECIDED)) | Q(scored_at__isnull=False),
                name="candidacy_scored_at",
            ),
            models.CheckConstraint(
                condition=Q(nominated_at__isnull=True) | Q(state__in=(S.JURY_SCORED, *DECIDED)),
                name="candidacy_nominated_after_scoring",
            ),
        ]

    def __str__(self):
        return f"{self.application} – {self.award}"

    def get_state_display(self):  # type: ignore[no-redef] # in place of the one that Django makes
        """As Django's, which hashes all choices for each call: a register of 50 rows would translate 1,000 words."""
        return CandidacyState(self.state).label

    @property
    def is_decided(self):
        return self.state in DECIDED

    @property
    def is_awarded(self):
        return self.state == S.AWARDED

    @property
    def is_withdrawn(self):
        return self.state == S.WITHDRAWN

    @property
    def tone(self):
        """The colour of the office's badge."""
        return TONES.get(self.state, "neutral")

    @property
    def is_unscored(self):
        """Let in, and the jury's verdict is still to come."""
        return self.state == S.ELIGIBLE

    @property
    def is_nominable(self):
        is_free = self.state == S.JURY_SCORED and self.nominated_at is None and not self.award.is_decided
        return is_free and is_submitted(self)

    @property
    def is_waiting_for_second_person(self):
        return self.state == S.JURY_SCORED and self.nominated_at is not None

    # Questions ----------------------------------------------------------------------------------
    def shown_state(self, user, at):
        """What the user may know of the state, as a shown.Shown: every page below the office asks here.

        A refusal is told by its letter: as long as the office holds it, all reads as before; reads the letters.
        """
        if self.state == S.INELIGIBLE and any(letter.is_held_refusal for letter in self.letters.all()):
            return shown.of_candidacy(S.ELIGIBLE if self.accepted_at else S.SUBMITTED, knows_results=False)
        knows_results = rules.may_know_results(self.application.edition, user, at)
        return shown.of_candidacy(self.state, knows_results=knows_results)

    def checklist(self):
        """[(item, answer)]: answer is True, False or None (open); rules are answered by the system."""
        given = {a.item_id: a.is_met for a in self.checklist_answers.all()}
        return [
            (item, rule_answer(self, item.rule) if item.rule else given.get(item.pk))
            for item in self.award.checklist.all()
        ]

    def may_be_checked_by(self, user):
        return self.state == S.SUBMITTED and rules.is_office(user)

    def may_be_confirmed_by(self, user):
        """Four eyes; whether a place is free is asked when the step is taken."""
        return self.is_waiting_for_second_person and by_second_person(self, user)

    def is_checklist_complete(self):
        return all(answer is True for item, answer in self.checklist())

    def free_slot(self):
        """The lowest free place of the award, or None."""
        awarded = Candidacy.objects.awarded().filter(award_id=self.award_id).order_by()  # in any order: by the index
        taken = set(awarded.values_list("slot", flat=True))
        return next((n for n in range(1, self.award.places + 1) if n not in taken), None)

    def steps_for(self, user):
        """The steps open to this user now, in the order of the workflow table; these become buttons."""
        open_steps = {t.name: t for t in self.get_available_user_state_transitions(user)}
        return [
            open_steps[name] for name in STEPS if name in open_steps and open_steps[name].custom.get("is_button", True)
        ]

    def what_closes(self, step, user=None):
        """Why a step is not open (to this user), in words: the conditions and the permission that are not met."""
        words = []
        for t in self.get_all_state_transitions():
            if t.name == step and t.source == self.state:
                words += [CONDITION_WORDS[condition] for condition in t.conditions if not condition(self)]
                if user and not t.has_perm(self, user) and t.permission in PERMISSION_WORDS:
                    words.append(PERMISSION_WORDS[t.permission])
        return words

    def closed_steps(self, user):
        """[(transition, why it is not open)]: what could come next but not now, or not by this user."""
        found = {t.name: t for t in self.get_all_state_transitions() if t.source == self.state}
        steps = [(found[name], self.what_closes(name, user)) for name in STEPS if name in found]
        return [(t, words) for t, words in steps if words and t.custom.get("is_button", True)]

    # Transitions --------------------------------------------------------------------------------
    @transition(
        field=state,
        source=S.SUBMITTED,
        target=S.ELIGIBLE,
        conditions=[checklist_is_complete],
        permission=by_office,
        custom={
            "label": _("Zulassen"),
            "meaning": _("Die formale Prüfung ist bestanden; die Bewerbung geht für diesen Preis an die Jury."),
        },
    )
    def accept(self, *, by, at):
        self.accepted_at = at

    @transition(
        field=state,
        source=[S.SUBMITTED, S.ELIGIBLE],
        target=S.INELIGIBLE,
        permission=by_office,
        custom={
            "label": _("Nicht zulassen"),
            "meaning": _(
                "Die Bewerbung nimmt an diesem Preis nicht teil. Ein Schreiben mit dem Grund wartet danach auf "
                "Freigabe; erst mit ihm erfährt die Organisation davon."
            ),
            "needs_reason": True,
            "tells_reason": True,
            "tone": "danger",
        },
    )
    def reject(self, *, by, at, reason):
        self.reason = with_reason(reason)

    @transition(
        field=state,
        source=S.INELIGIBLE,
        target=S.ELIGIBLE,
        permission=by_lead,
        custom={
            "label": _("Wieder zulassen"),
            "meaning": _(
                "Die Bewerbung nimmt wieder teil. Ein Schreiben darüber wartet danach auf Freigabe. War das Schreiben "
                "über die Ablehnung noch nicht freigegeben, so entfallen beide."
            ),
            "needs_reason": True,
        },
    )
    def reinstate(self, *, by, at, reason):
        self.reason = with_reason(reason)
        self.accepted_at = at

    @transition(
        field=state,
        source=S.ELIGIBLE,
        target=S.JURY_SCORED,
        permission=by_office,
        custom={"label": _("Bewertung abschließen"), "is_button": False},
    )
    def score(self, *, by, at, sheets, quorum, reason=""):
        """Taken by the jury app for a closed panel. Below the quorum only the lead may, with a reason."""
        if sheets < quorum:
            if not rules.is_lead(by):
                raise ValidationError(_("Es liegen zu wenige Bewertungsbögen vor."))
            self.reason = with_reason(reason)
        self.scored_at = at

    @transition(
        field=state,
        source=S.JURY_SCORED,
        target=S.ELIGIBLE,
        conditions=[ranking_is_not_frozen],
        permission=by_lead,
        custom={
            "label": _("Bewertung wieder öffnen"),
            "meaning": _(
                "Die Bewerbung gilt bei diesem Preis wieder als nicht bewertet. Bögen kann die Jury erst ändern, wenn "
                "ihre Bewertung wieder geöffnet ist."
            ),
            "needs_reason": True,
        },
    )
    def reopen(self, *, by, at, reason):
        self.reason = with_reason(reason)
        self.scored_at = None

    @transition(
        field=state,
        source=S.JURY_SCORED,
        target=S.ELIGIBLE,
        conditions=[ranking_is_not_frozen],
        permission=by_signed_in,
        custom={"label": _("Bewertung hinfällig: zu wenige Bögen"), "is_button": False},
    )
    def unscore(self, *, by, at, sheets, quorum, reason):
        """Taken by the jury app when a recusal leaves a closed panel with too few sheets."""
        if sheets >= quorum:
            raise ValidationError(_("Das Quorum ist erreicht."))
        self.reason, self.scored_at = with_reason(reason), None

    @transition(
        field=state,
        source=S.JURY_SCORED,
        target=S.AWARDED,
        conditions=[is_nominated, a_place_is_free, holds_no_other_award, is_submitted],
        permission=by_second_person,
        custom={
            "label": _("Auszeichnung bestätigen"),
            "meaning": _(
                "Die Bewerbung erhält einen der Preise. Nach außen bleibt das bis zur Bekanntgabe geheim; "
                "erst dann geht das Schreiben an die Organisation."
            ),
        },
    )
    def award_prize(self, *, by, at):
        self.awarded_at, self.awarded_by, self.slot = at, by, self.free_slot()

    @transition(
        field=state,
        source=S.JURY_SCORED,
        target=S.NOT_AWARDED,
        conditions=[award_is_decided],
        permission=by_office,
        custom={
            "label": _("Ohne Preis abschließen"),
            "meaning": _("Die Bewerbung erhält diesen Preis nicht. Nach außen bleibt das bis zur Bekanntgabe geheim."),
        },
    )
    def pass_over(self, *, by, at):
        pass

    @transition(
        field=state,
        source=S.AWARDED,
        target=S.NOT_AWARDED,
        permission=by_lead,
        custom={
            "label": _("Auszeichnung widerrufen"),
            "meaning": _("Die Bewerbung verliert den Preis, und ihre Urkunde wird ungültig."),
            "needs_reason": True,
            "tells_reason": True,
            "tone": "danger",
        },
    )
    def revoke(self, *, by, at, reason):
        self.reason = with_reason(reason)
        self.awarded_at = self.awarded_by = self.slot = None

    @transition(
        field=state,
        source=[S.SUBMITTED, S.ELIGIBLE, S.JURY_SCORED],
        target=S.WITHDRAWN,
        permission=by_applicant_or_office,
        custom={
            "label": _("Zurückziehen"),
            "meaning": _("Die Bewerbung scheidet für diesen Preis aus. Das lässt sich nicht rückgängig machen."),
            "needs_reason": True,
            "tone": "danger",
        },
    )
    def withdraw(self, *, by, at, reason=""):
        self.withdrawn_at, self.reason = at, reason
        self.nominated_at = self.nominated_by = None


STEPS = ("accept", "reject", "reinstate", "score", "reopen", "award_prize", "pass_over", "revoke", "withdraw")
