"""Words to people. A letter is written as a row in the transaction that causes it; the worker sends it later."""

import datetime

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from prize import codes, languages, rules
from prize.models import Application, Letter, LetterState, Membership, User

NAME_COLUMN = Letter._meta.get_field("to_name").max_length  # a form may ask for longer ones
# Step -> is the letter released at once, or held until the office has looked at it?
TELLS = {
    "file": True,
    "withdraw": True,
    "send_back": True,
    "reject": False,
    "reinstate": False,
    "revoke": False,
}


def tell(application, step, *, at, candidacy=None, **facts):
    """Write the letter that belongs to a step, if one does; returns it, or None."""
    if step == "revoke":
        correct_result(application, at=at)
    if step == "revoke" and not rules.is_announced(application.edition, at):
        return None  # nobody was told of the award yet
    if step == "reinstate" and candidacy.letters.held_refusals().delete()[0]:
        return None  # nobody was told of the refusal yet
    if step in TELLS and not (candidacy and step == "withdraw"):
        return write(application, step, at=at, is_released=TELLS[step], candidacy=candidacy, **facts)
    return None


RESULT_LETTERS = ("awarded", "not_awarded")


def tell_results(applications, *, at, moment):
    """The letters of the announcement; if it was only moved, the letters that wait move with it."""
    waiting = Letter.objects.filter(application__in=applications, kind__in=RESULT_LETTERS, sent_at__isnull=True)
    waiting.update(not_before=moment)
    told = set(waiting.values_list("application", flat=True))
    for application in applications:
        if application.pk not in told:
            tell_result(application, at=at, moment=moment)


def tell_result(application, *, at, moment):
    """One letter on the day of the announcement for everybody who was in the competition until the end."""
    candidacies = application.candidacies.all()
    if won := [c for c in candidacies if c.is_awarded]:
        write(application, "awarded", at=at, not_before=moment, won=won)
    elif any(c.is_decided for c in candidacies):
        write(application, "not_awarded", at=at, not_before=moment)


def correct_result(application, *, at):
    """A result that changes before its letter has gone: that letter is written anew. After the announcement nobody
    is told anew that they get nothing; what is said then is the revocation."""
    waiting = Letter.objects.filter(application=application, kind__in=RESULT_LETTERS).unsent(at)
    if moment := waiting.values_list("not_before", flat=True).first():
        waiting.delete()
        application = Application.objects.for_page().get(pk=application.pk)
        if moment > at or any(c.is_awarded for c in application.candidacies.all()):
            tell_result(application, at=at, moment=moment)


def wake_worker():
    """When this transaction is committed, whoever delivers letters should look. A sleeping engine never stops a page:
    its schedule comes round every minute."""
    transaction.on_commit(import_string(settings.WAKE_WORKER), robust=True)


def write(application, kind, *, at, is_released=False, not_before=None, candidacy=None, to=None, **facts):
    """A Letter row about an application, to its contact unless `to` names an (address, name)."""
    subject, body = rendered(kind, about(application, candidacy=candidacy, **facts), language_for(application, kind))
    address, name = to or (application.contact_email, application.contact_name)
    if is_released:
        wake_worker()
    return Letter.objects.create(
        edition=application.edition,
        application=application,
        candidacy=candidacy,
        kind=kind,
        key=next_key(f"{kind}:{application.pk}:{candidacy.pk if candidacy else ''}:"),
        to_address=address,
        to_name=name[:NAME_COLUMN],
        subject=subject,
        body=body,
        state=LetterState.RELEASED if is_released else LetterState.HELD,
        released_at=at if is_released else None,
        not_before=not_before,
        created_at=at,
    )


def about(application, **facts):
    """What every letter about an application may say."""
    return {
        "application": application,
        "edition": application.edition,
        "url": settings.SITE_URL + reverse("application_status", args=[application.pk]),
        "site": settings.SITE_NAME,
        **facts,
    }


def rendered(kind, context, language):
    """(subject, body) of templates/mail/<kind>.txt: plain text, whose first line is the subject.

    In the language of the receiver; wholly in German as long as its catalogue lacks one sentence of the letter.
    """
    name = f"mail/{kind}.txt"
    with translation.override(languages.for_letter(name, language)):
        text = get_template(name).template.render(Context(context, autoescape=False))
    subject, body = text.strip().split("\n", 1)
    return " ".join(subject.split())[:200], body.strip() + "\n"


