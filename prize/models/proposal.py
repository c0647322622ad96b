"""„Vorschlag“: somebody names a project of others. Only the office reads it, and the organisation that it is about."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, FSMField, transition

from prize import rules

from .application import Application
from .call import hash_of
from .constraints import exactly_when, one_of
from .edition import Edition
from .gates import with_reason
from .likeness import Project
from .people import User
from .place import District
from .proposal_state import ANSWERED, STANDING, TONES, WAITING, ProposalState, Relation

CONFIRM_WITHIN = datetime.timedelta(days=7)
KEPT_AFTER_REFUSAL = datetime.timedelta(days=30)
OFFICE_STEPS = ("invite", "merge", "unmerge", "close")
S = ProposalState


def by_office(proposal, user):
    """Those whom a proposal is about answer by a link and need no account: `user` may be None."""
    return user is not None and rules.is_office(user)


def is_not_erased(proposal):
    return proposal.erased_at is None


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The office, and what its senders have confirmed. Nobody else reads proposals."""
        return self.confirmed() if rules.may_read_office(user) else self.none()

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def waiting(self):
        return self.filter(state__in=WAITING)

    def with_confirmation(self, token, at):
        """The one that this link of a mail to its sender belongs to, while the link is good."""
        return self.filter(confirmation_hash=hash_of(token), requested_at__gt=at - CONFIRM_WITHIN)

    def with_invitation(self, token):
        return self.filter(invitation_hash=hash_of(token)).select_related("edition")

    def forgotten(self, at):
        """Never confirmed: somebody else's address, or no interest any more."""
        return self.filter(state=S.UNCONFIRMED, requested_at__lte=at - CONFIRM_WITHIN)

    def due_for_erasure(self, at):
        refused = self.filter(state=S.DECLINED, erased_at__isnull=True)
        return refused.filter(answered_at__lte=at - KEPT_AFTER_REFUSAL).order_by("pk")

    def projects(self):
        """{pk: Project} of those that may be somebody's twin: what is merged speaks through what it was merged into."""
        found = self.confirmed().filter(erased_at__isnull=True).exclude(state=S.MERGED)
        rows = found.values_list("pk", "project_title", "organisation_name", "place")
        return {pk: Project(*facts) for pk, *facts in rows}

    def for_list(self):
        return self.select_related("edition", "district").defer("merit", "answer").order_by("-number", "-pk")

    def for_page(self):
        return self.select_related(
            "edition", "district", "sender", "invited_by", "application__organisation", "application__edition",
            "merged_into__edition",
        )  # fmt: skip


