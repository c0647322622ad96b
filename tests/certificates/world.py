"""An edition that has been decided, with laureates, and with all that its certificates say."""

import datetime

from django.utils import timezone

from certificates import actions as certificate_actions
from prize import actions
from prize.models import Laureate, Recipient
from tests import factories

DAY = datetime.date(2026, 6, 3)
PEOPLE = [
    {"name": "Dr. Ada Größwöhrle", "office": "Ministerpräsidentin", "valid_from": None, "valid_to": None},
    {"name": "Bahar Yıldız", "office": "Landesbeauftragte für Migration", "valid_from": None, "valid_to": None},
]


def decided(*names, **fields):
    """A decided edition whose only award went to these organisations."""
    lead, clerk, now = factories.lead(), factories.clerk(), timezone.now()
    edition = factories.EditionFactory(**{"year": 2026, "ordinal": 17, **fields})
    award = factories.AwardFactory(edition=edition, places=max(len(names), 1))
    organisations = [factories.OrganisationFactory(name=name) for name in names]
    scored = [factories.scored(edition=edition, organisation=one, by=lead) for one in organisations]
    for candidacy in [application.candidacies.get() for application in scored]:
        actions.nominate(candidacy, by=clerk, at=now)
        actions.move(candidacy, "award_prize", by=lead, at=now)
    factories.end_call(award.edition)
    actions.close_award(award, by=lead, at=now)
    edition.refresh_from_db()
    return edition


def ready(*names, **fields):
    """… and whose certificates can be printed."""
    edition = decided(*names, **fields)
    set_design(edition)
    return edition


def set_design(edition, **changes):
    data = {"place": "Hannover", "date": DAY, "signatories": PEOPLE, **changes}
    certificate_actions.save_design(edition, **data, by=factories.clerk(), at=timezone.now())


def announced(edition):
    return actions.announce(edition, by=factories.lead(), at=timezone.now(), moment=timezone.now())


def things(edition, *, clerk, lead):
    """For the access table: in an edition that is not announced, a laureate of a decided award with a certificate."""
    now = timezone.now()
    award = factories.AwardFactory(
        edition=edition, kind="special", name="Sonderpreis", is_automatic=False, ranking_frozen_at=now, decided_at=now
    )
    laureate = Laureate.objects.create(edition=edition, award=award, project="Sprache verbindet")
    Recipient.objects.create(laureate=laureate, name="Verein Nord")
    set_design(edition)
    certificate = certificate_actions.issue(laureate, by=clerk, at=now)
    return {"laureate_pk": laureate.pk, "certificate_pk": certificate.pk, "code": certificate.grouped_code.lower()}
