"""Late filing by a personal code: the office gives one, one organisation redeems it, and files until it ends."""

import datetime
import re

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from prize import actions, codes, rules
from prize.models import Application, Edition, History, LateCode, Letter
from prize.models.history import first_break
from tests import factories
from tests.journeys.person import Person

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}")
UNKNOWN = "Diesen Code kennen wir nicht. Bitte vergleichen Sie ihn mit dem, den Sie bekommen haben."
REASON = "Serverausfall am letzten Tag"


def url(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def closed(edition):
    """The call is over since an hour."""
    edition.closes_at = timezone.now() - HOUR
    edition.save(update_fields=["closes_at"])
    return edition


def issue(edition, *, lasts=2 * DAY, **facts):
    """(row, code as it is typed)"""
    at = timezone.now()
    facts = {"meant_for": "Nachbarschaft Asendorf", "reason": REASON, "valid_until": at + lasts} | facts
    return actions.issue_late_code(edition, **facts, by=factories.clerk(), at=at)


def redeem(client, code, **data):
    return client.post(url("late_code_redeem"), {"code": code, **data}, follow=True)


def beside_the_field(page):
    """The error that the field `code` is described by."""
    found = re.search(r'id="id_code_error"[^>]*>(.*?)</(?:p|div)>', page.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


# From the telephone to the receipt --------------------------------------------------------------
def test_from_the_office_to_the_late_filing(closed, draft, office):
    member = factories.member_of(draft.organisation)
    clerk = Person(office.clerk).open("/buero/").follow("Persönliche Nachfristen")
    clerk.sees("Noch keine Nachfrist gewährt").follow("Nachfrist gewähren")
    until = timezone.localtime(timezone.now() + 2 * DAY).strftime("%Y-%m-%dT%H:%M")
    typed = {"Für wen?": "Asendorf, Frau Beispiel", "Grund": REASON, "Gilt bis": until}
    clerk.fill(typed | {"E-Mail-Adresse": "Ada@Example.org"}, "Code ausgeben")
    code = CODE.search(clerk.text)[0]
    clerk.sees("Asendorf, Frau Beispiel", "Diesen Code sehen Sie nur jetzt.", "Wir schicken ihn auch an")
    assert code not in clerk.open(clerk.path).text, "it is shown once"
    clerk.sees("Der Code wurde nur einmal gezeigt.")

    applicant = Person(member).open("/bewerbung/").sees("Zurzeit läuft keine Bewerbungsfrist")
    applicant.follow("Haus Asendorf").sees("Dieser Entwurf wurde nicht eingereicht", "Hat Ihnen die Geschäftsstelle")
    applicant.follow("Hat Ihnen die Geschäftsstelle").fill(
        {"Ihr Code": code.lower().replace("-", " ")}, "Code einlösen"
    )
    assert applicant.path == draft.get_absolute_url()
    applicant.sees("Ihr Code ist eingelöst", "Für Ihre Organisation gilt eine persönliche Nachfrist", "Weiterschreiben")
    applicant.open("/bewerbung/").sees("Für „Nachbarschaft Asendorf e. V.“ gilt eine persönliche Nachfrist")
    applicant.open(url("application_file", draft.pk)).press("Verbindlich einreichen").sees("2099-0001")

    draft.refresh_from_db()
    assert (draft.is_late, draft.late_reason) == (True, REASON)
    Person(office.clerk).open(url("application_office", draft.pk)).sees(f"verspätet: {REASON}")
    clerk.open("/buero/nachfristen/").sees("eingelöst", "Nachbarschaft Asendorf e. V., von")
    letter = Letter.objects.get(kind="late_code")
    assert letter.to_address.lower() == "ada@example.org"
    assert code in letter.body
    assert "/bewerbung/nachfrist/" in letter.body
    steps = list(History.objects.order_by("position").values_list("step", "by__email"))
    assert steps[:2] == [("issue_late_code", office.clerk.email), ("redeem_late_code", member.email)]
    assert first_break(Edition.objects.get()) is None
    Person(office.clerk).open("/buero/verlauf/").sees(
        "Persönliche Nachfrist gewährt", "Code für eine Nachfrist eingelöst"
    )


def test_without_a_draft_a_new_application_can_be_started(client, closed, applicant, organisation, main_award):
    assert "Hat Ihnen die Geschäftsstelle" in client.get(url("application_new")).content.decode()
    _row, code = issue(closed)
    page = redeem(client, code)
    assert page.redirect_chain[-1][0] == url("application_new")
    page = client.post(url("application_new"), {"project_title": "Spät, aber gut"}, follow=True)
    application = Application.objects.get()
    assert rules.may_edit(application, applicant, timezone.now())


def test_only_the_organisation_that_redeemed_may_apply(client, closed, applicant, organisation, main_award):
    other = factories.OrganisationFactory(name="Anderer Verein")
    factories.MembershipFactory(organisation=other, user=applicant, right="owner")
    _row, code = issue(closed)
    page = redeem(client, code)
    assert 'id="id_organisation_error"' in page.content.decode()
    assert not LateCode.objects.filter(organisation__isnull=False).exists()
    redeem(client, code, organisation=organisation.pk)
    page = client.get(url("application_new")).content.decode()
    assert "Anderer Verein" not in page
    client.post(url("application_new"), {"project_title": "X", "organisation": other.pk})
    assert not other.applications.exists()
    for closed_to, is_open in ((other, False), (organisation, True)):
        assert rules.is_open_for(closed_to, closed, timezone.now()) is is_open


def test_the_action_itself_asks_whose_code_it_is(closed, organisation, main_award):
    member, stranger = factories.member_of(organisation), factories.OrganisationFactory()
    outsider = factories.member_of(stranger)
    _row, code = issue(closed)
    at, data = timezone.now(), {"project_title": "X"}
    with pytest.raises(actions.NotAllowed):
        actions.redeem_late_code(code, organisation, by=outsider, at=at)
    actions.redeem_late_code(code, organisation, by=member, at=at)
    with pytest.raises(actions.DeadlinePassed):
        actions.start_application(closed, stranger, by=outsider, at=at, data=data)
    assert actions.start_application(closed, organisation, by=member, at=at, data=data).is_draft


@pytest.mark.parametrize(("right", "may"), [("view", False), ("edit", True)])
def test_who_may_not_write_redeems_nothing(client, closed, organisation, right, may):
    factories.member_of(organisation)
    client.force_login(factories.member_of(organisation, right=right))
    _row, code = issue(closed)
    redeem(client, code)
    assert LateCode.objects.filter(organisation=organisation).exists() is may


def test_somebody_without_an_organisation_first_registers_one(client, closed):
    client.force_login(factories.UserFactory())
    page = client.get(url("late_code_redeem"), follow=True)
    assert page.redirect_chain[-1][0] == url("organisation_new")


# Until when -------------------------------------------------------------------------------------
def test_it_counts_to_the_last_moment_and_the_filing_asks(client, closed, applicant, draft):
    late_code, code = issue(closed)
    redeem(client, code)
    end, tick = late_code.valid_until, datetime.timedelta(microseconds=1)
    assert rules.may_edit(draft, applicant, end)
    with pytest.raises(actions.DeadlinePassed):
        actions.file_application(draft, by=applicant, at=end + tick)
    with pytest.raises(actions.DeadlinePassed):
        actions.save_application(draft, {"place": "Celle"}, by=applicant, at=end + tick, version=draft.version)
    filed = actions.file_application(draft, by=applicant, at=end)
    assert (filed.submitted_at, filed.is_late) == (end, True)


def test_a_code_that_is_redeemed_early_makes_nobody_late(client, edition, applicant, draft):
    """The office knows of the operation next week: until the deadline the filing is in time like any other."""
    late_code, code = issue(edition, lasts=20 * DAY)
    redeem(client, code)
    assert rules.deadline_for(draft.organisation, edition, timezone.now()) == late_code.valid_until
    assert actions.file_application(draft, by=applicant, at=edition.closes_at).is_late is False


def test_a_code_opens_nothing_before_the_call_nor_after_the_announcement(client, closed, applicant, draft):
    _row, code = issue(closed)
    redeem(client, code)
    organisation, at = draft.organisation, timezone.now()
    assert rules.is_open_for(organisation, closed, at)
    assert not rules.is_open_for(organisation, closed, closed.opens_at - HOUR)
    closed.announced_at = at
    assert not rules.is_open_for(organisation, closed, at)


def test_of_two_codes_the_later_end_counts(client, closed, applicant, draft):
    for lasts in (DAY, 3 * DAY, 2 * DAY):
        redeem(client, issue(closed, lasts=lasts)[1])
    longest = LateCode.objects.order_by("-valid_until").first()
    assert rules.deadline_for(draft.organisation, closed, timezone.now()) == longest.valid_until


def test_a_code_of_one_edition_opens_no_other(client, closed, applicant, organisation):
    older = factories.EditionFactory(year=2098, closes_at=closed.closes_at)
    redeem(client, issue(older)[1])
    assert rules.is_open_for(organisation, older, timezone.now())
    assert not rules.is_open_for(organisation, closed, timezone.now())


# Bad input --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Dieses Feld ist zwingend erforderlich."),
        ("ABCD", "Ein Code hat 12 Zeichen, dieser hat 4."),
        ("2345-6789-ABCD-EFGH", "Ein Code hat 12 Zeichen, dieser hat 16."),
        ("ABCD-EFGH-JKLM", UNKNOWN),
        ("0O1I-EFGH-JKLM", UNKNOWN),
        ("ÄÖÜß-EFGH-JKL", UNKNOWN),
        ("<b>ABCDEFGHJK</b>", UNKNOWN),
    ],
)
@pytest.mark.usefixtures("closed", "applicant")
def test_what_is_no_code_is_said_beside_the_field_and_stays_typed(client, typed, said):
    page = redeem(client, typed)
    assert said in beside_the_field(page)
    assert f'value="{escape(typed)}"' in page.content.decode() or not typed


