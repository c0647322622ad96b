"""Questions and answers between an organisation and the office."""

from django.db import transaction
from django.utils.translation import gettext as _

from prize import mail, rules
from prize.models import Message

from .errors import NotAllowed
from .workflow import lock_application


@transaction.atomic
def write_message(application, text, *, by, at, is_from_office, seen=0):
    """Say something in an application's thread; the other side hears of it by mail.

    The same words by the same person with nothing in between are a second click on the button, which finds the first.
    An answer of the office settles what its writer had `seen`, the pk of the last message on the page: a question that
    came in meanwhile goes on waiting.
    """
    application = lock_application(application)
    check_writer(application, by, is_from_office)
    last = application.messages.order_by("pk").last()
    if last and (last.by_id, last.is_from_office, last.text) == (by.pk, is_from_office, text):
        return last
    if is_from_office:
        application.messages.filter(pk__lte=seen).settle(at=at)
    name = by.name if is_from_office else str(by)  # the address of somebody in the office is nobody's business
    message = Message.objects.create(
        application=application, is_from_office=is_from_office, by=by, by_name=name, text=text, at=at
    )
    mail.tell_message(message, at=at)
    return message


def check_writer(application, by, is_from_office):
    if is_from_office and not rules.is_office(by):
        raise NotAllowed(_("Für die Geschäftsstelle schreibt nur, wer zu ihr gehört."))
    if not is_from_office and not rules.may_write(application, by):
        raise NotAllowed(_("Sie dürfen die Nachrichten lesen, aber keine schreiben."))


@transaction.atomic
def put_aside(application, *, by, at, seen):
    """What applicants wrote needs no answer, as a „danke“ does not; gives how many messages waited."""
    application = lock_application(application)
    check_writer(application, by, is_from_office=True)
    return application.messages.filter(pk__lte=seen).settle(at=at, by=by)


def mark_read(messages, *, by, at):
    """These messages were shown to somebody. They count as read once a person saw them who could answer: an auditor or
    a member who may only read takes nothing from those who have to.

    Called when a page is opened, although that is a GET. What it writes is no decision: it is written once, by nobody
    but the receiving side, and to open the page again changes nothing. A button to press for it would be forgotten, and
    then the number of unread messages would say nothing. Nobody is made to read by a link: the page needs the sign-in,
    so neither a mail scanner nor another site's picture gets here.
    """
    unread = [message.pk for message in messages if message.read_at is None and is_receiver(message, by)]
    return Message.objects.filter(pk__in=unread).mark_read(at=at) if unread else 0


def is_receiver(message, user):
    if message.is_from_office:
        return rules.may_write(message.application, user)
    return rules.is_office(user)
