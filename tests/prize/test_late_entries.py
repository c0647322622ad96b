"""An award that is being decided is neither offered nor entered, and what one sees then is the same for everybody."""

import pytest
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Application, Award
from tests import factories
from tests.prize.wizard import page_url, save

pytestmark = pytest.mark.django_db
PAST = "Zurückziehen können Sie hier nicht mehr. Bitte schreiben Sie der Geschäftsstelle."


@pytest.fixture
def special():
    """A special prize that one chooses, beside the main one."""
    main = factories.AwardFactory(position=1)
    return factories.AwardFactory(edition=main.edition, name="Sonderpreis Sport", is_automatic=False, position=2)


def freeze(award):
    actions.freeze_ranking(award, by=factories.lead(), at=timezone.now())
    award.refresh_from_db()


def text(response):
    return " ".join(response.content.decode().split())


def draft(edition, client, **fields):
    application = factories.ApplicationFactory(edition=edition, **fields)
    member = factories.member_of(application.organisation)
    client.force_login(member)
    return application, member


def page(name, application):
    return reverse(name, args=[application.pk])


def test_a_frozen_award_is_neither_offered_nor_entered(client, special):
    application, member = draft(special.edition, client)
    assert "Sonderpreis Sport" in text(client.get(page_url(application, "chosen_awards")))
    factories.set_answers(application, chosen_awards=[special.pk])
    freeze(special)
    assert "Sonderpreis Sport" not in text(client.get(page_url(application, "chosen_awards")))
    check = text(client.get(page("application_file", application)))
    assert "Nicht mehr möglich: Sonderpreis Sport. Über die Vergabe wird schon entschieden." in check
    filed = actions.file_application(application, by=member, at=timezone.now())
    assert [c.award.name for c in filed.candidacies.all()] == ["Niedersächsischer Integrationspreis"]
    assert "Bewerbung zurückziehen" in text(client.get(page("application_status", application)))
    assert [t.name for t in filed.steps_for(factories.clerk())] == ["send_back", "withdraw"]


def test_nothing_is_left_to_enter(client, special):
    application, member = draft(special.edition, client)
    for award in Award.objects.all():
        freeze(award)
    check = text(client.get(page("application_file", application)))
    assert "Für diese Bewerbung ist kein Preis mehr offen" in check
    assert "Verbindlich einreichen" not in check
    with pytest.raises(actions.NothingToEnter, match="Niedersächsischer Integrationspreis"):
        actions.file_application(application, by=member, at=timezone.now())


def test_who_has_entered_before_stays_in_when_filing_again(client, special):
    application, member = draft(special.edition, client)
    factories.set_answers(application, chosen_awards=[special.pk])
    application = actions.file_application(application, by=member, at=timezone.now())
    application = actions.send_back(application, by=factories.clerk(), at=timezone.now(), reason="Bitte Zahlen.")
    freeze(special)
    shown = client.get(page_url(application, "chosen_awards"))
    form = shown.context["form"]
    assert "chosen_awards" not in form.fields
    assert special in shown.context["automatic"]
    assert save(client, application, chosen_awards=None).status_code == 302
    application = actions.file_application(application, by=member, at=timezone.now())
    assert {c.award for c in application.candidacies.all() if not c.is_withdrawn} == set(Award.objects.all())


def test_a_kept_award_is_kept_beside_one_that_can_still_be_chosen(client, special):
    other = factories.AwardFactory(edition=special.edition, name="Sonderpreis Kultur", is_automatic=False, position=3)
    application, member = draft(special.edition, client)
    factories.set_answers(application, chosen_awards=[special.pk])
    application = actions.file_application(application, by=member, at=timezone.now())
    application = actions.send_back(application, by=factories.clerk(), at=timezone.now(), reason="Bitte Zahlen.")
    freeze(special)
    assert save(client, application, chosen_awards=[other.pk]).status_code == 302
    assert set(Application.objects.get().content["chosen_awards"]) == {special.pk, other.pk}
    application = actions.file_application(application, by=member, at=timezone.now())
    assert set(application.chosen_awards.all()) == {special, other}


def test_after_the_freeze_all_entrants_read_the_same_sentence(client, special):
    award = special.edition.awards.get(position=1)
    applications = [factories.scored(edition=special.edition) for _ in range(2)]
    clerk, lead = factories.clerk(), factories.lead()
    seen = []
    for application in applications:
        client.force_login(application.organisation.memberships.get().user)
        assert PAST not in text(client.get(page("application_status", application)))
    winner = applications[0].candidacies.get(award=award)
    actions.nominate(winner, by=clerk, at=timezone.now())
    actions.move(winner, "award_prize", by=lead, at=timezone.now())
    factories.end_call(award.edition)
    actions.close_award(award, by=lead, at=timezone.now())
    for application in applications:
        client.force_login(application.organisation.memberships.get().user)
        shown = text(client.get(page("application_status", application)))
        seen.append(PAST in shown and "Bewerbung zurückziehen" not in shown)
    assert seen == [True, True]


def test_drafts_and_withdrawn_applications_say_nothing_of_withdrawing(client, special):
    application, _member = draft(special.edition, client)
    filed = factories.filed(edition=special.edition)
    gone = actions.withdraw_application(filed, by=factories.clerk(), at=timezone.now())
    for award in Award.objects.all():
        freeze(award)
    assert PAST not in text(client.get(page("application_status", application)))
    client.force_login(gone.organisation.memberships.get().user)
    assert PAST not in text(client.get(page("application_status", gone)))


def test_a_new_draft_offers_the_writer_as_contact_and_nobody_else_later(client, special):
    application, member = draft(special.edition, client, contact_name="", contact_email="")
    shown = text(client.get(page_url(application, "contact_name")))
    assert f'value="{member.name}"' in shown
    assert f'value="{member.email}"' in shown
    factories.set_answers(application, contact_name="Ada Beispiel")
    assert f'value="{member.email}"' not in text(client.get(page_url(application, "contact_name")))


def test_an_address_is_a_link(client, special):
    application, _member = draft(special.edition, client)
    shown = text(client.get(page("application_status", application)))
    assert '<a href="mailto:ada@example.org">ada@example.org</a>' in shown


def test_a_refusal_is_said_once(client, special):
    application, member = draft(special.edition, client)
    application = actions.file_application(application, by=member, at=timezone.now())
    clerk = factories.clerk()
    actions.move(application.candidacies.get(), "reject", by=clerk, at=timezone.now(), reason="Ort fehlt.")
    actions.release(application.letters.all(), by=clerk, at=timezone.now())
    shown = text(client.get(page("application_status", application)))
    assert shown.count("Die Bewerbung konnte nicht zugelassen werden.") == 1
    assert "Ort fehlt." in shown
