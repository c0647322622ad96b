"""The pages around a call: does our project fit, its dates as a file, and the reminder of the next one."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prize import actions, calendar
from prize.forms.call import EligibilityForm, ReminderForm
from prize.models import Edition, Reminder
from prize.models.edition_text import speak_call

from .access import get_and_post


def running_edition():
    return Edition.objects.running(practice=settings.PRACTICE).for_call().first()


def spoken_edition():
    """For a page that only shows it: its texts are in the language of the page."""
    edition = running_edition()
    return edition and speak_call(edition)


@require_safe
def eligibility(request):
    edition = spoken_edition()
    context = {"edition": edition, "phase": edition and edition.phase(request.arrived_at)}
    if edition:
        form = context["form"] = EligibilityForm(request.GET or None, edition=edition)
        context["verdict"] = form.verdict() if form.is_valid() else None
    return render(request, "prize/eligibility.html", context)


@require_safe
def call_dates(request):
    if not (edition := running_edition()):
        raise Http404
    name = f"integrationspreis-{edition.slug}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(calendar.file_of(edition), content_type="text/calendar; charset=utf-8", headers=headers)


@get_and_post
def reminder(request):
    """Says the same whether an address is known, new, or has just been written to."""
    form = ReminderForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "prize/reminder.html", {"form": form})
    if not ratelimit.consume(request, action="reminder"):
        return ratelimit.respond_429(request)
    email = form.cleaned_data["email"].lower()
    if ratelimit.consume(request, action="reminder_letter", key=email):
        actions.request_reminder(email, at=request.arrived_at)
    return redirect("reminder_requested")


@require_safe
def reminder_requested(request):
    return render(request, "prize/reminder_requested.html")


@get_and_post
def reminder_confirm(request, reminder_token):
    """Opening the link changes nothing: programs that look into mails open links too."""
    at = request.arrived_at
    found = Reminder.objects.with_token(reminder_token, at).first()
    if not found:
        return render(request, "prize/reminder_expired.html", status=404)
    if request.method == "POST":
        actions.confirm_reminder(found, at=at)
        messages.success(request, _("Vielen Dank! Wir schreiben Ihnen, sobald der nächste Aufruf beginnt."))
        return redirect("home")
    return render(request, "prize/reminder_confirm.html", {"reminder": found})


@get_and_post
def reminder_stop(request, reminder_signature):
    if (reminders := Reminder.objects.signed(reminder_signature)) is None:
        raise Http404
    if request.method == "POST":
        actions.stop_reminders(reminders)
        messages.success(request, _("Ihre Adresse ist gelöscht. Sie bekommen keine Erinnerung mehr."))
        return redirect("home")
    return render(request, "prize/reminder_stop.html", {"reminder": reminders.first()})
