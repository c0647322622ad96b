"""Whatever is done to an application in whatever order: its state and facts agree, and no word is lost."""

import contextlib
import datetime
from unittest import mock

import hypothesis.strategies as st
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis.extra.django import TestCase
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from prize import actions
from prize.models import Application, VersionKind
from tests import factories

KEYS = ("description", "goals", "partners", "place", "project_title")
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).map(str.strip).filter(bool)


class Writing(RuleBasedStateMachine):
    """Two editors, each with the page that they opened last, and an office."""

    seen = Bundle("seen")  # versions that somebody had before them

    @initialize(target=seen)
    def begin(self):
        award = factories.AwardFactory()
        organisation = factories.OrganisationFactory()
        self.editors = [factories.member_of(organisation), factories.member_of(organisation)]
        self.clerk = factories.clerk()
        self.pk = factories.ApplicationFactory(edition=award.edition, organisation=organisation).pk
        self.typed, self.number, self.at = set(), None, timezone.now()
        return self.application.version

    @property
    def application(self):
        return Application.objects.for_page().get(pk=self.pk)

    def now(self):
        self.at += datetime.timedelta(seconds=1)
        return self.at

    def keep(self, who, key, text, version, kind):
        """Type a text; what the site took, in force or not, must be found for ever."""
        facts = {"by": self.editors[who], "at": self.now(), "version": version, "kind": kind}
        is_open = self.application.state in ("draft", "returned")
        try:
            actions.save_application(self.application, {key: text}, **facts)
            is_taken = True
        except actions.EditedMeanwhile:
            is_taken = True  # beside what is in force
        except (actions.NotAllowed, actions.DeadlinePassed):
            is_taken = False  # the page gives the words back
        assert is_taken == is_open
        if is_taken:
            self.typed.add((key, text))

    @rule(target=seen)
    def look(self):
        return self.application.version

    @rule(who=st.sampled_from([0, 1]), key=st.sampled_from(KEYS), text=texts)
    def edit(self, who, key, text):
        self.keep(who, key, text, self.application.version, VersionKind.SAVE)

    @rule(who=st.sampled_from([0, 1]), key=st.sampled_from(KEYS), text=texts)
    def autosave(self, who, key, text):
        self.keep(who, key, text, self.application.version, VersionKind.AUTO)

    @rule(who=st.sampled_from([0, 1]), key=st.sampled_from(KEYS), text=texts, version=seen)
    def edit_an_old_page(self, who, key, text, version):
        self.keep(who, key, text, version, VersionKind.SAVE)

    @rule(who=st.sampled_from([0, 1]), data=st.data())
    def restore(self, who, data):
        version = data.draw(st.sampled_from(list(self.application.versions.order_by("number"))))
        self.attempt(actions.restore_version, version, by=self.editors[who], at=self.now())

    @rule(who=st.sampled_from([0, 1]), choice=st.sampled_from(["mine", "theirs"]))
    def settle(self, who, choice):
        application = self.application
        for conflict in application.versions.unsettled()[:1]:
            said = conflict.content if choice == "mine" else application.content
            decided = {key: said.get(key, "") for key in conflict.changed}
            facts = {"by": self.editors[who], "at": self.now(), "seen": application.version}
            self.attempt(actions.merge_version, conflict, decided, **facts)

    @rule(who=st.sampled_from([0, 1]))
    def file(self, who):
        self.attempt(actions.file_application, self.application, by=self.editors[who], at=self.now())

    @rule()
    def send_back(self):
        self.attempt(actions.send_back, self.application, by=self.clerk, at=self.now(), reason="Bitte ergänzen.")

    @rule(who=st.sampled_from([0, 1]), chance=st.integers(0, 4))
    def withdraw(self, who, chance):
        if not chance:  # it ends the story
            self.attempt(actions.withdraw_application, self.application, by=self.editors[who], at=self.now())

    @staticmethod
    def attempt(action, *args, **kwargs):
        with contextlib.suppress(actions.Conflict):  # refused with a sentence, and nothing may have changed
            action(*args, **kwargs)

    @invariant()
    def state_and_facts_agree(self):
        if not hasattr(self, "pk"):
            return
        application = self.application
        assert application.is_draft == (application.number is None) or application.is_withdrawn
        assert (application.number is None) == (application.submitted_at is None)
        assert application.is_withdrawn == (application.withdrawn_at is not None)
        assert (application.filed is None) == (application.number is None)
        assert self.number in (None, application.number)
        self.number = application.number

    @invariant()
    def what_was_filed_stands(self):
        if hasattr(self, "pk") and (filed := self.application.filed):
            answers = {a["fact"] or a["key"]: a["value"] for page in filed.document for a in page["answers"]}
            application = self.application
            assert filed.kind == "file"
            assert {key: answers[key] for key in KEYS} == {key: filed.content.get(key) or "" for key in KEYS}
            assert (application.project_title, application.place) == (filed.content["project_title"], answers["place"])

    @invariant()
    def the_working_copy_is_a_version_and_their_numbers_have_no_gaps(self):
        if not hasattr(self, "pk"):
            return
        application = self.application
        versions = list(application.versions.order_by("number"))
        assert application.content == next(v for v in versions if v.number == application.version).content
        numbers = [v.number for v in versions]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    @invariant()
    def no_word_is_lost(self):
        if hasattr(self, "pk"):
            contents = list(self.application.versions.values_list("content", flat=True))
            found = {(key, content.get(key)) for content in contents for key in KEYS}
            assert self.typed <= found


@pytest.mark.django_db
class TestSequences(TestCase):
    def test_any_sequence_keeps_the_invariants_and_loses_no_word(self):
        with mock.patch("prize.mail.wake_worker"):
            run_state_machine_as_test(
                Isolated,
                settings=settings(
                    max_examples=5,
                    stateful_step_count=12,
                    deadline=None,
                    database=None,
                    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
                ),
            )


class Isolated(Writing):
    """Each sequence in a savepoint of its own."""

    def __init__(self):
        super().__init__()
        from django.db import transaction

        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self):
        from django.db import transaction

        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
