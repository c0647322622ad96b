"""Questions and answers: the organisation's page of a thread, the office's, and the office's list of threads.

Jurors have no way here, whatever else they may read of an application.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prize import actions, rules
from prize.forms.thread import MessageForm
from prize.models import Application
from prize.models.message import may_be_talked_about, threads

from .access import get_and_post, office_only, office_readers
from .members import ended
from .numbers import number
from .office import page_of, query


def find_own(request, application_pk, make_form):
    """Of an organisation that one belongs to; who was removed while writing gets their words back, see ended."""
    own = Application.objects.own(request.user).select_related("edition", "organisation")
    if found := own.prefetch_related("organisation__memberships").filter(pk=application_pk).first():
        return found
    application = get_object_or_404(Application.objects.select_related("organisation"), pk=application_pk)
    raise ended(request, application.organisation, make_form)


def written(request, form, application, **facts):
    """Is the message kept? If not, the page comes again with the text and the reason beside it."""
    if not (form.is_bound and form.is_valid()):
        return False
    seen, by, at = number(request.POST.get("seen")), request.user, request.arrived_at
    try:
        actions.write_message(application, form.cleaned_data["text"], by=by, at=at, seen=seen, **facts)
    except actions.NotAllowed as conflict:
        form.add_error("text", str(conflict))
        return False
    messages.success(request, _("Ihre Nachricht ist verschickt."))
    return True


def shown(request, application):
    """Read first, then marked: „neu“ stands at what was unread until now."""
    found = list(application.messages.for_page())
    if request.method == "GET":
        actions.mark_read(found, by=request.user, at=request.arrived_at)
    return found


@login_required
@get_and_post
def thread(request, application_pk):
    application = find_own(request, application_pk, MessageForm)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if written(request, form, application, is_from_office=False):
        return redirect("thread", application.pk)
    may_write = rules.may_write(application, request.user)
    context = {"application": application, "messages_of": shown(request, application), "form": form}
    return render(request, "prize/thread.html", context | {"may_write": may_write}, status=status_of(form, may_write))


def status_of(form, may_write):
    return 409 if form.is_bound and not may_write else 200


# The office -------------------------------------------------------------------------------------
@office_readers
@require_safe
def thread_list(request):
    found = threads(request.user, practice=settings.PRACTICE)
    waiting, state = found.filter(waits_since__isnull=False), request.GET.get("state", "")
    page = page_of(request, waiting if state == "waiting" else found)
    tabs = [("", _("alle"), found.count()), ("waiting", _("wartet auf Antwort"), waiting.count())]
    context = {"page": page, "tabs": [(*tab, tab[0] == state) for tab in tabs], "query": query(request, "page")}
    return render(request, "prize/thread_list.html", context)


@office_readers
@get_and_post
def thread_office(request, application_pk):
    application = get_object_or_404(may_be_talked_about(request.user), pk=application_pk)
    may_write = rules.is_office(request.user)
    if request.method == "POST" and not may_write:
        raise Http404
    form = MessageForm(request.POST if request.method == "POST" else None)
    if written(request, form, application, is_from_office=True):
        return redirect("thread_office", application.pk)
    context = {"application": application, "messages_of": shown(request, application), "form": form}
    context["waiting"] = application.messages.waiting().exists()
    return render(request, "prize/thread_office.html", context | {"may_write": may_write})


@office_only
@require_POST
def thread_put_aside(request, application_pk):
    application = get_object_or_404(may_be_talked_about(request.user), pk=application_pk)
    seen = number(request.POST.get("seen"))
    if actions.put_aside(application, by=request.user, at=request.arrived_at, seen=seen):
        messages.success(request, _("Erledigt: Diese Nachrichten warten nicht mehr auf Antwort."))
    return redirect("thread_office", application.pk)
