"""Two change the same form at once: each change is whole, the later one is told, no key is given twice."""

from functools import partial

import pytest
from django.utils import timezone

from prize import actions
from prize.models import Application
from prize.models.question_rules import form_of, seal_of, seal_of_order
from tests import factories
from tests.prize.test_races import at_once

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]
ROUNDS = 5


def test_of_two_moves_in_the_same_order_one_is_told():
    edition, by = factories.EditionFactory(), factories.clerk()
    for _ in range(ROUNDS):
        pages = form_of(edition)
        facts = {"seen": seal_of_order(pages), "by": by, "at": timezone.now(), "direction": "down"}
        outcomes = at_once(
            partial(actions.move_question, pages[0][1][0], **facts),
            partial(actions.move_question, pages[1][1][1], **facts),
        )
        assert sum(isinstance(outcome, actions.FormChanged) for outcome in outcomes) == 1, outcomes
        for _page, questions in form_of(edition):
            assert [q.position for q in questions] == list(range(1, len(questions) + 1))


def test_of_two_changes_of_a_question_one_is_told_and_two_new_ones_get_two_keys():
    edition, by = factories.EditionFactory(), factories.clerk()
    question, page = edition.questions.get(key="goals"), edition.form_pages.first()
    for n in range(ROUNDS):
        question.refresh_from_db()
        facts = {"seen": seal_of(question, []), "by": by, "at": timezone.now()}
        outcomes = at_once(
            partial(actions.change_question, question, {"label": f"Eins {n}"}, [], **facts),
            partial(actions.change_question, question, {"label": f"Zwei {n}"}, [], **facts),
        )
        assert sum(isinstance(outcome, actions.FormChanged) for outcome in outcomes) == 1, outcomes
        new = partial(actions.add_question, page, {"kind": "date", "label": "Wann?"}, [], by=by, at=timezone.now())
        assert not [o for o in at_once(new, new) if isinstance(o, Exception)]
    assert edition.questions.filter(label="Wann?").count() == 2 * ROUNDS


def test_a_form_is_not_replaced_under_somebody_who_begins():
    for _ in range(ROUNDS):
        edition, organisation = factories.EditionFactory(), factories.OrganisationFactory()
        factories.AwardFactory(edition=edition)
        member, clerk, now = factories.member_of(organisation), factories.clerk(), timezone.now()
        data = {"project_title": "Haus"}
        outcomes = at_once(
            partial(actions.start_application, edition, organisation, by=member, at=now, data=data),
            partial(actions.take_form, edition, None, by=clerk, at=now),
        )
        assert not [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, actions.NotAllowed)], outcomes
        application = Application.objects.get(edition=edition)
        assert application.questionnaire.asked(application.content)
