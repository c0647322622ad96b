from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from prize.models import Edition, Laureate


def home(request):
    at = timezone.now()
    edition = Edition.objects.running(practice=settings.PRACTICE).for_call().first()
    past = Edition.objects.on_this_site(practice=settings.PRACTICE).known_to_all(at).with_laureates().newest_first()
    lines = Laureate.objects.standing().announced(at).filter(edition=edition).lines() if edition else {}
    context = {"edition": edition, "phase": edition and edition.phase(at), "past": past.first()}
    context["laureates"] = lines.get(edition and edition.pk)
    return render(request, "prize/home.html", context)


def winners(request):
    at = timezone.now()
    editions = Edition.objects.on_this_site(practice=settings.PRACTICE).known_to(request.user, at).newest_first()
    lines = Laureate.objects.visible_to(request.user, at=at).lines()
    rows = [(e, e.is_announced(at), lines.get(e.pk)) for e in editions.defer("call_text", "sources")]
    return render(request, "prize/winners.html", {"rows": rows})


def winners_edition(request, edition):
    at = timezone.now()
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
