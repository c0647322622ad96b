"""Make the practice season, once."""

from django.db import transaction

from certificates import actions as certificate_actions
from prize import actions
from prize.models import Edition

from .projects import read_projects
from .season import build_season
from .story import fail_one_letter, tell


def practice_edition():
    return Edition.objects.running(practice=True).first()


def load_practice(*, at, clock, projects=None):
    """The season and everything that has happened in it until `at`; None if there is one already.

    `projects`: only these, of those in the file; at least two of them enter the sports federation's prize.

    One transaction, so there is never half a season; receipts are drawn and letters leave after it.
    """
    if practice_edition():
        return None
    with transaction.atomic():
        season = build_season(at)
        tell(season, projects or read_projects())
        fail_one_letter(season)
    certificate_actions.make_receipts(at=at, clock=clock, edition=season.edition)
    actions.deliver_due(at=at, clock=clock)
    return season
