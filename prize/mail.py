"""Words to people. A letter is written as a row in the transaction that causes it; the worker sends it later."""

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.module_loading import import_string

from prize import codes, rules
from prize.models import Application, Letter, LetterState

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
    """Write the letter that belongs to a step, if one does."""
    if step == "revoke":
        correct_result(application, at=at)
    if step == "revoke" and not rules.is_announced(application.edition, at):
        return  # nobody was told of the award yet
    if step == "reinstate" and candidacy.letters.held_refusals().delete()[0]:
        return  # nobody was told of the refusal yet
    if step in TELLS and not (candidacy and step == "withdraw"):
        write(application, step, at=at, is_released=TELLS[step], candidacy=candidacy, **facts)


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


def write(application, kind, *, at, is_released=False, not_before=None, candidacy=None, **facts):
    """A Letter row; its text is templates/mail/<kind>.txt, whose first line is the subject."""
    context = {
        "application": application,
        "candidacy": candidacy,
        "edition": application.edition,
        "url": settings.SITE_URL + reverse("application_status", args=[application.pk]),
        "site": settings.SITE_NAME,
        **facts,
    }
    text = get_template(f"mail/{kind}.txt").template.render(Context(context, autoescape=False))  # plain text, no HTML
    subject, body = text.strip().split("\n", 1)
    if is_released:
        wake_worker()
    return Letter.objects.create(
        edition=application.edition,
        application=application,
        candidacy=candidacy,
        kind=kind,
        key=next_key(f"{kind}:{application.pk}:{candidacy.pk if candidacy else ''}:"),
        to_address=application.contact_email,
        to_name=application.contact_name,
        subject=subject.strip(),
        body=body.strip() + "\n",
        state=LetterState.RELEASED if is_released else LetterState.HELD,
        released_at=at if is_released else None,
        not_before=not_before,
        created_at=at,
    )


def next_key(cause):
    """The same may happen again: refused, let in, refused. Counted for its own cause: letters may be taken back."""
    return f"{cause}{Letter.objects.filter(key__startswith=cause).count()}"


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
    write_to_person(reminder.email, kind, key=key, at=at, url=url, is_urgent=edition is None, **facts)


def write_to_person(address, kind, *, key, at, url, to_name="", edition=None, is_urgent=True, **facts):
    """A letter about no application, mostly of no edition; it leaves at once."""
    context = {"site": settings.SITE_NAME, "url": settings.SITE_URL + url, "address": address, "at": at}
    context |= {"edition": edition, **facts}
    text = get_template(f"mail/{kind}.txt").template.render(Context(context, autoescape=False))
    subject, body = text.strip().split("\n", 1)
    if is_urgent:
        wake_worker()
    return Letter.objects.create(
        edition=edition,
        kind=kind,
        key=key,
        to_address=address,
        to_name=to_name,
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        state=LetterState.RELEASED,
        released_at=at,
        created_at=at,
    )
