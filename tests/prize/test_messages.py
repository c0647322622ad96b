"""Questions and answers between an organisation and the office, in a thread that jurors never see."""

import datetime
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Edition, Letter, Membership, Message
from tests import factories
from tests.journeys.person import Person
from tests.prize.test_races import at_once

QUESTION, ANSWER = "Zählt ein Chor auch?", "Ja, ein Chor zählt auch."
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def office_address(edition):
    Edition.objects.filter(pk=edition.pk).update(contact_email="amt@example.org", contact_name="Amt")


@pytest.fixture
def asks(organisation):
    return Person(factories.member_of(organisation, name="Ada Antrag"))


@pytest.fixture
def clerk():
    return Person(factories.clerk(name="Sina Sachbearbeitung"))


def url(name, *args):
    return reverse(name, args=args)


def said(draft, *, from_office=True, by=None, at=None, text="Bitte rufen Sie an.", seen=0):
    """One message by the real action."""
    by = by or (factories.clerk() if from_office else draft.organisation.memberships.order_by("pk").first().user)
    facts = {"by": by, "at": at or timezone.now(), "is_from_office": from_office, "seen": seen}
    return actions.write_message(draft, text, **facts)


# A question and its answer ----------------------------------------------------------------------
@pytest.mark.django_db
def test_a_question_and_its_answer(asks, clerk, draft, office_address):
    application = factories.filed(draft)
    asks.open(url("application_status", draft.pk)).follow("Nachrichten").sees("Noch keine Nachricht.")
    asks.fill({"Ihre Nachricht": QUESTION}, "An die Geschäftsstelle schicken")
    asks.sees("Ihre Nachricht ist verschickt.", "Ada Antrag", QUESTION, "noch nicht gelesen")
    letter = Letter.objects.get(kind="message_to_office")
    assert (letter.to_address, letter.to_name) == ("amt@example.org", "Amt")
    assert QUESTION in letter.body
    assert url("thread_office", draft.pk) in letter.body
    clerk.open(url("cockpit")).sees("1 Nachricht wartet auf Antwort").follow(application.organisation.name)
    clerk.sees(QUESTION, "neu")
    asks.open(url("thread", draft.pk)).sees("gelesen")
    clerk.fill({"Ihre Nachricht": ANSWER}, "Antwort schicken")
    clerk.open(url("cockpit"))
    assert "wartet auf Antwort" not in clerk.text
    letter = Letter.objects.get(kind="message")
    assert letter.to_address == "ada@example.org"
    assert letter.subject == "Die Geschäftsstelle hat Ihnen geschrieben (2099-0001)"
    assert letter.body.startswith("Guten Tag Ada Beispiel,")
    assert ANSWER in letter.body
    asks.open(url("my_applications")).follow("1 neue Nachricht zu „Haus Asendorf“")
    asks.sees("Geschäftsstelle, Sina Sachbearbeitung", ANSWER, "neu")
    assert "neue Nachricht" not in asks.open(url("my_applications")).text


@pytest.mark.django_db
def test_a_draft_may_be_asked_about_and_shows_the_office_nothing_else(asks, clerk, draft, office_address):
    type(draft).objects.filter(pk=draft.pk).update(contact_email="", contact_name="")
    assert clerk.open(url("thread_office", draft.pk)).status == 404
    asks.open(url("thread", draft.pk)).fill({"Ihre Nachricht": QUESTION}, "An die Geschäftsstelle schicken")
    assert clerk.open(url("application_office", draft.pk)).status == 404
    for page in ("thread_list", "cockpit", "outbox"):
        assert "Haus Asendorf" not in clerk.open(url(page)).response.content.decode()
    assert "Haus Asendorf" not in clerk.open(url("letter", Letter.objects.get().pk)).response.content.decode()
    assert "Nachricht zu einem Entwurf" not in clerk.open(url("outbox") + "?search=Haus+Asendorf").text
    clerk.open(url("thread_list")).sees("noch nicht eingereicht", "wartet seit", QUESTION)
    clerk.follow("Nachbarschaft Asendorf").sees("Die Organisation fragt zu einem Entwurf.")
    clerk.fill({"Ihre Nachricht": ANSWER}, "Antwort schicken")
    letter = Letter.objects.get(kind="message")
    assert letter.to_address == draft.organisation.memberships.get().user.email
    assert "Haus Asendorf" not in letter.subject + letter.body
    assert "Haus Asendorf" not in Letter.objects.get(kind="message_to_office").body


@pytest.mark.django_db
def test_without_an_address_the_office_reads_of_it_in_its_cockpit_only(draft, asks):
    said(draft, from_office=False)
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_the_office_may_begin(clerk, asks, draft):
    factories.filed(draft)
    clerk.open(url("application_office", draft.pk)).follow("Nachrichten", within="Ansprechperson ändern")
    clerk.fill({"Ihre Nachricht": ANSWER}, "Antwort schicken")
    asks.open(url("application_status", draft.pk)).follow("1 neue Nachricht der Geschäftsstelle lesen").sees(ANSWER)