def test_a_code_is_read_as_people_type(client, closed, applicant, organisation):
    for spelling in (str, str.lower, lambda c: f" {codes.grouped(c)} ", lambda c: c[:6] + " – " + c[6:].lower()):
        late_code, code = issue(closed)
        redeem(client, spelling(code))
        late_code.refresh_from_db()
        assert late_code.organisation == organisation


def test_what_is_over_used_or_taken_back_says_so_and_nothing_of_others(client, closed, applicant, organisation):
    _used, code_used = issue(closed)
    actions.redeem_late_code(
        code_used, secret := factories.OrganisationFactory(name="Geheimer Verein"),
        by=factories.member_of(secret), at=timezone.now(),
    )  # fmt: skip
    back, code_back = issue(closed)
    actions.revoke_late_code(back, by=factories.clerk(), at=timezone.now())
    _over, code_over = issue(closed, lasts=HOUR)
    assert "Dieser Code ist schon eingelöst." in beside_the_field(redeem(client, code_used))
    assert "Dieser Code wurde zurückgenommen." in beside_the_field(redeem(client, code_back))
    with time_machine.travel(timezone.now() + 2 * HOUR):
        assert "Dieser Code galt nur bis" in beside_the_field(redeem(client, code_over))
    assert "Geheimer" not in redeem(client, code_used).content.decode()
    assert not organisation.late_codes.exists()


