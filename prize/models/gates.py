"""Who may take a step of the workflow, and when: permissions and conditions, with the words for a refusal."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from prize import rules

from .checklist_item import ChecklistRule


def with_reason(reason):
    """A reason that says something, or a field error."""
    if not (reason or "").strip():
        raise ValidationError({"reason": _("Bitte geben Sie einen Grund an.")})
    return reason.strip()


# Conditions: asked by the FSM, named for the people who read the refusal -------------------------
def checklist_is_complete(candidacy):
    return candidacy.is_checklist_complete()


def a_place_is_free(candidacy):
    return candidacy.free_slot() is not None


def holds_no_other_award(candidacy):
    """Reads the application's candidacies, which a page has prefetched and a step has read under the lock."""
    return candidacy.application.edition.allows_several_awards or not any(
        other.awarded_at for other in candidacy.application.candidacies.all() if other.pk != candidacy.pk
    )


def is_submitted(candidacy):
    """What gets a prize is what the jury has read, not something that is being rewritten."""
    return candidacy.application.is_submitted


def is_nominated(candidacy):
    return candidacy.nominated_at is not None


def ranking_is_not_frozen(candidacy):
    return candidacy.award.ranking_frozen_at is None


def award_is_decided(candidacy):
    return candidacy.award.is_decided


def rule_answer(candidacy, rule):
    """The system's answer to a question of the checklist."""
    application = candidacy.application
    match rule:
        case ChecklistRule.IN_TIME:
            return not application.is_late or bool(application.late_reason)
        case ChecklistRule.KIND:
            return rules.may_enter(candidacy.award, application.organisation.kind)
        case ChecklistRule.DISTRICT:
            return application.district_id is not None
    raise ValueError(rule)


CONDITION_WORDS = {
    checklist_is_complete: _("Die Prüfliste ist noch nicht vollständig."),
    a_place_is_free: _("Alle Preise sind schon vergeben."),
    holds_no_other_award: _("Diese Bewerbung erhält schon einen anderen Preis dieser Ausgabe."),
    is_submitted: _("Die Bewerbung ist zurückgegeben und noch nicht wieder eingereicht."),
    is_nominated: _("Die Bewerbung ist noch nicht zur Auszeichnung vorgeschlagen."),
    ranking_is_not_frozen: _("Die Rangliste ist schon festgeschrieben."),
    award_is_decided: _("Über diesen Preis ist noch nicht abschließend entschieden."),
}


# Permissions, with their own words ---------------------------------------------------------------
def by_office(candidacy, user):
    return rules.is_office(user)


def by_lead(candidacy, user):
    return rules.is_lead(user)


def by_second_person(candidacy, user):
    """Four eyes: the lead confirms what somebody else has nominated."""
    return rules.is_lead(user) and candidacy.nominated_by_id != user.pk


def by_signed_in(candidacy, user):
    """The jury app, whose action has asked who the person is, takes the step; no page offers it."""
    return user.is_authenticated


def by_applicant_or_office(candidacy, user):
    """Applicants only until the ranking is frozen, see rules.may_withdraw."""
    return rules.is_office(user) or (
        candidacy.award.ranking_frozen_at is None and rules.may_file(candidacy.application, user)
    )


PERMISSION_WORDS = {
    by_lead: _("Diesen Schritt geht die Leitung."),
    by_second_person: _("Vier Augen: Die Leitung bestätigt, was jemand anderes vorgeschlagen hat."),
}
