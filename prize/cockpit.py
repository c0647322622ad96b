"""The ground floor's parts of the office's cockpit."""

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from prize import rules
from prize.models import Application, Award, Candidacy, CandidacyState, History, Letter, LetterState
from prize.models.message import threads
from prize.models.twins import count_alike
from prize.navigation import Section

ROWS = 8


def section(request, edition):
    context = {
        "edition": edition,
        "states": CandidacyState.choices,
        "rows": counts(edition),
        "filed": Application.objects.visible_to(request.user).filter(edition=edition).count(),
        "waiting": waiting(edition, request.user),
        "threads": waiting_threads(request.user),
        "dates": dates(edition, timezone.now()),
        "history": History.objects.filter(edition=edition).exclude(step__in=steps_of_others()).for_page()[:ROWS],
    }
    return Section("prize/cockpit_section.html", context, position=10)


def steps_of_others():
    """Steps that fill a section of their own, such as the jury's sheets, or only go along with another one."""
    return ["enter"] + [step for path in settings.COCKPIT_LEAVES_OUT for step in import_string(path)]


def counts(edition):
    """[(award, [(state, number)])]: candidacies for each award in each state."""
    found = {
        (award, state): number
        for award, state, number in Candidacy.objects.filter(award__edition=edition)
        .order_by()
        .values_list("award", "state")
        .annotate(Count("pk"))
    }
    awards = Award.objects.filter(edition=edition).order_by("position", "pk")
    return [(award, [(state, found.get((award.pk, state), 0)) for state in CandidacyState.values]) for award in awards]


def waiting(edition, user):
    """What the office has to do next, with its numbers; the page leaves out what is zero."""
    nominated = [c for c in Candidacy.objects.for_awards(edition) if c.is_waiting_for_second_person]
    letters = dict(Letter.objects.order_by().values_list("state").annotate(Count("pk")))
    open_check = Candidacy.objects.filter(application=OuterRef("pk"), state=CandidacyState.SUBMITTED)
    return {
        "no_form": not edition.form_pages.exists(),
        "unchecked": Application.objects.filter(Exists(open_check), edition=edition).count(),
        "to_confirm": sum(c.may_be_confirmed_by(user) for c in nominated),
        "nominated": len(nominated),
        "held": letters.get(LetterState.HELD, 0),
        "held_results": Letter.objects.filter(state=LetterState.HELD, not_before__lte=timezone.now()).count(),
        "failed": letters.get(LetterState.FAILED, 0),
        **dict(zip(("proposals", "like_application", "like_proposal"), count_alike(edition), strict=True)),
    }


def waiting_threads(user):
    """(number of messages, the threads that wait longest): a question waits whatever edition is looked at."""
    found = list(threads(user, practice=settings.PRACTICE).filter(waits_since__isnull=False))
    return {"count": sum(thread.waiting_count for thread in found), "oldest": found[:ROWS]}


def proposals_of_application(request, application):
    """Who proposed what the organisation has made its application, or what was merged with it."""
    if not rules.may_read_office(request.user):
        return None
    found = [p for root in application.proposals.for_page().order_by("number") for p in root.family()]
    return Section("prize/proposals_of_application.html", {"proposals": found}, position=60) if found else None


def dates(edition, at):
    """[(label, moment or day, is it over)] in the order of the season."""
    found = [
        (_("Beginn der Bewerbungsfrist"), edition.opens_at),
        (_("Ende der Bewerbungsfrist"), edition.closes_at),
        (_("Ende der Nachfrist für alle"), edition.accepts_until if edition.grace_minutes else None),
        (_("Bekanntgabe"), edition.announced_at),
    ]
    season = [(label, moment, moment <= at) for label, moment in found if moment]
    if edition.announced_at is None:
        season.append((_("Bekanntgabe"), None, False))
    if edition.ceremony_on:
        season.append((_("Verleihung"), edition.ceremony_on, edition.ceremony_on < timezone.localdate(at)))
    return season