def test_a_second_click_finds_it_redeemed(client, closed, applicant, draft):
    _row, code = issue(closed)
    redeem(client, code)
    page = redeem(client, code)
    assert "Ihr Code ist eingelöst" in page.content.decode()
    assert History.objects.filter(step="redeem_late_code").count() == 1


def test_who_guesses_has_to_wait(client, closed, applicant, organisation):
    answers = [redeem(client, codes.new()).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert redeem(client, issue(closed)[1]).status_code == 429
    assert not organisation.late_codes.exists()


# The office -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"meant_for": ""}, "id_meant_for_error"),
        ({"reason": " "}, "id_reason_error"),
        ({"reason": "x" * 301}, "id_reason_error"),
        ({"address": "keine Adresse"}, "id_address_error"),
        ({"valid_until": ""}, "id_valid_until_error"),
        ({"valid_until": "morgen"}, "id_valid_until_error"),
        ({"valid_until": "2020-01-01T10:00"}, "Der Zeitpunkt liegt in der Vergangenheit."),
        ({"valid_until": "2999-01-01T10:00"}, "Eine Nachfrist läuft höchstens 60 Tage."),
    ],
)
def test_what_is_missing_comes_back_beside_its_field(closed, office, changes, said):
    until = timezone.localtime(timezone.now() + DAY).strftime("%Y-%m-%dT%H:%M")
    data = {"meant_for": "Verein aus Celle", "reason": REASON, "valid_until": until, "address": ""} | changes
    page = office.at_clerk.post(url("late_code_new"), data)
    assert page.status_code == 200
    assert said in page.content.decode()
    kept = "Verein aus Celle" if "meant_for" not in changes else REASON
    assert kept in page.content.decode()
    assert not LateCode.objects.exists()