def language_for(application, kind):
    """The people of an application are spoken to as they read; the office in German."""
    return languages.GERMAN if kind == "message_to_office" else application.language


def next_key(cause):
    """The same may happen again: refused, let in, refused. Counted for its own cause: letters may be taken back."""
    return f"{cause}{Letter.objects.filter(key__startswith=cause).count()}"


# Questions and answers --------------------------------------------------------------------------
QUIET = datetime.timedelta(minutes=10)


def tell_message(message, *, at):
    """The other side hears of a message; in ten minutes it gets one letter of a thread at most. The first leaves at
    once. What is said after it is gathered in a second one, which waits until the ten minutes are over."""
    application, kind = message.application, "message" if message.is_from_office else "message_to_office"
    address, name = applicants_of(application) if message.is_from_office else office_of(application)
    if not address:
        return
    written = Letter.objects.filter(application=application, kind=kind)
    waiting = written.filter(state=LetterState.RELEASED).unsent(at).select_for_update().order_by("pk").last()
    told = [*waiting.messages.order_by("pk"), message] if waiting else [message]
    page = reverse("thread" if message.is_from_office else "thread_office", args=[application.pk])
    facts = {"told": told, "name": name, "url": settings.SITE_URL + page}
    if waiting:
        language = language_for(application, kind)
        waiting.subject, waiting.body = rendered(kind, about(application, **facts), language)
        waiting.save(update_fields=["subject", "body"])
    else:
        until, to = quiet_until(written, at), (address, name)
        waiting = write(application, kind, at=at, is_released=True, not_before=until, to=to, **facts)
    message.letter = waiting
    message.save(update_fields=["letter"])


def quiet_until(written, at):
    """Until when the next letter has to wait; None if it may leave at once."""
    last = written.order_by("pk").last()
    until = (last.sent_at or last.not_before or last.created_at) + QUIET if last else at
    return until if until > at else None


def office_of(application):
    """Nobody where the edition names no address: then the office reads of it in its cockpit only."""
    return application.edition.contact_email, application.edition.contact_name


def applicants_of(application):
    """(address, name): the contact; in a draft that names none yet who asked last, or who is responsible."""
    if application.contact_email:
        return application.contact_email, application.contact_name
    members = Membership.objects.filter(organisation=application.organisation_id).select_related("user")
    last = application.messages.filter(is_from_office=False).order_by("-pk").values("by")[:1]
    found = members.filter(user__in=last).first() or members.who_may(rules.OWNER).first()
    return (found.user.email, found.user.name) if found else ("", "")


def send_draft_link(application, *, to, at):
    """The way back to a draft, to the person who asked for it. Says whether it left: one in ten minutes is enough."""
    written = Letter.objects.filter(application=application, kind="draft_link", to_address=to.email)
    if quiet_until(written, at):
        return False
    url = settings.SITE_URL + reverse("application_edit", args=[application.pk])
    write(application, "draft_link", at=at, is_released=True, to=(to.email, to.name), name=to.name, url=url)
    return True


# The contact ------------------------------------------------------------------------------------
def tell_contact_changed(application, before, *, by, at):
    """Both addresses hear of it: nobody takes over an application's letters unseen. `before` is (address, name)."""
    facts = {"by": by, "is_by_office": not rules.is_own(application, by)}
    if before[0]:
        write(application, "contact_old", at=at, is_released=True, to=before, name=before[1], **facts)
    write(application, "contact_new", at=at, is_released=True, **facts)


def redirect(application, before, *, at):
    """What has not left yet goes to the new contact, with the new name in its greeting; gives how many letters. What
    tells of the change itself stays, and so does what was written to somebody else."""
    address, name = before
    letters = Letter.objects.filter(application=application, to_address=address).unsent(at).select_for_update()
    moved = list(letters.exclude(kind__in=("message_to_office", "contact_old", "contact_new")).order_by("pk"))
    for letter in moved:
        greeting, *rest = letter.body.split("\n", 1)
        if name:
            letter.body = "\n".join([greeting.replace(name, application.contact_name, 1), *rest])
        letter.to_address, letter.to_name = application.contact_email, application.contact_name[:NAME_COLUMN]
        letter.save(update_fields=["to_address", "to_name", "body"])
    return len(moved)


