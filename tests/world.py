"""The cast, one application in the middle of the season, and the literal table of who gets what from every address."""

from pathlib import Path

from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from jury import actions as jury_actions
from jury.models import Criterion, Juror, Panel, PanelAward
from prize import actions
from prize.actions.versions import add_version
from prize.models import Invitation, membership
from prize.models.call import SIGNER, hash_of
from tests import factories
from tests.prize import files

CAST = ("nobody", "stranger", "applicant", "colleague", "juror", "recused", "clerk", "lead", "auditor")
TABLE = [
    (path.stem, number, line.split())
    for path in sorted(Path(__file__).parent.joinpath("access").glob("*.txt"))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    if line.strip() and not line.startswith("#")
]


def build_world():
    """One filed, eligible application with a file, read by a panel of three; nothing decided, nothing announced."""
    lead, clerk = factories.lead(), factories.clerk()
    award = factories.AwardFactory()
    organisation = factories.OrganisationFactory()
    applicant, colleague = factories.member_of(organisation), factories.member_of(organisation)
    draft = factories.ApplicationFactory(
        edition=award.edition, organisation=organisation, contact_email=applicant.email
    )
    attachment = factories.AttachmentFactory(application=draft, uploaded_by=applicant)
    picture = factories.AttachmentFactory(
        application=draft, uploaded_by=applicant, kind="picture", name="fest.png", content_type="image/png",
        file__data=files.picture("PNG"),
    )  # fmt: skip
    application = factories.accepted(draft, by=clerk)
    panel = Panel.objects.create(edition=award.edition, name="Jury", quorum=1)
    PanelAward.objects.create(panel=panel, award=award)
    Criterion.objects.create(panel=panel, name="Wirkung", weight=1, position=1)
    juror, recused = factories.UserFactory(), factories.UserFactory()
    seats = [Juror.objects.create(panel=panel, user=user, name=user.name) for user in (juror, recused)]
    now = timezone.now()
    jury_actions.open_scoring(panel, by=lead, at=now)
    jury_actions.recuse(seats[1], application, reason="Mitglied im Verein", by=recused, at=now)
    cast = {
        "nobody": None,
        "stranger": factories.UserFactory(),
        "applicant": applicant,
        "colleague": colleague,
        "juror": juror,
        "recused": recused,
        "clerk": clerk,
        "lead": lead,
        "auditor": factories.UserFactory(office_role="auditor"),
    }
    things = {
        "application_pk": application.pk,
        "attachment_pk": attachment.pk,
        "picture_pk": picture.pk,
        "question": "documents",
        "award_pk": award.pk,
        "candidacy_pk": application.candidacies.get().pk,
        "edition": award.edition.slug,
        "juror_pk": seats[0].pk,
        "letter_pk": application.letters.first().pk,
        "page_pk": award.edition.form_pages.first().pk,
        "question_pk": award.edition.questions.get(key="goals").pk,
        "organisation_pk": organisation.pk,
        "panel_pk": panel.pk,
        "step": "reject",
        "language": "en",
        "page": draft.edition.form_pages.order_by("position").first().key,
        "number": conflict_of(application, colleague),
        "name": "gibt-es-nicht",
        "file_number": 1,
    }
    things |= reminder_things() | more_things(application, clerk, lead) | receipt_things(application)
    things |= people_things(organisation, applicant, colleague) | late_things(award.edition, clerk)
    things |= proposal_things(award.edition)
    return cast, things


def conflict_of(application, by):
    """The number of a text that was not taken over."""
    kept = add_version(application, "conflict", application.content, ["place"], by=by, at=timezone.now(), based_on=1)
    return kept.number


def reminder_things():
    """Somebody who wants to hear of the next call and has not confirmed it yet."""
    token = "geheim"
    reminder = factories.ReminderFactory(token_hash=hash_of(token), requested_at=timezone.now(), confirmed_at=None)
    return {"reminder_token": token, "reminder_signature": SIGNER.sign(reminder.pk)}


def proposal_things(edition):
    """One proposal that its organisation has been asked about, and one that its sender has not confirmed yet."""
    token = "noch-nicht-bestaetigt"
    proposal = factories.ProposalFactory(edition=edition, invited=True)
    now, waits = timezone.now(), {"state": "unconfirmed", "number": None, "confirmed_at": None}
    factories.ProposalFactory(edition=edition, confirmation_hash=hash_of(token), requested_at=now, **waits)
    return {"proposal_pk": proposal.pk, "confirm_token": token, "invitation_token": f"angebot{proposal.number}"}


def people_things(organisation, owner, colleague):
    """A member, and an invitation that waits for somebody who is nobody of the cast."""
    token = "einladung-fuer-niemanden"
    invitation = Invitation.objects.create(
        organisation=organisation, email="niemand@example.org", right="view", token_hash=membership.hash_of(token),
        invited_by=owner, invited_at=timezone.now(), expires_at=timezone.now() + membership.VALID_FOR,
    )  # fmt: skip
    pk = organisation.memberships.get(user=colleague).pk
    return {"membership_pk": pk, "invitation_pk": invitation.pk, "token": token, "passkey_pk": 1}


def late_things(edition, clerk):
    """A late code that nobody has redeemed."""
    at = timezone.now()
    late_code, _code = actions.issue_late_code(
        edition, meant_for="Verein", reason="Krankheit", valid_until=at + membership.VALID_FOR, by=clerk, at=at
    )
    return {"late_code_pk": late_code.pk}


def more_things(application, clerk, lead):
    """What certificates add: a laureate of the same edition that is decided but not announced."""
    from tests.certificates import world as certificates_world

    return certificates_world.things(application.edition, clerk=clerk, lead=lead)


def receipt_things(application):
    """The receipt of its filing, made."""
    from certificates import actions as certificate_actions
    from certificates.models import Receipt

    certificate_actions.make_receipts(at=timezone.now(), clock=timezone.now)
    receipt = Receipt.objects.of(application).get()
    return {"receipt_pk": receipt.pk, "receipt_code": receipt.grouped_code.lower()}


def address(name, things):
    """The address of `name` with the world's things as its arguments, by the names that the pattern gives them."""
    for keys in sorted(argument_names(name), key=len):
        try:
            return reverse(name, kwargs={key: things[key] for key in keys})
        except (NoReverseMatch, KeyError):
            continue
    raise AssertionError(f"the world has nothing for {name}: {argument_names(name)}")


def argument_names(name):
    return [tuple(params) for entry in get_resolver().reverse_dict.getlist(name) for _, params in entry[0]]