class Proposal(ConcurrentTransitionMixin, models.Model):
    """`custom` of a transition: as with Candidacy."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField(_("Nummer"), null=True, editable=False)
    state = FSMField(_("Stand"), choices=S.choices, default=S.UNCONFIRMED, editable=False)

    project_title = models.CharField(_("Name des Projekts"), max_length=120, blank=True)
    place = models.CharField(_("Ort des Projekts"), max_length=80, blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Landkreis oder kreisfreie Stadt")
    )
    merit = models.TextField(_("Warum verdient das Projekt den Preis?"), max_length=1500, blank=True)
    organisation_name = models.CharField(_("Name der Organisation"), max_length=200, blank=True)
    contact_name = models.CharField(_("Ansprechperson der Organisation"), max_length=120, blank=True)
    contact_email = models.EmailField(_("E-Mail-Adresse der Organisation"), blank=True)
    contact_phone = models.CharField(_("Telefon der Organisation"), max_length=40, blank=True)
    relation = models.CharField(_("Was haben Sie mit dem Projekt zu tun?"), max_length=12, choices=Relation)
    sender = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    sender_name = models.CharField(_("Ihr Name"), max_length=120, blank=True)
    sender_email = models.EmailField(_("Ihre E-Mail-Adresse"), blank=True)
    may_name_sender = models.BooleanField(
        _("Die Organisation darf erfahren, dass der Vorschlag von mir kommt."), default=False
    )

    requested_at = models.DateTimeField(editable=False)
    confirmation_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 -- once
    confirmed_at = models.DateTimeField(_("eingegangen"), null=True, editable=False)
    invitation_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 -- as above
    invited_at = models.DateTimeField(_("eingeladen"), null=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(_("beantwortet"), null=True, editable=False)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    answer = models.TextField(_("Antwort der Organisation"), max_length=2000, blank=True, editable=False)
    may_tell_answer = models.BooleanField(default=False, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="proposals", editable=False
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", editable=False)
    merged_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_reason = models.TextField(blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vorschlag")
        verbose_name_plural = _("Vorschläge")
        ordering = ["-edition__year", "number", "pk"]
        indexes = [models.Index(fields=["edition", "state", "number"], name="proposal_list")]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="proposal_number_once"),
            one_of("state", S, "proposal_state"),
            one_of("relation", Relation, "proposal_relation"),
            exactly_when(Q(state="unconfirmed"), Q(confirmed_at__isnull=True), "proposal_confirmed_at"),
            exactly_when(Q(number__isnull=False), Q(confirmed_at__isnull=False), "proposal_number_when_confirmed"),
            exactly_when(Q(invitation_hash__isnull=False), Q(invited_at__isnull=False), "proposal_invited_at"),
            models.CheckConstraint(
                condition=~Q(state="invited") | Q(invited_at__isnull=False), name="proposal_invited_has_link"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED) | Q(answered_at__isnull=False), name="proposal_answered_at"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["unconfirmed", "received", "invited"]) | Q(answered_at__isnull=True),
                name="proposal_open_has_no_answer",
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=True) | Q(state__in=["taken_over", "merged"]),
                name="proposal_application_when_there",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken_over") | Q(application__isnull=False), name="proposal_taken_over_is_a_draft"
            ),
            exactly_when(Q(state="merged"), Q(merged_at__isnull=False), "proposal_merged_at"),
            models.CheckConstraint(
                condition=~Q(state="merged")
                | Q(merged_into__isnull=False, application__isnull=True)
                | Q(merged_into__isnull=True, application__isnull=False),
                name="proposal_merged_into_one",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (Q(state="merged") & ~Q(merged_into=F("pk"))),
                name="proposal_merged_into_another",
            ),
            exactly_when(Q(state="closed"), Q(closed_at__isnull=False), "proposal_closed_at"),
            exactly_when(Q(state="closed"), ~Q(closed_reason=""), "proposal_closed_with_reason"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(state__in=["declined", "merged"], sender_email="", merit="", contact_email="", project_title=""),
                name="proposal_erased_says_nothing",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.project_title}".strip()

    def get_absolute_url(self):
        return reverse("proposal", args=[self.pk])

    @property
    def reference(self):
        """What people quote: V2026-007, in practice ÜV2026-007; empty before its sender has confirmed it."""
        if self.number is None:
            return ""
        return f"{'Ü' if self.edition.is_practice else ''}V{self.edition.year}-{self.number:03d}"

    @property
    def tone(self):
        return TONES.get(self.state, "neutral")

    @property
    def project(self):
        return Project(self.project_title, self.organisation_name, self.place)

    @property
    def is_received(self):
        return self.state == S.RECEIVED

    @property
    def is_standing(self):
        """Neither taken over nor over: the organisation may answer."""
        return self.state in STANDING

    @property
    def is_agreed(self):
        return self.state == S.AGREED

    @property
    def is_taken_over(self):
        return self.state == S.TAKEN_OVER

    @property
    def is_declined(self):
        return self.state == S.DECLINED

    @property
    def is_merged(self):
        return self.state == S.MERGED

    @property
    def is_erased(self):
        return self.erased_at is not None

    @property
    def may_be_merged_into(self):
        return self.confirmed_at is not None and not self.is_erased and self.state not in {S.MERGED, S.CLOSED}

    def survivor(self):
        """What speaks for this one: itself, or the end of the chain that it was merged into. A chain has an end: only
        what is not merged itself can be merged into."""
        found = self
        while found.merged_into_id:
            found = found.merged_into
        return found

    def family(self):
        """Itself and all that were merged into it, so all senders, in the order of their numbers."""
        found, last = [self], [self]
        while last := list(Proposal.objects.for_page().filter(merged_into__in=last)):
            found += last
        return sorted(found, key=lambda proposal: proposal.number)

    def steps_for(self, user):
        """What the office may do now, which become buttons, the likeliest first."""
        found = {t.name: t for t in self.get_available_user_state_transitions(user)}
        return [found[name] for name in OFFICE_STEPS if name in found]

    def what_closes(self, step, user=None):
        """Why a step is not open, in words; empty where the state says enough."""
        if self.is_erased:
            return [_("Die Angaben dieses Vorschlags sind gelöscht.")]
        return []

    # Transitions --------------------------------------------------------------------------------
    @transition(
        field=state,
        source=S.UNCONFIRMED,
        target=S.RECEIVED,
        custom={"label": _("Bestätigen"), "is_button": False},
    )
    def confirm(self, *, by, at, number):
        self.number, self.confirmed_at = number, at

    @transition(
        field=state,
        source=[S.RECEIVED, S.INVITED],
        target=S.INVITED,
        permission=by_office,
        custom={
            "label": _("Organisation einladen"),
            "meaning": _(
                "Die Organisation bekommt sofort eine E-Mail mit einem Link: Sie kann den Vorschlag übernehmen, ihm "
                "zustimmen oder ihn ablehnen. Ein früherer Link gilt dann nicht mehr."
            ),
        },
    )
    def invite(self, *, by, at, invitation_hash, contact_name, contact_email):
        self.contact_name, self.contact_email = contact_name, contact_email
        self.invitation_hash, self.invited_at, self.invited_by = invitation_hash, at, by

    @transition(
        field=state,
        source=list(STANDING),
        target=S.TAKEN_OVER,
        custom={"label": _("Selbst übernehmen"), "is_button": False},
    )
    def take_over(self, *, by, at, application):
        self.application, self.answered_at, self.answered_by = application, at, by

    @transition(
        field=state,
        source=[S.RECEIVED, S.INVITED],
        target=S.AGREED,
        custom={"label": _("Zustimmen"), "is_button": False},
    )
    def agree(self, *, by, at, answer, contact_name, contact_email):
        self.answered_at, self.answered_by, self.answer = at, by, answer
        self.contact_name, self.contact_email = contact_name, contact_email

    @transition(
        field=state,
        source=list(STANDING),
        target=S.DECLINED,
        custom={"label": _("Ablehnen"), "is_button": False},
    )
    def decline(self, *, by, at, answer, may_tell_answer):
        self.answered_at, self.answered_by = at, by
        self.answer, self.may_tell_answer = answer, may_tell_answer

    @transition(
        field=state,
        source=list(STANDING),
        target=S.MERGED,
        permission=by_office,
        custom={
            "label": _("Zusammenführen"),
            "meaning": _(
                "Beide bleiben mit allem, was gesagt wurde, erhalten; weiter geht es nur mit einem. Wer vorgeschlagen "
                "hat, erfährt wie die anderen, wie die Organisation sich entscheidet. Das lässt sich aufheben."
            ),
        },
    )
    def merge(self, *, by, at, merged_into=None, application=None):
        self.merged_into, self.application, self.merged_at = merged_into, application, at

    @transition(
        field=state,
        source=S.MERGED,
        target=RETURN_VALUE(*STANDING),
        permission=by_office,
        conditions=[is_not_erased],
        custom={
            "label": _("Zusammenführung aufheben"),
            "meaning": _("Der Vorschlag steht wieder für sich, im Stand von vorher."),
        },
    )
    def unmerge(self, *, by, at):
        self.merged_into = self.application = self.merged_at = None
        return S.AGREED if self.answered_at else S.INVITED if self.invited_at else S.RECEIVED

    @transition(
        field=state,
        source=list(STANDING),
        target=S.CLOSED,
        permission=by_office,
        custom={
            "label": _("Schließen"),
            "meaning": _(
                "Der Vorschlag wird nicht weiter verfolgt; ein Link der Organisation gilt nicht mehr. Niemand bekommt "
                "eine E-Mail. Das lässt sich nicht rückgängig machen."
            ),
            "needs_reason": True,
            "tone": "danger",
        },
    )
    def close(self, *, by, at, reason):
        self.closed_at, self.closed_reason = at, with_reason(reason)
