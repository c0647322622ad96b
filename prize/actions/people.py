from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prize import languages, mail, rules
from prize.models import Membership, Organisation, Right, User

from .errors import NotAllowed
from .members import lock_organisation, log


@transaction.atomic
def register_organisation(data, *, by, at):
    """A new organisation; who registers it is responsible for it. A second click on the button finds the first one,
    also when both come at once: the person's row is locked."""
    User.objects.select_for_update().get(pk=by.pk)
    if same := Organisation.objects.filter(memberships__user=by, name=data["name"]).first():
        return same
    organisation = Organisation.objects.create(is_practice=settings.PRACTICE, **data)
    Membership.objects.create(organisation=organisation, user=by, right=Right.OWNER, joined_at=at)
    log(organisation, "register", by=by, at=at, user=by, after=Right.OWNER)
    return organisation


@transaction.atomic
def save_organisation(organisation, data, *, by, at):
    """Keep what the form has cleaned, under the lock that filing takes as well: its kind stands once it has applied."""
    organisation = lock_organisation(organisation.pk)
    if not rules.may_edit_organisation(organisation, by):
        raise NotAllowed(_("Sie dürfen die Angaben zu dieser Organisation lesen, aber nicht ändern."))
    if data["kind"] != organisation.kind and organisation.applications.filed().exists():
        raise NotAllowed(_("Mit dieser Art haben Sie sich beworben; sie lässt sich nicht mehr ändern."))
    for name, value in data.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(data))
    return organisation


def user_for_sign_in(email):
    """Who signs in with a mailed code; a new address becomes an account, which only the code can open."""
    user, _is_new = User.objects.get_or_create(
        email=email.strip().lower(),
        defaults={"is_practice": settings.PRACTICE, "password": "!", "language": languages.active()},
    )
    return user


def choose_language(user, code):
    """What the account's pages and letters are spoken in from now on."""
    User.objects.filter(pk=user.pk).update(language=code)


@transaction.atomic
def set_password(user, password, *, at):
    """Set the account's own password; an empty one takes it away, and the mailed code remains."""
    words = gettext_lazy("Ein Passwort wurde festgelegt.") if password else gettext_lazy("Das Passwort wurde entfernt.")
    user.set_password(password or None)
    user.save(update_fields=["password"])
    mail.tell_account_changed(user, words, at=at)


@transaction.atomic
def tell_passkey_changed(user, *, is_new, at):
    words = gettext_lazy("Ein Passkey wurde hinzugefügt.") if is_new else gettext_lazy("Ein Passkey wurde entfernt.")
    mail.tell_account_changed(user, words, at=at)