# Who ---------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_who_may_only_read_reads_and_takes_nothing_from_the_others(draft, asks):
    reader = Person(factories.member_of(draft.organisation, right="view"))
    said(draft)
    reader.open(url("thread", draft.pk)).sees("Bitte rufen Sie an.", "Schreiben können hier Mitglieder")
    assert Message.objects.get().read_at is None
    asks.open(url("thread", draft.pk))
    assert Message.objects.get().read_at is not None


@pytest.mark.django_db
def test_who_lost_the_right_keeps_the_text(draft, asks):
    reader = Person(factories.member_of(draft.organisation, right="view"))
    page = reader.client.post(url("thread", draft.pk), {"text": QUESTION})
    assert page.status_code == 409
    assert QUESTION in page.content.decode()
    assert "Sie dürfen die Nachrichten lesen, aber keine schreiben." in page.content.decode()
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_who_was_removed_while_writing_gets_the_text_back(draft, asks):
    member = factories.member_of(draft.organisation)
    owner = draft.organisation.memberships.get(right="owner").user
    membership = Membership.objects.select_related("user", "organisation").get(user=member)
    actions.remove_member(membership, by=owner, at=timezone.now())
    person = Person(member)
    for name, data in (("thread", {"text": QUESTION}), ("contact", {"contact_name": QUESTION})):
        page = person.client.post(url(name, draft.pk), data)
        assert page.status_code == 403
        assert QUESTION in page.content.decode()
        assert person.client.get(url(name, draft.pk)).status_code == 404
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_the_auditor_reads_and_marks_nothing(draft, asks):
    said(draft, from_office=False)
    auditor = Person(factories.UserFactory(office_role="auditor"))
    auditor.open(url("thread_office", draft.pk)).sees("Bitte rufen Sie an.")
    assert not [b for b in auditor.page.iter("button") if "schicken" in b.text_content()]
    assert Message.objects.get().read_at is None
    assert auditor.client.post(url("thread_office", draft.pk), {"text": "Doch"}).status_code == 404


# Reading -----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_first_reading_counts_and_only_a_get_reads(draft, asks, clerk):
    said(draft, from_office=False)
    assert clerk.client.head(url("thread_office", draft.pk)).status_code == 200
    asks.open(url("thread", draft.pk))
    assert Message.objects.get().read_at is None
    clerk.open(url("thread_office", draft.pk))
    first = Message.objects.get().read_at
    clerk.open(url("thread_office", draft.pk))
    assert Message.objects.get().read_at == first is not None


# What waits --------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_question_that_came_in_meanwhile_goes_on_waiting(draft, asks, clerk):
    said(draft, from_office=False, text="Erste Frage?")
    clerk.open(url("thread_office", draft.pk))
    said(draft, from_office=False, text="Zweite Frage?")
    clerk.fill({"Ihre Nachricht": ANSWER}, "Antwort schicken")
    assert [m.text for m in Message.objects.waiting()] == ["Zweite Frage?"]


@pytest.mark.django_db
def test_a_thank_you_needs_no_answer(draft, asks, clerk):
    said(draft, from_office=False, text="Danke!")
    clerk.open(url("thread_list") + "?state=waiting").follow("Nachbarschaft").press("Keine Antwort nötig")
    clerk.sees("braucht keine Antwort (Sina Sachbearbeitung)")
    assert "Alles ist beantwortet" in clerk.open(url("thread_list") + "?state=waiting").text
    asks.open(url("thread", draft.pk))
    assert "braucht keine Antwort" not in asks.text


@pytest.mark.django_db
def test_the_list_begins_with_what_waits_longest(clerk, edition, main_award):
    now, names = timezone.now(), []
    for n in range(3):
        application = factories.ApplicationFactory(edition=edition)
        factories.member_of(application.organisation)
        message = said(application, from_office=False, at=now - n * MINUTE)
        names.append(application.organisation.name)
        if n == 2:
            said(application, at=now, seen=message.pk)
    found = [name for link in clerk.open(url("thread_list")).page.iter("a") if (name := link.text_content()) in names]
    assert found == [names[1], names[0], names[2]]


