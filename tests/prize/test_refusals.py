"""A refusal is told by its letter: until the office releases it, the organisation reads what it read before."""

import pytest
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db
REASON = "Das Projekt liegt nicht in Niedersachsen."


@pytest.fixture
def organisation(client):
    organisation = factories.OrganisationFactory()
    client.force_login(factories.member_of(organisation))
    return organisation


def refuse(application, *, award=None):
    candidacies = application.candidacies.filter(award=award) if award else application.candidacies.all()
    actions.move(candidacies.get(), "reject", by=factories.clerk(), at=timezone.now(), reason=REASON)


def pages(client, application):
    addresses = reverse("application_status", args=[application.pk]), reverse("my_applications")
    return " ".join(client.get(address).content.decode() for address in addresses)


@pytest.mark.parametrize(("make", "before"), [(factories.filed, "eingegangen"), (factories.accepted, "zugelassen")])
def test_a_held_refusal_is_not_on_the_page(client, organisation, make, before):
    application = make(factories.ApplicationFactory(organisation=organisation))
    refuse(application)
    page = pages(client, application)
    assert before in page
    assert "nicht zugelassen" not in page
    assert REASON not in page
    actions.release(Letter.objects.all(), by=factories.clerk(), at=timezone.now())
    page = pages(client, application)
    assert "nicht zugelassen" in page
    assert REASON in page


def test_a_refusal_that_nobody_has_read_is_taken_back_without_a_word(organisation):
    application = factories.filed(factories.ApplicationFactory(organisation=organisation))
    candidacy = application.candidacies.get()
    for _ in range(2):
        refuse(application)
        actions.move(candidacy, "reinstate", by=factories.lead(), at=timezone.now(), reason="Irrtum")
    assert not Letter.objects.filter(kind__in=["reject", "reinstate"]).exists()


def test_a_refusal_that_was_told_is_corrected_by_a_letter(organisation):
    application = factories.filed(factories.ApplicationFactory(organisation=organisation))
    candidacy = application.candidacies.get()
    for _ in range(2):
        refuse(application)
        actions.release(Letter.objects.all(), by=factories.clerk(), at=timezone.now())
        actions.move(candidacy, "reinstate", by=factories.lead(), at=timezone.now(), reason="Irrtum")
    assert Letter.objects.filter(kind="reject").count() == Letter.objects.filter(kind="reinstate").count() == 2


def test_two_refusals_of_one_application_tell_themselves_apart(organisation):
    main = factories.AwardFactory()
    special = factories.AwardFactory(edition=main.edition, kind="special", name="Sonderpreis „" + "x" * 140 + "“")
    application = factories.filed(factories.ApplicationFactory(organisation=organisation, edition=main.edition))
    refuse(application, award=main)
    refuse(application, award=special)
    subjects = list(Letter.objects.filter(kind="reject").order_by("pk").values_list("subject", flat=True))
    assert subjects[0] == f"Zu Ihrer Bewerbung {application.reference}: {main.name}"
    assert "Sonderpreis" in subjects[1]
    assert all(len(subject) <= 200 for subject in subjects)
