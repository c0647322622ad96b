"""Yes/no questions about (thing) or (thing, user). Everything that decides who may do or see what asks here.

This module imports nothing of ours: it is the bottom of the house.
"""

CLERK, LEAD, AUDITOR = "clerk", "lead", "auditor"


# People -----------------------------------------------------------------------------------------
def is_office(user):
    """A clerk or the lead: somebody who acts for the office."""
    return user.is_authenticated and user.office_role in {CLERK, LEAD}


def is_lead(user):
    return user.is_authenticated and user.office_role == LEAD


def may_read_office(user):
    """The office itself and the auditor, who reads everything and changes nothing."""
    return user.is_authenticated and user.office_role in {CLERK, LEAD, AUDITOR}


def may_sign_in(user, *, practice):
    """Practice people exist on a practice site only, whatever database a real one was started with."""
    return user.is_active and (practice or not user.is_practice)


# Time -------------------------------------------------------------------------------------------
def is_announced(edition, at):
    """The embargo is over: everybody may know the results. Archive editions were announced long ago."""
    return edition.is_archive or (edition.announced_at is not None and edition.announced_at <= at)


def may_know_results(edition, user, at):
    """The one question behind every page, mail, file and number that could give a result away."""
    return is_announced(edition, at) or may_read_office(user)


def is_open_for_filing(edition, at):
    """The call runs for everybody: from its first moment up to and including the last of the grace period, unless the
    results came sooner."""
    return has_begun(edition, at) and edition.accepts_until is not None and at <= edition.accepts_until


def has_begun(edition, at):
    """The call's first moment has come, and its results have not."""
    return not is_announced(edition, at) and edition.opens_at is not None and edition.opens_at <= at


def is_in_grace(edition, at):
    """The announced deadline is over; what people were still writing is taken for a little while."""
    return is_open_for_filing(edition, at) and at > edition.closes_at


def arrived_in_grace(application):
    """Filed after the announced deadline, and in time all the same."""
    return application.is_filed and not application.is_late and application.submitted_at > application.edition.closes_at


def late_code_of(organisation, edition, at):
    """The code by which the office lets this organisation file later than others, or None (lists prefetch the codes
    that organisations have redeemed)."""
    if not has_begun(edition, at):
        return None
    found = [code for code in organisation.late_codes.all() if code.edition_id == edition.pk and code.is_good(at)]
    return max(found, key=lambda code: code.valid_until, default=None)


def is_open_for(organisation, edition, at):
    """May this organisation start, write and file applications: the one question behind every page and action."""
    return is_open_for_filing(edition, at) or late_code_of(organisation, edition, at) is not None


def deadline_for(organisation, edition, at):
    """The moment that this organisation is told to file by: the announced one, in the grace period its end, or what
    its late code says."""
    code = late_code_of(organisation, edition, at)
    if code and code.valid_until > edition.accepts_until:
        return code.valid_until
    return edition.accepts_until if is_in_grace(edition, at) else edition.closes_at


# Members of an organisation ---------------------------------------------------------------------
VIEW, EDIT, SUBMIT, OWNER = "view", "edit", "submit", "owner"
RIGHTS = (VIEW, EDIT, SUBMIT, OWNER)  # each includes those before it


def at_least(right):
    """The rights that include this one."""
    return RIGHTS[RIGHTS.index(right) :]


def has_right(organisation, user, right):
    """The user's membership says so (the organisation's memberships are prefetched by the caller)."""
    return user.is_authenticated and any(
        m.user_id == user.pk and m.right in at_least(right) for m in organisation.memberships.all()
    )


def may_edit_organisation(organisation, user):
    return has_right(organisation, user, EDIT)


def may_start_application(organisation, user):
    return has_right(organisation, user, EDIT)


def may_manage_members(organisation, user):
    """The one who is responsible: invites, changes rights, removes members, hands over."""
    return has_right(organisation, user, OWNER)


# Who may enter and edit -------------------------------------------------------------------------
def may_enter(award, organisation_kind):
    """An award without a list of kinds is open to all."""
    return not award.eligible_kinds or organisation_kind in award.eligible_kinds


def is_writable(application, at):
    """A draft while the call runs for its organisation, and a returned application at any time."""
    is_open = application.is_draft and is_open_for(application.organisation, application.edition, at)
    return application.is_returned or is_open


def may_edit(application, user, at):
    return may_write(application, user) and is_writable(application, at)


def may_write(application, user):
    """By the right of the membership, whatever the application's state is."""
    return has_right(application.organisation, user, EDIT)


def may_file(application, user):
    """By the right of the membership; the deadline and what is missing are asked of the action."""
    return has_right(application.organisation, user, SUBMIT)


def is_own(application, user):
    """The user is a member of the organisation that applies (its memberships are prefetched by the caller)."""
    return has_right(application.organisation, user, VIEW)


def may_change_contact(application, user):
    """Who answers for an application may change until the end, also after filing and after the award."""
    is_theirs = may_write(application, user) or (is_office(user) and application.is_filed)
    return is_theirs and not application.is_withdrawn


def may_withdraw(application, user):
    """The office until something is decided. Applicants only until the first ranking is frozen: were it later, a
    missing button would tell them the result before the announcement."""
    if is_office(user):
        return application.is_withdrawable
    return may_file(application, user) and not application.is_withdrawn and not application.has_frozen_ranking


def is_past_withdrawing(application, user):
    """Applicants cannot do it themselves any more; rests on the freeze alone, so it tells nothing of a result."""
    return may_file(application, user) and not application.is_withdrawn and application.has_frozen_ranking
