"""The same project twice: which other proposals and filed applications of an edition look like a proposal. Drafts stay
out, because the office does not read them."""

from typing import NamedTuple

from .application import Application
from .likeness import LIKELY, Project, difference_in_words, in_words, twins
from .proposal import Proposal

SHOWN = 8
FIELDS = ("project_title", "organisation_name", "place")  # of a proposal, whose words name them for both


class Twin(NamedTuple):
    """Another proposal or an application, and how alike it is (0 to 1)."""

    thing: Proposal | Application
    project: Project
    value: float
    like: Project

    @property
    def is_application(self):
        return isinstance(self.thing, Application)

    @property
    def is_likely(self):
        return self.value >= LIKELY

    @property
    def words(self):
        return in_words(self.value)

    def differences(self):
        """[(label, here, there, in words)]"""
        labels = [Proposal._meta.get_field(name).verbose_name for name in FIELDS]
        pairs = zip(labels, self.like, self.project, strict=True)
        return [(label, here, there, difference_in_words(here, there)) for label, here, there in pairs]


def applied(edition):
    """{pk: Project} of the filed applications."""
    rows = Application.objects.filed().filter(edition=edition)
    rows = rows.values_list("pk", "project_title", "organisation__name", "place")
    return {pk: Project(*facts) for pk, *facts in rows}


def proposed(edition):
    """{pk: Project} of the proposals that stand for themselves."""
    return Proposal.objects.filter(edition=edition).projects()


def twins_of(proposal, family):
    """The most alike first; nothing of what belongs to the proposal already (`family`, as Proposal.family gives it)."""
    if proposal.is_erased:
        return []
    survivor = proposal.survivor()
    known = {p.application_id for p in (*family, survivor)}
    own = {p.pk for p in (*family, survivor)}
    near = {("application", pk): p for pk, p in applied(proposal.edition).items() if pk not in known}
    near |= {("proposal", pk): p for pk, p in proposed(proposal.edition).items() if pk not in own}
    found = twins(proposal.project, near)[:SHOWN]
    things = loaded([key for _value, key in found])
    return [Twin(things[key], near[key], value, proposal.project) for value, key in found]


def loaded(keys):
    """{key: thing}, by one query for each kind."""
    models = {"application": Application.objects.select_related("edition", "organisation")}
    models["proposal"] = Proposal.objects.select_related("edition")
    found = {kind: rows.in_bulk([pk for k, pk in keys if k == kind]) for kind, rows in models.items()}
    return {(kind, pk): found[kind][pk] for kind, pk in keys}


def count_alike(edition):
    """(proposals that wait for the office, those of them that look like an application, those like another proposal)"""
    waiting = set(Proposal.objects.filter(edition=edition).waiting().values_list("pk", flat=True))
    if not waiting:
        return 0, 0, 0
    others, applications = proposed(edition), applied(edition)
    like_application = like_proposal = 0
    for pk in waiting:
        beside = {key: project for key, project in others.items() if key != pk}
        like_application += bool(twins(others[pk], applications, least=LIKELY))
        like_proposal += bool(twins(others[pk], beside, least=LIKELY))
    return len(waiting), like_application, like_proposal
