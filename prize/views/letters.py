"""The outbox: letters wait here for the office, for their moment, for the worker, or for another try."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from prize import actions, rules
from prize.models import Letter, LetterState

from .access import office_only, office_readers
from .back import way_back
from .numbers import number
from .office import page_of, query


@office_readers
@require_safe
def outbox(request):
    state, search = request.GET.get("state", ""), request.GET.get("search", "").strip()[:100]
    page = page_of(request, found(state, search))
    context = {"page": page, "state": state, "search": search, "query": query(request, "page"), **numbers(state)}
    context |= {"may_release": rules.is_office(request.user), "here": request.get_full_path()}
    return render(request, "prize/outbox.html", context)


def numbers(state):
    """How many letters stand where; `newest` keeps „release all“ from letters that nobody has seen yet."""
    counts = dict(Letter.objects.order_by().values_list("state").annotate(Count("pk")))
    return {
        "tabs": tabs(counts, state),
        "held_count": counts.get(LetterState.HELD, 0),
        "failed_count": counts.get(LetterState.FAILED, 0),
        "newest": Letter.objects.order_by("-pk").values_list("pk", flat=True).first(),
    }


def found(state, search):
    letters = Letter.objects.for_outbox()
    if state in LetterState.values:
        letters = letters.filter(state=state)
    if search:
        fields = ("subject", "to_address", "to_name")
        filed = Q(application__number__isnull=False, application__project_title__icontains=search)  # no draft's title
        letters = letters.filter(Q(*((f"{name}__icontains", search) for name in fields), _connector=Q.OR) | filed)
    return letters


def tabs(counts, state):
    """[(value, label, number, is it chosen)]: all letters, then one tab a state."""
    entries = [("", _("alle"), sum(counts.values()))]
    entries += [(value, label, counts.get(value, 0)) for value, label in LetterState.choices]
    return [(*entry, entry[0] == state) for entry in entries]


@office_readers
@require_safe
def letter(request, letter_pk):
    found_letter = get_object_or_404(Letter.objects.for_outbox(), pk=letter_pk)
    context = {"letter": found_letter, "enclosures": found_letter.enclosures()}
    context |= {"may_release": rules.is_office(request.user)}
    return render(request, "prize/letter.html", context | {"back": way_back(request, reverse("outbox"))})


@office_only
@require_POST
def release_letters(request):
    """The ticked ones at once, all only after a second look."""
    if request.POST.get("which") == "all":
        letters = Letter.objects.filter(pk__lte=number(request.POST.get("newest")))
        if "confirmed" not in request.POST and (held := letters.filter(state=LetterState.HELD)).exists():
            return ask_before_release(request, held)
    else:
        letters = Letter.objects.filter(pk__in=ticked(request))
    count = actions.release(letters, by=request.user, at=timezone.now())
    say(request, count, ngettext("%d Schreiben freigegeben.", "%d Schreiben freigegeben.", count))
    return redirect(way_back(request, reverse("outbox")))


def ask_before_release(request, held):
    """How many of each kind, and how one of them reads. All means all that were held when the outbox was shown: what
    came later nobody has looked at."""
    parts = [(letter.kind_words, count, letter) for letter, count in held.one_of_each_kind()]
    context = {"parts": parts, "total": sum(count for _words, count, _letter in parts)}
    context |= {"newest": number(request.POST.get("newest")), "back": way_back(request, reverse("outbox"))}
    return render(request, "prize/release_letters.html", context)


@office_only
@require_POST
def retry_letters(request):
    letters = Letter.objects.filter(pk__in=ticked(request)) if ticked(request) else Letter.objects.all()
    count = actions.retry(letters, by=request.user, at=timezone.now())
    say(request, count, ngettext("%d Schreiben wird erneut versandt.", "%d Schreiben werden erneut versandt.", count))
    return redirect(way_back(request, reverse("outbox")))


def ticked(request):
    return [number(pk) for pk in request.POST.getlist("letter")]


def say(request, count, words):
    if count:
        messages.success(request, words % count)
    else:
        messages.warning(request, _("Kein Schreiben ausgewählt, das darauf wartet."))