# To people, about no application ----------------------------------------------------------------
def invite(invitation, token, *, at):
    """The only place where an invitation's link is written; the invitation itself keeps a hash."""
    write_to_person(
        invitation.email,
        "invitation",
        key=f"invitation:{invitation.pk}",
        at=at,
        url=reverse("invitation", args=[token]),
        invitation=invitation,
        organisation=invitation.organisation,
        inviter=invitation.invited_by,
        explained=invitation.explained,
    )


def tell_new_owner(membership, *, by, at):
    user, organisation = membership.user, membership.organisation
    url = reverse("members", args=[organisation.pk])
    key = next_key(f"new_owner:{membership.pk}:")
    facts = {"name": user, "by": by, "organisation": organisation}
    write_to_person(user.email, "new_owner", key=key, at=at, url=url, to_name=user.name, **facts)


def give_late_code(late_code, code, *, at):
    """Besides the office's page the only place where a code is written; its row keeps a hash."""
    write_to_person(
        late_code.address,
        "late_code",
        key=f"late_code:{late_code.pk}",
        at=at,
        url=reverse("late_code_redeem"),
        edition=late_code.edition,
        late_code=late_code,
        code=codes.grouped(code),
    )


def tell_account_changed(user, what, *, at):
    """To the account's address, so that nobody changes its ways in unseen."""
    key = next_key(f"account_changed:{user.pk}:")
    write_to_person(user.email, "account_changed", key=key, at=at, url=reverse("account"), what=what)


def write_reminder(reminder, kind, *, key, at, url, edition=None):
    """To somebody who asked to hear of the next call; each such letter says how to stop it.

    Those of a call are many, and nobody waits for them: the worker's next round is soon enough.
    """
    facts = {"edition": edition, "stop_url": settings.SITE_URL + reminder.get_absolute_url()}
    key = f"{kind}:{reminder.pk}:{key}"
    facts |= {"is_urgent": edition is None, "language": reminder.language or languages.GERMAN}
    write_to_person(reminder.email, kind, key=key, at=at, url=url, **facts)


def language_of(address):
    """What its account has chosen; for an address without one, what the page is spoken in that writes to it."""
    return User.objects.filter(email=address).values_list("language", flat=True).first() or languages.active()


def write_to_person(address, kind, *, key, at, url, to_name="", edition=None, is_urgent=True, language="", **facts):
    """A letter about no application, mostly of no edition; it leaves at once."""
    context = {"site": settings.SITE_NAME, "url": settings.SITE_URL + url, "address": address, "at": at}
    subject, body = rendered(kind, context | {"edition": edition, **facts}, language or language_of(address))
    if is_urgent:
        wake_worker()
    return Letter.objects.create(
        edition=edition,
        kind=kind,
        key=key,
        to_address=address,
        to_name=to_name,
        subject=subject,
        body=body,
        state=LetterState.RELEASED,
        released_at=at,
        created_at=at,
    )


# About a proposal -------------------------------------------------------------------------------
def letters_of(proposal):
    """All that were written about it, by the beginning of their keys: to its sender and to the organisation."""
    return Letter.objects.filter(key__startswith=proposal_key(proposal))


def proposal_key(proposal):
    return f"proposal:{proposal.pk}:"


def tell_proposer(proposal, kind, *, at, url, **facts):
    """To who sent it; the first mail asks to confirm, the others say how it goes on."""
    write_about_proposal(proposal, kind, proposal.sender_email, proposal.sender_name, at=at, url=url, **facts)


def invite_proposed(proposal, token, *, at):
    """The only place where the organisation's link is written; the proposal itself keeps a hash."""
    url = reverse("proposal_invitation", args=[token])
    texts = [p.merit for p in proposal.family()]
    senders = [p.sender_name for p in proposal.family() if p.may_name_sender]
    facts = {"texts": texts, "senders": senders, "privacy_url": settings.SITE_URL + reverse("privacy")}
    to = (proposal.contact_email, proposal.contact_name)
    write_about_proposal(proposal, "proposal_invitation", *to, at=at, url=url, **facts)


def write_about_proposal(proposal, kind, address, name, *, at, url, **facts):
    key = next_key(f"{proposal_key(proposal)}{kind}:")
    facts = {"proposal": proposal, "name": name, **facts}
    write_to_person(address, kind, key=key, at=at, url=url, to_name=name, edition=proposal.edition, **facts)
