"""The workflow as one literal table, mirroring design.md: who changes a step changes it here too.

The step „award“ of the design is called award_prize in code, because `award` is the candidacy's foreign key.
"""

import pytest
from django.utils import timezone

from prize import actions
from prize.models import Application, Candidacy, ChecklistItem
from tests import factories

pytestmark = pytest.mark.django_db

# step, from, to, who, only if
TABLE = """
accept       submitted    eligible     office         checklist_is_complete
reject       submitted    ineligible   office         -
reject       eligible     ineligible   office         -
reinstate    ineligible   eligible     lead           -
score        eligible     jury_scored  office         -
reopen       jury_scored  eligible     lead           ranking_is_not_frozen
unscore      jury_scored  eligible     signed_in      ranking_is_not_frozen
award_prize  jury_scored  awarded      second_person  is_nominated,a_place_is_free,holds_no_other_award,is_submitted
pass_over    jury_scored  not_awarded  office         award_is_decided
revoke       awarded      not_awarded  lead           -
withdraw     submitted    withdrawn    applicant_or_office  -
withdraw     eligible     withdrawn    applicant_or_office  -
withdraw     jury_scored  withdrawn    applicant_or_office  -
"""

APPLICATION_TABLE = """
file       draft      submitted  -
file       returned   submitted  -
send_back  submitted  returned   nothing_is_frozen,nothing_is_scored
withdraw   draft      withdrawn  -
withdraw   submitted  withdrawn  -
withdraw   returned   withdrawn  -
"""

# Which steps are open to whom in which state, when every condition is met and the ranking is not frozen.
#  state        clerk                     lead                            member    nobody of these: stranger, auditor
OPEN = {
    "submitted": ("accept reject withdraw", "accept reject withdraw", "withdraw"),
    "eligible": ("reject score withdraw", "reject score withdraw", "withdraw"),
    "ineligible": ("", "reinstate", ""),
    "jury_scored": ("pass_over withdraw", "reopen award_prize pass_over withdraw", "withdraw"),
    "awarded": ("", "revoke", ""),
    "not_awarded": ("", "", ""),
    "withdrawn": ("", "", ""),
}
OPEN_TO_ALL = {"jury_scored": "unscore"}  # the jury app asks who it is; the step asks for the number of sheets
NEEDS_REASON = {"reject", "reinstate", "reopen", "revoke", "withdraw"}


def rows(table):
    return {tuple(line.split()) for line in table.strip().splitlines()}


def conditions(t):
    return ",".join(c.__name__ for c in t.conditions) or "-"


def test_the_steps_of_a_candidacy_are_those_of_the_design():
    found = {
        (t.name, t.source, t.target, t.permission.__name__.removeprefix("by_"), conditions(t))
        for t in Candidacy._meta.get_field("state").get_all_transitions(Candidacy)
    }
    assert found == rows(TABLE)


def test_the_steps_of_an_application_are_those_of_the_design():
    found = {
        (t.name, t.source, t.target, conditions(t))
        for t in Application._meta.get_field("state").get_all_transitions(Application)
    }
    assert found == rows(APPLICATION_TABLE)


def test_every_step_has_words_and_says_whether_it_needs_a_reason():
    transitions = list(Candidacy._meta.get_field("state").get_all_transitions(Candidacy))
    assert all(t.custom["label"] for t in transitions)
    assert all(t.custom["meaning"] for t in transitions if t.custom.get("is_button", True))
    assert {t.name for t in transitions if t.custom.get("needs_reason")} == NEEDS_REASON


@pytest.fixture
def cast():
    lead = factories.lead()
    organisation = factories.OrganisationFactory()
    return {
        "clerk": factories.clerk(),
        "lead": lead,
        "member": factories.member_of(organisation),
        "stranger": factories.UserFactory(),
        "auditor": factories.UserFactory(office_role="auditor"),
        "organisation": organisation,
    }


