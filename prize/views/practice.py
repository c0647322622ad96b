"""Pages of a practice site: one-click sign-in and the mail that never left. Elsewhere they do not exist."""

from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from prize import postbox
from prize.models import ApplicationState, User

from .files import HARMLESS
from .numbers import number

MOST_APPLICANTS = 12
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def practice_only(view):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.PRACTICE:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@practice_only
def practice_sign_in(request):
    people = User.objects.for_practice()
    if request.method == "POST":
        user = get_object_or_404(people, pk=number(request.POST.get("user")))
        login(request, user, backend=BACKEND)
        return redirect("start")
    return render(request, "prize/practice_sign_in.html", cast(people))


def cast(people):
    """Who plays what. Jurors are known by their name: the jury's own tables lie a floor above."""
    jurors = Q(office_role="", name__startswith="Jurymitglied")
    applicants = people.exclude(jurors).filter(office_role="", memberships__isnull=False).distinct()
    shown = some_of_each_state(applicants.prefetch_related("memberships__organisation__applications"))
    return {
        "office": people.exclude(office_role=""),
        "jurors": people.filter(jurors),
        "applicants": shown,
        "more_applicants": applicants.count() - len(shown),
    }


def some_of_each_state(applicants):
    """A dozen among whom every state of an application can be tried."""
    shown = {}
    for state in ApplicationState:
        shown |= {u.pk: u for u in applicants.filter(memberships__organisation__applications__state=state)[:3]}
    shown |= {u.pk: u for u in applicants.exclude(pk__in=shown)[: MOST_APPLICANTS - len(shown)]}
    return list(shown.values())


@practice_only
@require_safe
def practice_mail(request):
    return render(request, "prize/practice_mail.html", {"mails": postbox.newest(settings.EMAIL_FILE_PATH)})


@practice_only
@require_safe
def practice_mail_page(request, name):
    return render(request, "prize/practice_mail_page.html", {"mail": find_mail(name)})


@practice_only
@require_safe
def practice_mail_file(request, name, file_number):
    """What lies in a mail: to keep, never to be run here."""
    enclosed = find_mail(name).enclosed
    if not 1 <= file_number <= len(enclosed):
        raise Http404
    found = enclosed[file_number - 1]
    headers = HARMLESS | {"Content-Disposition": content_disposition_header(True, found.name)}
    return HttpResponse(found.content, content_type=found.mime_type, headers=headers)


def find_mail(name):
    found = next((m for m in postbox.newest(settings.EMAIL_FILE_PATH) if m.key == name), None)
    if found is None:
        raise Http404
    return found
