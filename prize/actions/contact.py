from django.db import transaction
from django.utils.translation import gettext as _

from prize import mail, rules
from prize.models import VersionKind

from . import applications
from .errors import NotAllowed
from .workflow import lock_application, log

CONTACT = ("contact_name", "contact_email", "contact_phone")


@transaction.atomic
def change_contact(application, data, *, by, at):
    """Who answers for the application: {name: value} of CONTACT, at any time until it is withdrawn.

    What was filed stays as it was filed; the columns and the working copy change, as one more version. Of a draft the
    office knows nothing and nobody outside was ever told anything: it gets neither a row of history nor a letter.
    """
    application = lock_application(application)
    if not rules.may_change_contact(application, by):
        raise NotAllowed(_("Die Ansprechperson können Sie hier nicht (mehr) ändern."))
    before = {name: getattr(application, name) for name in CONTACT}
    if data == before:
        return application
    write(application, data, by=by, at=at)
    if application.is_filed:
        tell(application, before, by=by, at=at)
    return application


def write(application, data, *, by, at):
    """The columns last: in a draft they follow the answers, which may not ask for everything that stands here."""
    applications.write(application, data, VersionKind.CONTACT, by=by, at=at)
    for name in CONTACT:
        setattr(application, name, data[name])
    application.save(update_fields=CONTACT)


def tell(application, before, *, by, at):
    """First what waits is sent on, then history is written, then both addresses hear of it."""
    old = before["contact_email"], before["contact_name"]
    redirected = mail.redirect(application, old, at=at)
    after = {name: getattr(application, name) for name in CONTACT}
    log(
        application, "change_contact", by=by, at=at, contact_before=in_one_line(before),
        contact_after=in_one_line(after), letters_redirected=redirected,
    )  # fmt: skip
    if application.contact_email != old[0]:
        mail.tell_contact_changed(application, old, by=by, at=at)


def in_one_line(contact):
    return ", ".join(value for value in contact.values() if value)
