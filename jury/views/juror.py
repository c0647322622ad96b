"""The jurors' pages: what there is to read, and the score sheet beside the application."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from jury import actions
from jury.forms import SheetForm
from jury.models import UNFINISHED, Juror, Reading, ReadingStatus, progress_of, reading_list
from prize.forms.step import StepForm
from prize.models import Application, AttachmentKind
from prize.views.access import get_and_post

PAGE = 50


@require_safe
@login_required
def juror_list(request):
    seats = list(Juror.objects.of(request.user))
    if not seats:
        raise Http404
    seat = next((s for s in seats if str(s.panel_id) == request.GET.get("jury")), seats[0])
    is_open_only = request.GET.get("zeige") == "offen"
    context = {"seats": seats, "seat": seat, "panel": seat.panel, "is_open_only": is_open_only}
    if seat.panel.is_opened:
        context |= list_part(seat, is_open_only, request.GET.get("page"))
    return render(request, "jury/juror_list.html", context)


def list_part(seat, is_open_only, number):
    """What the list shows once scoring has opened."""
    readings = reading_list(seat)
    page = Paginator(readings.filter(status__in=UNFINISHED) if is_open_only else readings, PAGE).get_page(number)
    query = f"jury={seat.panel_id}" + ("&zeige=offen" if is_open_only else "")
    return {
        "page": page,
        "rows": [(application, ReadingStatus(application.status)) for application in page],
        "progress": progress_of(seat),
        "next_open": readings.filter(status__in=UNFINISHED).values_list("pk", flat=True).first(),
        "query": query,
    }


def reading_or_404(user, panel_pk, application_pk):
    """The user's own reading of an application; one they are recused from does not exist."""
    seat = get_object_or_404(Juror.objects.of(user), panel=panel_pk, panel__scoring_opened_at__isnull=False)
    shown = Application.objects.visible_to(user).for_reading()
    mine = reading_list(seat, shown)
    return Reading(seat, get_object_or_404(mine.exclude(status=ReadingStatus.RECUSED), pk=application_pk))


@get_and_post
@login_required
def score_sheet(request, panel_pk, application_pk):
    reading = reading_or_404(request.user, panel_pk, application_pk)
    form = SheetForm(reading, request.POST if request.method == "POST" else None)
    if form.is_valid():
        sheet = actions.save_sheet(
            reading.juror, reading.application, by=request.user, at=timezone.now(), **form.facts()
        )
        return after_saving(request, reading, sheet)
    return render(request, "jury/score_sheet.html", {"form": form, **sheet_part(reading)})


def sheet_part(reading):
    attachments = reading.application.files(for_jury=True)
    return {
        "reading": reading,
        "panel": reading.panel,
        "application": reading.application,
        "answers": reading.application.answers(for_jury=True),
        "documents": [a for a in attachments if a.kind == AttachmentKind.DOCUMENT],
        "pictures": [a for a in attachments if a.kind == AttachmentKind.PICTURE],
        "videos": [a for a in attachments if a.kind == AttachmentKind.VIDEO],
    }


def after_saving(request, reading, sheet):
    """Hand in if that was the button, say what happened, go on."""
    then = request.POST.get("then")
    if then == "hand_in":
        actions.hand_in(sheet, by=request.user, at=timezone.now())
        messages.success(request, handed_in_words(reading))
    else:
        messages.success(request, _("%s: Ihr Bogen ist gespeichert.") % reading.application.reference)
    if then in {"hand_in", "next"}:
        return to_next_open(reading)
    return redirect("score_sheet", reading.panel.pk, reading.application.pk)


def to_next_open(reading):
    """To the next sheet that is not handed in, or to the list if there is none."""
    if found := reading.next_open():
        return redirect("score_sheet", reading.panel.pk, *found)
    return redirect(f"{reverse('juror_list')}?jury={reading.panel.pk}")


def handed_in_words(reading):
    left = progress_of(reading.juror).unfinished
    if not left:
        return _("Das war Ihr letzter Bogen: Sie haben alle abgegeben. Vielen Dank!")
    rest = ngettext("Noch ein Bogen ist offen.", "Noch %(count)s Bögen sind offen.", left) % {"count": left}
    return _("%s ist abgegeben.") % reading.application.reference + " " + rest


@require_safe
@login_required
def next_open(request, panel_pk, application_pk):
    return to_next_open(reading_or_404(request.user, panel_pk, application_pk))


@get_and_post
@login_required
def recuse(request, panel_pk, application_pk):
    reading = reading_or_404(request.user, panel_pk, application_pk)
    form = StepForm(request.POST if request.method == "POST" else None, {"needs_reason": True})
    facts = {"juror": reading.juror, "application": reading.application, "by": request.user, "at": timezone.now()}
    if form.succeeds(actions.recuse, **facts):
        said = _("Sie sind für die Bewerbung %s befangen. Danke, dass Sie das gesagt haben.")
        messages.success(request, said % reading.application.reference)
        return redirect(f"{reverse('juror_list')}?jury={panel_pk}")
    return render(request, "jury/recuse.html", {"form": form, **sheet_part(reading)})
