"""Who belongs to an organisation, and with which right. Each action first locks the organisation's row: of two at once
the second sees what the first has done."""

import datetime
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from prize import mail, rules
from prize.models import Invitation, Membership, Organisation, OrganisationHistory, Right
from prize.models.membership import VALID_FOR, hash_of

from .errors import NotAllowed

MOST_INVITATIONS = 20  # by one person in one day: the mails go to anybody's address
DAY = datetime.timedelta(days=1)


def lock_organisation(pk):
    return Organisation.objects.select_for_update().get(pk=pk)


def lock_for_manager(organisation_pk, by):
    organisation = lock_organisation(organisation_pk)
    if not rules.may_manage_members(organisation, by):
        raise NotAllowed(
            _("Mitglieder verwaltet nur, wer für die Organisation verantwortlich ist. Das sind Sie nicht (mehr).")
        )
    return organisation


def locked(membership):
    """The membership as it is now; the organisation's row is locked by the caller."""
    found = Membership.objects.select_related("user", "organisation").filter(pk=membership.pk).first()
    if found is None:
        raise NotAllowed(_("Diese Person gehört inzwischen nicht mehr zur Organisation."))
    return found


def log(organisation, step, *, by, at, user=None, email="", before="", after=""):
    OrganisationHistory.objects.create(
        organisation=organisation, step=step, by=by, at=at, user=user, email=email, before=before, after=after
    )


# Invitations ------------------------------------------------------------------------------------
def may_invite_more(by, at):
    return Invitation.objects.filter(invited_by=by, invited_at__gt=at - DAY).count() < MOST_INVITATIONS


@transaction.atomic
def invite(organisation, email, right, *, by, at):
    """Ask an address to join; an invitation that still waits for it is replaced. The mail leaves at once."""
    organisation = lock_for_manager(organisation.pk, by)
    if organisation.memberships.filter(user__email=email).exists():
        raise NotAllowed(_("%s gehört schon zu dieser Organisation.") % email)
    if not may_invite_more(by, at):
        raise NotAllowed(_("Das waren heute zu viele Einladungen. Bitte versuchen Sie es morgen noch einmal."))
    for waiting in organisation.invitations.waiting().filter(email=email):
        waiting.revoked_at = at
        waiting.save(update_fields=["revoked_at"])
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation, email=email, right=right, token_hash=hash_of(token),
        invited_by=by, invited_at=at, expires_at=at + VALID_FOR,
    )  # fmt: skip
    log(organisation, "invite", by=by, at=at, email=email, after=right)
    mail.invite(invitation, token, at=at)
    return invitation


@transaction.atomic
def revoke_invitation(invitation, *, by, at):
    organisation = lock_for_manager(invitation.organisation_id, by)
    invitation = Invitation.objects.get(pk=invitation.pk)
    if invitation.accepted_at:
        raise NotAllowed(_("%s hat die Einladung schon angenommen.") % invitation.email)
    if invitation.revoked_at is None:  # a second click finds it done
        invitation.revoked_at = at
        invitation.save(update_fields=["revoked_at"])
        log(organisation, "revoke_invitation", by=by, at=at, email=invitation.email, before=invitation.right)


@transaction.atomic
def accept_invitation(invitation, *, by, at):
    """Join by an invitation; who belongs to it already keeps the higher right. Returns the membership."""
    organisation = lock_organisation(invitation.organisation_id)
    invitation = Invitation.objects.get(pk=invitation.pk)
    if not invitation.is_for(by):
        raise NotAllowed(_("Diese Einladung gilt für eine andere E-Mail-Adresse."))
    if not invitation.is_open(at):
        raise NotAllowed(_("Diese Einladung gilt nicht mehr. Bitten Sie um eine neue."))
    membership, is_new = Membership.objects.get_or_create(
        organisation=organisation, user=by, defaults={"right": invitation.right, "joined_at": at}
    )
    before = "" if is_new else membership.right
    if invitation.right in rules.at_least(membership.right):
        membership.right = invitation.right
        membership.save(update_fields=["right"])
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    log(organisation, "join", by=by, at=at, user=by, before=before, after=membership.right)
    return membership


# Members ----------------------------------------------------------------------------------------
@transaction.atomic
def change_right(membership, right, *, by, at):
    organisation = lock_for_manager(membership.organisation_id, by)
    membership = locked(membership)
    if membership.is_owner or right == Right.OWNER:
        raise NotAllowed(_("Die Verantwortung geht nur durch eine Übergabe von einer Person auf die andere über."))
    before, membership.right = membership.right, right
    if before != right:
        membership.save(update_fields=["right"])
        log(organisation, "change_right", by=by, at=at, user=membership.user, before=before, after=right)
    return membership


@transaction.atomic
def remove_member(membership, *, by, at):
    """Remove somebody, or leave oneself. Who is responsible hands over first."""
    organisation = lock_organisation(membership.organisation_id)
    membership = locked(membership)
    if membership.user_id != by.pk:
        lock_for_manager(organisation.pk, by)
    if membership.is_owner:
        raise NotAllowed(_("Wer verantwortlich ist, übergibt zuerst die Verantwortung an ein anderes Mitglied."))
    step = "leave" if membership.user_id == by.pk else "remove"
    log(organisation, step, by=by, at=at, user=membership.user, before=membership.right)
    membership.delete()


@transaction.atomic
def hand_over(membership, *, by, at):
    """Make this member the responsible one; who was it keeps the right to file."""
    organisation = lock_for_manager(membership.organisation_id, by)
    membership = locked(membership)
    if membership.user_id == by.pk:
        return membership
    before = membership.right
    old = organisation.memberships.get(user=by)
    old.right, membership.right = Right.SUBMIT, Right.OWNER
    old.save(update_fields=["right"])  # first: the database never sees two
    membership.save(update_fields=["right"])
    log(organisation, "hand_over", by=by, at=at, user=membership.user, before=before, after=Right.OWNER)
    mail.tell_new_owner(membership, by=by, at=at)
    return membership


def log_memberships(new, changed, removed, *, by, at):
    """What the technical administration did to memberships."""
    for membership in new:
        log(membership.organisation, "join", by=by, at=at, user=membership.user, after=membership.right)
    for membership in changed:
        log(membership.organisation, "change_right", by=by, at=at, user=membership.user, after=membership.right)
    for membership in removed:
        log(membership.organisation, "remove", by=by, at=at, user=membership.user, before=membership.right)