# Bad input ---------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    "case",
    [
        ("", "Dieses Feld ist zwingend erforderlich."),
        (" \r\n\t ", "Dieses Feld ist zwingend erforderlich."),
        ("ä" * 4001, "Bitte kürzen Sie auf höchstens 4000 Zeichen; jetzt sind es 4001."),
    ],
)
@pytest.mark.parametrize("page", ["thread", "thread_office"])
def test_what_cannot_be_sent_stays_in_the_field(draft, asks, clerk, page, case):
    text, words = case
    factories.filed(draft)
    person = asks if page == "thread" else clerk
    person.open(url(page, draft.pk))
    button = "An die Geschäftsstelle schicken" if page == "thread" else "Antwort schicken"
    person.fill({"Ihre Nachricht": text}, button).sees(words)
    assert person.page.find(".//textarea").text_content().strip() == text.strip()
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_line_breaks_count_once_and_nothing_is_html(draft, asks):
    asks.open(url("thread", draft.pk))
    asks.fill({"Ihre Nachricht": "\r\n".join(["x" * 1999, "y" * 2000])}, "An die Geschäftsstelle schicken")
    asks.fill({"Ihre Nachricht": "<script>alert(1)</script>"}, "An die Geschäftsstelle schicken")
    assert "&lt;script&gt;" in asks.response.content.decode()
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_a_crafted_number_is_no_error_of_the_server(draft, asks, clerk):
    said(draft, from_office=False)
    for seen in ("", "x", "-1", "9" * 40, "²"):
        assert clerk.client.post(url("thread_put_aside", draft.pk), {"seen": seen}).status_code == 302
    assert Message.objects.waiting().exists()


# A record ----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_what_was_said_stays(draft, asks):
    message = said(draft, from_office=False)
    for change in (message.delete, Message.objects.all().delete, lambda: Message.objects.update(text="Nie gesagt")):
        with pytest.raises(PermissionDenied):
            change()
    assert not draft.history.exists()


@pytest.mark.django_db
def test_the_name_stays_when_the_account_goes(draft, asks, clerk):
    helper = factories.member_of(draft.organisation, name="Helfer Kurz")
    said(draft, from_office=False, by=helper)
    helper.delete()
    clerk.open(url("thread_office", draft.pk)).sees("Helfer Kurz")


# Letters -----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_burst_is_one_letter_now_and_one_later(draft, asks, mailoutbox):
    start, clerk = timezone.now(), factories.clerk()

    def tell(text, minutes):
        said(draft, by=clerk, text=text, at=start + minutes * MINUTE)

    def deliver(minutes):
        at = start + minutes * MINUTE
        actions.deliver_due(at=at, clock=lambda: at)
        return len(mailoutbox)

    tell("eins", 0)
    tell("zwei", 0)
    assert deliver(0) == 1
    tell("drei", 1)
    tell("vier", 8)
    assert deliver(9) == 1
    assert deliver(10) == 2
    assert [[w for w in ("eins", "zwei", "drei", "vier") if w in mail.body] for mail in mailoutbox] == [
        ["eins", "zwei"],
        ["drei", "vier"],
    ]
    tell("fünf", 15)
    assert deliver(19) == 2
    assert deliver(20) == 3
    tell("sechs", 31)
    assert deliver(31) == 4


@pytest.mark.django_db
def test_the_two_sides_wait_for_themselves_only(draft, asks, office_address):
    said(draft, from_office=False)
    said(draft)
    assert Letter.objects.filter(not_before__isnull=True).count() == 2


@pytest.mark.django_db
def test_a_second_click_sends_once(draft, asks):
    asks.open(url("thread", draft.pk))
    for _ in range(2):
        asks.client.post(url("thread", draft.pk), {"text": QUESTION})
    assert Message.objects.count() == 1
    said(draft)
    asks.client.post(url("thread", draft.pk), {"text": QUESTION})
    assert Message.objects.count() == 3


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("places")
def test_two_clicks_at_once_send_once():
    award = factories.AwardFactory()
    Edition.objects.filter(pk=award.edition_id).update(contact_email="amt@example.org")
    for _ in range(10):
        application = factories.ApplicationFactory(edition=award.edition)
        by = factories.member_of(application.organisation)
        outcomes = at_once(*[partial(said, application, from_office=False, by=by, text=QUESTION)] * 2)
        assert outcomes[0] == outcomes[1], outcomes
        assert application.messages.count() == application.letters.count() == 1


# Cost --------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_flat(asks, clerk, edition, main_award):
    user = factories.UserFactory()
    person = Person(user)

    def cost():
        found = []
        for browser, page in ((clerk, "thread_list"), (clerk, "cockpit"), (person, "my_applications")):
            with CaptureQueriesContext(connection) as queries:
                assert browser.client.get(url(page)).status_code == 200
            found.append(len(queries))
        return found

    def add(count):
        for _ in range(count):
            organisation = factories.MembershipFactory(user=user).organisation
            application = factories.ApplicationFactory(edition=edition, organisation=organisation)
            said(application, from_office=False, by=user)
            said(application)

    add(2)
    few = cost()
    add(18)
    assert cost() == few


@pytest.mark.django_db
def test_pages(clerk, edition, main_award):
    organisation = factories.OrganisationFactory()
    member = factories.member_of(organisation)
    for _ in range(51):
        application = factories.ApplicationFactory(edition=edition, organisation=organisation)
        said(application, from_office=False, by=member)
    clerk.open(url("thread_list") + "?state=waiting").sees("Seite 1 von 2")
    clerk.open(url("thread_list") + "?state=waiting&page=2")
    assert len([a for a in clerk.page.iter("a") if a.text_content() == organisation.name]) == 1
