"""Who belongs to an organisation. Members see the list; the one who is responsible changes it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from prize import actions, rules
from prize.forms.members import InviteForm, RightForm, typed_texts
from prize.forms.organisation import OrganisationForm
from prize.models import Invitation, Membership, Organisation, OrganisationHistory
from prize.wording import nested

SHOWN_HISTORY = 20


def own_organisation(request, organisation_pk):
    own = Organisation.objects.own(request.user).prefetch_related("memberships")
    if found := own.filter(pk=organisation_pk).first():
        return found
    organisation = get_object_or_404(Organisation, pk=organisation_pk)
    raise ended(request, organisation, lambda: OrganisationForm(instance=organisation))


def ended(request, organisation, make_form):
    """What to raise for somebody who is no member: their own words, if they were one a moment ago and have written
    something; for all others the page does not exist."""
    was_member = OrganisationHistory.objects.was_member(organisation, request.user)
    if request.method != "POST" or not was_member:
        return Http404()
    return actions.MembershipEnded(organisation, typed_texts(make_form(), request.POST))


@login_required
def members(request, organisation_pk):
    organisation, at = own_organisation(request, organisation_pk), timezone.now()
    form = InviteForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if form.is_bound and form.is_valid():
        given = actions.invite(organisation, **form.cleaned_data, by=request.user, at=at)
        messages.success(request, _("Die Einladung an %s ist unterwegs.") % given.email)
        return redirect("members", organisation.pk)
    context = {"organisation": organisation, "memberships": organisation.memberships.for_list(), "form": form}
    return render(request, "prize/members.html", context | for_manager(organisation, request.user, at))


def for_manager(organisation, user, at):
    if not rules.may_manage_members(organisation, user):
        return {"may_manage": False}
    waiting = [(i, i.is_open(at)) for i in organisation.invitations.waiting()]
    history = organisation.history.for_page()[:SHOWN_HISTORY]
    return {"may_manage": True, "invitations": waiting, "history": history}


def own_membership(request, membership_pk):
    """A membership of an organisation that one belongs to, and whether one manages it."""
    own = Membership.objects.visible_to(request.user).select_related("user", "organisation")
    membership = get_object_or_404(own.prefetch_related("organisation__memberships"), pk=membership_pk)
    return membership, rules.may_manage_members(membership.organisation, request.user)


@login_required
def member(request, membership_pk):
    membership, may_manage = own_membership(request, membership_pk)
    form = RightForm(request.POST if request.method == "POST" else None, instance=membership)
    if form.is_bound and form.is_valid():
        actions.change_right(membership, form.cleaned_data["right"], by=request.user, at=timezone.now())
        messages.success(request, _("Das Recht von %s ist geändert.") % membership.user)
    if (form.is_bound and form.is_valid()) or membership.is_owner or not may_manage:
        return redirect("members", membership.organisation_id)
    return render(request, "prize/member.html", {"membership": membership, "form": form})


@login_required
def member_remove(request, membership_pk):
    """Remove somebody, or leave."""
    membership, may_manage = own_membership(request, membership_pk)
    is_self = membership.user_id == request.user.pk
    if request.method == "POST":
        actions.remove_member(membership, by=request.user, at=timezone.now())
        words = _("Sie gehören nicht mehr zu „%(organisation)s“.") if is_self else _("%(user)s ist entfernt.")
        messages.success(request, words % {"organisation": nested(membership.organisation), "user": membership.user})
        return redirect("my_applications") if is_self else redirect("members", membership.organisation_id)
    if not (is_self or may_manage):
        return redirect("members", membership.organisation_id)
    return render(request, "prize/member_remove.html", {"membership": membership, "is_self": is_self})


@login_required
def hand_over(request, membership_pk):
    membership, may_manage = own_membership(request, membership_pk)
    if request.method == "POST":
        actions.hand_over(membership, by=request.user, at=timezone.now())
        messages.success(request, _("%s ist jetzt verantwortlich.") % membership.user)
    if request.method == "POST" or not may_manage or membership.is_owner:
        return redirect("members", membership.organisation_id)
    return render(request, "prize/hand_over.html", {"membership": membership})


# Invitations ------------------------------------------------------------------------------------
@login_required
def invitation_revoke(request, invitation_pk):
    found = get_object_or_404(Invitation.objects.visible_to(request.user), pk=invitation_pk)
    if request.method == "POST":
        actions.revoke_invitation(found, by=request.user, at=timezone.now())
        messages.success(request, _("Die Einladung an %s ist zurückgenommen.") % found.email)
    return redirect("members", found.organisation_id)


@login_required
def invitation(request, token):
    """The link of the mail; the sign-in leads back here."""
    found = get_object_or_404(Invitation.objects.by_token(token).select_related("organisation", "invited_by"))
    at, is_mine = timezone.now(), found.is_for(request.user)
    if request.method == "POST":
        actions.accept_invitation(found, by=request.user, at=at)
        messages.success(request, _("Willkommen! Sie gehören jetzt zu „%s“.") % nested(found.organisation))
    if is_mine and (request.method == "POST" or found.accepted_at):
        return redirect("my_applications")
    context = {"invitation": found, "is_mine": is_mine, "is_open": found.is_open(at)}
    return render(request, "prize/invitation.html", context)
