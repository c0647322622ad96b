"""Whatever the office moves, takes out and brings back: places have no gaps, and no condition points forward."""

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from prize import actions
from prize.models import Question
from prize.models.question_rules import flat, form_of, order_faults, seal_of, seal_of_order
from tests import factories

NUMBERS = st.integers(min_value=0, max_value=40)
MOVES = st.one_of(
    st.tuples(st.just("step"), NUMBERS, st.sampled_from(["up", "down"])),
    st.tuples(st.just("drop"), NUMBERS, NUMBERS, st.none() | NUMBERS),
    st.tuples(st.just("page"), NUMBERS, st.sampled_from(["up", "down"])),
    st.tuples(st.just("remove"), NUMBERS),
    st.tuples(st.just("restore"), NUMBERS),
    st.tuples(st.just("condition"), NUMBERS, NUMBERS),
)


class FormOrderTest(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(st.lists(MOVES, max_size=12))
    def test_any_moves(self, moves):
        self.edition, self.by = factories.EditionFactory(), factories.clerk()
        self.make_conditions()
        for name, *arguments in moves:
            try:
                getattr(self, name)(*arguments)
            except (actions.NotAllowed, actions.QuestionRefused):
                continue
        self.check()

    def make_conditions(self):
        """Two declarations early in the form, on which two later questions rest; the draft makes removals keep rows."""
        first, later = self.edition.form_pages.order_by("position")[:2]
        for key in ("a", "b"):
            lead = self.declaration(first, key)
            self.declaration(later, f"{key}2", shown_if=lead)
        factories.ApplicationFactory(edition=self.edition)

    def declaration(self, page, key, **fields):
        shared = {"edition": self.edition, "kind": "declaration", "position": page.questions.count() + 1}
        return Question.objects.create(page=page, key=key, label=key, **shared, **fields)

    def facts(self):
        return {"by": self.by, "at": timezone.now()}

    def pick(self, number):
        questions = flat(form_of(self.edition))
        return questions[number % len(questions)]

    def order(self):
        return seal_of_order(form_of(self.edition))

    def step(self, number, direction):
        actions.move_question(self.pick(number), direction=direction, seen=self.order(), **self.facts())

    def drop(self, number, page, position):
        pages = [page for page, _questions in form_of(self.edition)]
        goal = {"page": pages[page % len(pages)], "position": position}
        actions.move_question(self.pick(number), seen=self.order(), **goal, **self.facts())

    def page(self, number, direction):
        pages = [page for page, _questions in form_of(self.edition)]
        actions.move_page(pages[number % len(pages)], direction, seen=self.order(), **self.facts())

    def agree(self, action, question):
        seen = seal_of(question, list(question.awards.all()))
        try:
            action(question, seen=seen, **self.facts())
        except actions.NeedsConsent as consent:
            action(question, seen=seen, agreed=consent.plan.seal, **self.facts())

    def remove(self, number):
        self.agree(actions.remove_question, self.pick(number))

    def restore(self, number):
        retired = list(self.edition.questions.exclude(retired_at=None).order_by("pk"))
        if retired:
            self.agree(actions.restore_question, retired[number % len(retired)])

    def condition(self, number, lead):
        question = self.pick(number)
        facts = {"shown_if": self.pick(lead), "shown_if_values": []}
        seen = seal_of(question, list(question.awards.all()))
        try:
            actions.change_question(question, facts, [], seen=seen, **self.facts())
        except actions.NeedsConsent as consent:
            actions.change_question(question, facts, [], seen=seen, agreed=consent.plan.seal, **self.facts())

    def check(self):
        pages = form_of(self.edition)
        assert [page.position for page, _questions in pages] == list(range(1, len(pages) + 1))
        for _page, questions in pages:
            assert [q.position for q in questions] == list(range(1, len(questions) + 1))
        assert list(order_faults(flat(pages))) == []
        assert (
            len(flat(pages)) + self.edition.questions.exclude(retired_at=None).count() == self.edition.questions.count()
        )
