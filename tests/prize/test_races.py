"""Two people at once: real threads, real transactions, on whatever DATABASE_URL names."""

import threading

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from prize import actions
from prize.actions import workflow
from prize.models import Application, Candidacy, Edition, Laureate
from prize.models.history import first_break
from tests import factories

pytestmark = [
    pytest.mark.threads,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("places"),
]
ROUNDS = 50


def nominated(award, clerk):
    """A nominated candidacy, written straight into the table: these tests are about the step, not the way there."""
    now = timezone.now()
    edition = award.edition
    edition.last_number += 1
    edition.save(update_fields=["last_number"])
    application = factories.ApplicationFactory(edition=edition)
    Application.objects.filter(pk=application.pk).update(
        state="submitted", number=edition.last_number, submitted_at=now
    )
    return Candidacy.objects.create(
        application=application, award=award, state="jury_scored", accepted_at=now, scored_at=now,
        nominated_at=now, nominated_by=clerk,
    )  # fmt: skip


def at_once(*calls):
    """Run the calls in threads that start together; gives what each returned or raised."""
    barrier, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        barrier.wait()
        try:
            outcomes[index] = call()
        except Exception as error:  # the outcome is what the test looks at
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def awarding(candidacy, by):
    return lambda: actions.move(candidacy, "award_prize", by=by, at=timezone.now())


def test_the_last_place_goes_to_exactly_one_of_two():
    clerk, leads = factories.clerk(), [factories.lead(), factories.lead()]
    for _ in range(ROUNDS):
        award = factories.AwardFactory(places=1, ranking_frozen_at=timezone.now())
        rivals = [nominated(award, clerk), nominated(award, clerk)]
        outcomes = at_once(*(awarding(c, by) for c, by in zip(rivals, leads, strict=True)))
        won = [o for o in outcomes if isinstance(o, Candidacy)]
        lost = [o for o in outcomes if isinstance(o, actions.StepNotOpen)]
        assert (len(won), len(lost)) == (1, 1), outcomes
        assert Candidacy.objects.filter(award=award, state="awarded").count() == 1
        assert Laureate.objects.filter(award=award).count() == 1
        assert first_break(Edition.objects.get(pk=award.edition_id)) is None


def test_two_clicks_make_one_organisation():
    for number in range(10):
        person, data = factories.UserFactory(), {"name": f"Verein {number}", "kind": "verein", "town": "Celle"}
        outcomes = at_once(*[lambda p=person, d=data: actions.register_organisation(d, by=p, at=timezone.now())] * 2)
        assert outcomes[0] == outcomes[1], outcomes
        assert person.memberships.count() == 1


def test_one_application_is_not_given_two_awards_at_once():
    clerk, leads = factories.clerk(), [factories.lead(), factories.lead()]
    for _ in range(10):
        main = factories.AwardFactory(ranking_frozen_at=timezone.now())
        special = factories.AwardFactory(edition=main.edition, kind="special", ranking_frozen_at=timezone.now())
        first = nominated(main, clerk)
        second = Candidacy.objects.create(
            application=first.application, award=special, state="jury_scored", accepted_at=first.accepted_at,
            scored_at=first.scored_at, nominated_at=first.nominated_at, nominated_by=clerk,
        )  # fmt: skip
        at_once(awarding(first, leads[0]), awarding(second, leads[1]))
        assert Candidacy.objects.filter(application=first.application, state="awarded").count() == 1


def test_numbers_have_no_gaps_when_many_file_at_once():
    award = factories.AwardFactory()
    drafts = [factories.ApplicationFactory(edition=award.edition) for _ in range(8)]
    members = [factories.member_of(draft.organisation) for draft in drafts]
    outcomes = at_once(
        *(
            lambda draft=draft, by=by: actions.file_application(draft, by=by, at=timezone.now())
            for draft, by in zip(drafts, members, strict=True)
        )
    )
    assert all(isinstance(o, Application) for o in outcomes), outcomes
    assert sorted(Application.objects.filter(edition=award.edition).values_list("number", flat=True)) == list(
        range(1, 9)
    )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time whatever the code does")
def test_without_the_lock_the_race_is_real_and_the_database_still_refuses(monkeypatch):
    """Proof that the tests above can fail: with the row locks off, the two do collide in the database."""
    monkeypatch.setattr(workflow, "lock_edition", lambda pk: Edition.objects.get(pk=pk))
    clerk, leads = factories.clerk(), [factories.lead(), factories.lead()]
    collisions = 0
    for _ in range(ROUNDS):
        award = factories.AwardFactory(places=1, ranking_frozen_at=timezone.now())
        rivals = [nominated(award, clerk), nominated(award, clerk)]
        outcomes = at_once(*(awarding(c, by) for c, by in zip(rivals, leads, strict=True)))
        collisions += any(isinstance(o, IntegrityError) for o in outcomes)
        assert Candidacy.objects.filter(award=award, state="awarded").count() <= 1
    assert collisions > 0