def test_the_database_keeps_no_code_and_the_history_none(closed):
    late_code, code = issue(closed, address="ada@example.org")
    kept = repr([getattr(late_code, f.name) for f in LateCode._meta.fields]) + repr(list(History.objects.values()))
    assert code not in kept
    assert codes.grouped(code) not in kept


def test_without_an_address_nobody_is_written_to(closed):
    issue(closed)
    assert not Letter.objects.exists()


def test_what_is_taken_back_opens_nothing_any_more(client, closed, applicant, draft, office):
    late_code, code = issue(closed)
    redeem(client, code)
    page = office.at_clerk.get(url("late_code_revoke", late_code.pk)).content.decode()
    assert "Nachbarschaft Asendorf e. V. hat den Code eingelöst" in page
    office.at_clerk.post(url("late_code_revoke", late_code.pk))
    office.at_clerk.post(url("late_code_revoke", late_code.pk))
    assert client.post(url("application_file", draft.pk)).status_code == 409
    assert History.objects.filter(step="revoke_late_code").count() == 1
    assert "zurückgenommen" in office.at_clerk.get(url("late_codes")).content.decode()


def test_what_was_filed_by_it_stays_filed(client, closed, applicant, draft):
    late_code, code = issue(closed)
    redeem(client, code)
    client.post(url("application_file", draft.pk))
    actions.revoke_late_code(late_code, by=factories.clerk(), at=timezone.now())
    draft.refresh_from_db()
    assert draft.is_submitted


def test_after_the_announcement_none_is_issued(closed, office):
    Edition.objects.update(announced_at=timezone.now())
    assert "Nachfrist gewähren" not in office.at_clerk.get(url("late_codes")).content.decode()
    until = timezone.localtime(timezone.now() + DAY).strftime("%Y-%m-%dT%H:%M")
    data = {"meant_for": "Verein", "reason": REASON, "valid_until": until}
    assert office.at_clerk.post(url("late_code_new"), data).status_code == 409


def test_the_auditor_reads_the_list_and_has_no_buttons(client, closed):
    issue(closed)
    client.force_login(factories.UserFactory(office_role="auditor"))
    page = client.get(url("late_codes")).content.decode()
    assert REASON in page
    assert "Nachfrist gewähren" not in page
    assert "zurücknehmen" not in page


def test_the_list_costs_the_same_for_two_as_for_twenty(closed, office):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert office.at_clerk.get(url("late_codes")).status_code == 200
        return len(queries)

    def more(count):
        for _ in range(count):
            organisation = factories.OrganisationFactory()
            _row, code = issue(closed)
            actions.redeem_late_code(code, organisation, by=factories.member_of(organisation), at=timezone.now())

    more(2)
    few = cost()
    more(18)
    assert cost() == few


@pytest.mark.parametrize(
    "broken", [{"redeemed_at": timezone.now()}, {"reason": ""}, {"valid_until": timezone.now() - DAY}]
)
def test_the_database_refuses_half_a_fact(closed, broken):
    late_code, _code = issue(closed)
    with pytest.raises(IntegrityError), transaction.atomic():
        LateCode.objects.filter(pk=late_code.pk).update(**broken)


def test_the_offices_own_late_acceptance_comes_before_the_code(client, closed, applicant, draft):
    redeem(client, issue(closed)[1])
    filed = actions.file_application(
        draft, by=factories.clerk(), at=timezone.now(), late_reason="Brief lag beim Nachbarn"
    )
    assert filed.late_reason == "Brief lag beim Nachbarn"
