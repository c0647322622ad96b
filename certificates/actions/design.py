from django.db import transaction
from django.utils.translation import gettext as _

from certificates import rules
from certificates.models import Design, Signatory
from prize.actions import NotAllowed
from prize.actions.workflow import lock_edition
from prize.models import History


@transaction.atomic
def save_design(edition, *, place, date, signatories, by, at):
    """Keep what the certificates of the edition say. `signatories`: dicts of name, office, valid_from, valid_to, in the
    order in which they sign; they replace the ones before. Issued certificates keep what they say."""
    edition = lock_edition(edition.pk)
    if not rules.may_issue(by) or edition.is_archive:
        raise NotAllowed(_("Was auf den Urkunden steht, legt die Geschäftsstelle fest."))
    design, _is_new = Design.objects.update_or_create(edition=edition, defaults={"place": place, "date": date})
    Signatory.objects.filter(edition=edition).delete()
    Signatory.objects.bulk_create(
        Signatory(edition=edition, position=position, **data) for position, data in enumerate(signatories, start=1)
    )
    signing = [f"{data['name']}, {data['office']}" for data in signatories]
    History.objects.append(edition, "certificate_design", by=by, at=at, place=place, date=date, signatories=signing)
    return design
