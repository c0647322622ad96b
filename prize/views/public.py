from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from prize import calendar, rules
from prize.models import Edition, Laureate
from prize.navigation import collect, rendered

from .call import spoken_edition


def home(request):
    at = request.arrived_at
    edition = spoken_edition()
    past = Edition.objects.on_this_site(practice=settings.PRACTICE).known_to_all(at).with_laureates().newest_first()
    lines = Laureate.objects.standing().announced(at).filter(edition=edition).lines() if edition else {}
    context = {"edition": edition, "phase": edition and edition.phase(at), "past": past.first()}
    context["laureates"] = lines.get(edition and edition.pk)
    return render(request, "prize/home.html", context | (call_page(request, edition, at) if edition else {}))


def call_page(request, edition, at):
    """What the call's page shows besides the edition; the countdown is counted here, so it needs no script."""
    is_in_grace = rules.is_in_grace(edition, at)
    return {
        "at": at,
        "is_in_grace": is_in_grace,
        "dates": calendar.dates_of(edition),
        "time_left": calendar.time_left(edition.accepts_until if is_in_grace else edition.closes_at, at),
        "time_to_opening": calendar.time_left(edition.opens_at, at),
        "zone": calendar.zone_of(edition.closes_at if at >= edition.opens_at else edition.opens_at),
        "kinds": [kind.label for kind in edition.kinds_that_may_enter()],
        "is_open_to_all": any(not award.eligible_kinds for award in edition.awards.all()),
        "sections": rendered(collect(settings.CALL_SECTIONS, request, edition), request),
    }


def winners(request):
    at = request.arrived_at
    editions = Edition.objects.on_this_site(practice=settings.PRACTICE).known_to(request.user, at).newest_first()
    lines = Laureate.objects.visible_to(request.user, at=at).lines()
    rows = [drawn(e, e.is_announced(at), tuple(lines.get(e.pk, ()))) for e in editions.defer("call_text", "sources")]
    return render(request, "prize/winners.html", {"rows": rows})


SHOWN = ("pk", "kind", "year", "ordinal", "motto", "reported_applications", "reported_qualifier", "last_number")
DRAWN: dict[tuple, str] = {}


def drawn(edition, is_announced, laureates):
    """An edition's part of the list, drawn once for the same content: the key is all that it shows, so it is never old.

    17 editions are most of what the page costs, and they change once a year.
    """
    key = (get_language(), is_announced, laureates, *(getattr(edition, name) for name in SHOWN))
    if key not in DRAWN:
        if len(DRAWN) > 500:
            DRAWN.clear()
        context = {"edition": edition, "is_announced": is_announced, "laureates": laureates}
        DRAWN[key] = render_to_string("prize/parts/edition.html", context)
    return DRAWN[key]


def winners_edition(request, edition):
    at = request.arrived_at
    editions = Edition.objects.on_this_site(practice=settings.PRACTICE).known_to(request.user, at)
    edition = get_object_or_404(editions.by_slug(edition))
    laureates = list(Laureate.objects.visible_to(request.user, at=at).filter(edition=edition).for_page())
    awards = [(award, list(group)) for award, group in groupby(laureates, attrgetter("award"))]
    context = {"edition": edition, "awards": awards, "missing": edition.missing_laureates(laureates)}
    return render(request, "prize/winners_edition.html", context | {"is_announced": edition.is_announced(at)})


def imprint(request):
    return render(request, "prize/imprint.html")


def privacy(request):
    return render(request, "prize/privacy.html")


def accessibility(request):
    return render(request, "prize/accessibility.html")