def in_state(state, cast):
    """A candidacy brought to the state by real steps; every condition of its next steps is met."""
    now, clerk, lead = timezone.now(), cast["clerk"], cast["lead"]
    make = {"submitted": factories.filed, "eligible": factories.accepted, "ineligible": factories.filed}
    make = make.get(state, factories.scored)
    fields = {"by": cast["member"]} if make is factories.filed else {}
    application = make(factories.ApplicationFactory(organisation=cast["organisation"]), **fields)
    candidacy = application.candidacies.get()
    reason = {"reason": "Weil es so ist."}
    for step in {"ineligible": ["reject"], "withdrawn": ["withdraw"]}.get(state, []):
        actions.move(candidacy, step, by=clerk, at=now, **reason)
    if state in {"jury_scored", "awarded", "not_awarded"}:
        actions.nominate(candidacy, by=clerk, at=now)
    if state in {"awarded", "not_awarded"}:
        actions.move(candidacy, "award_prize", by=lead, at=now)
    if state == "not_awarded":
        actions.move(candidacy, "revoke", by=lead, at=now, **reason)
    candidacy = Candidacy.objects.for_step().get(pk=candidacy.pk)
    assert candidacy.state == state
    if state == "jury_scored":  # what freezes and decides is a fact of the award; here both sides are wanted at once
        candidacy.award.ranking_frozen_at, candidacy.award.decided_at = None, now
    return candidacy


def open_steps(state):
    """{who: steps}"""
    roles, to_all = ("clerk", "lead", "member", "stranger", "auditor"), OPEN_TO_ALL.get(state, "")
    return {who: f"{own} {to_all}" for who, own in zip(roles, (*OPEN[state], "", ""), strict=True)}


@pytest.mark.parametrize("state", OPEN)
def test_who_may_take_which_step(state, cast):
    candidacy = in_state(state, cast)
    expected = open_steps(state)
    got = {who: " ".join(t.name for t in candidacy.get_available_user_state_transitions(cast[who])) for who in expected}
    assert {who: set(steps.split()) for who, steps in got.items()} == {
        who: set(steps.split()) for who, steps in expected.items()
    }


@pytest.mark.parametrize("state", OPEN)
def test_the_door_refuses_what_is_not_in_the_table(state, cast):
    """Every state × step × role: move() itself says no, whatever the page offers."""
    candidacy, is_open = in_state(state, cast), open_steps(state)
    for step in sorted({row[0] for row in rows(TABLE)}):
        for who in [who for who in is_open if step not in is_open[who].split()]:
            with pytest.raises(actions.StepNotOpen):
                actions.move(candidacy, step, by=cast[who], at=timezone.now(), reason="Grund")
    candidacy.refresh_from_db()
    assert candidacy.state == state


def test_closed_conditions_close_the_step(cast):
    """Each condition of the table, not met, in words."""
    now = timezone.now()
    award = factories.AwardFactory()
    ChecklistItem.objects.create(award=award, text="Passt es zum Motto?")
    candidacy = factories.filed(edition=award.edition).candidacies.get()
    assert candidacy.what_closes("accept") == ["Die Prüfliste ist noch nicht vollständig."]
    scored = in_state("jury_scored", cast)
    scored.award.ranking_frozen_at, scored.award.decided_at, scored.nominated_at = now, None, None
    assert scored.what_closes("reopen") == ["Die Rangliste ist schon festgeschrieben."]
    assert scored.what_closes("pass_over") == ["Über diesen Preis ist noch nicht abschließend entschieden."]
    assert scored.what_closes("award_prize") == ["Die Bewerbung ist noch nicht zur Auszeichnung vorgeschlagen."]
    own = in_state("jury_scored", cast)
    own.nominated_by_id = cast["lead"].pk
    words = ["Vier Augen: Die Leitung bestätigt, was jemand anderes vorgeschlagen hat."]
    assert own.what_closes("award_prize", cast["lead"]) == words
