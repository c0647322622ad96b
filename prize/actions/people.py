from django.conf import settings
from django.db import transaction

from prize.models import Membership, Organisation, User


@transaction.atomic
def register_organisation(data, *, by, at):
    """A new organisation; who registers it is its first member. A second click on the button finds the first one."""
    if same := Organisation.objects.filter(memberships__user=by, name=data["name"]).first():
        return same
    organisation = Organisation.objects.create(is_practice=settings.PRACTICE, **data)
    Membership.objects.create(organisation=organisation, user=by)
    return organisation


def user_for_sign_in(email):
    """Who signs in with a mailed code; a new address becomes an account, which only the code can open."""
    user, _ = User.objects.get_or_create(
        email=email.strip().lower(), defaults={"is_practice": settings.PRACTICE, "password": "!"}
    )
    return user
