"""Keeping the materialised standings equal to what the marks say."""

from jury.models import Standing, compute_standings
from prize.models import Candidacy


def refresh_standings(panel, applications=None):
    """Write the standings anew for these applications (pks or objects; None: all of the panel's).

    Called in the transaction of each change of a final sheet or a recusal, under the edition's lock.
    """
    computed = compute_standings(panel, applications)
    stale = standings_of(panel, applications).exclude(candidacy__in=computed)
    Standing.objects.filter(pk__in=list(stale.values_list("pk", flat=True))).delete()
    Standing.objects.bulk_create(
        computed.values(),
        update_conflicts=True,
        unique_fields=["candidacy"],
        update_fields=["award", "sheets", "points", "tie_key"],
        batch_size=1000,
    )


def standings_of(panel, applications=None):
    candidacies = Candidacy.objects.filter(award__panel_award__panel=panel)
    if applications is not None:
        candidacies = candidacies.filter(application__in=applications)
    return Standing.objects.filter(candidacy__in=candidacies)


def deviating_standings(panel):
    """Candidacy pks whose kept standing is not what the marks give: missing, superfluous or different."""
    computed = {pk: standing.facts for pk, standing in compute_standings(panel).items()}
    kept = {standing.pk: standing.facts for standing in standings_of(panel)}
    return sorted(pk for pk in computed.keys() | kept.keys() if computed.get(pk) != kept.get(pk))
