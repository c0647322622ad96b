"""Who answers for an application: changed by its organisation or by the office, also long after filing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from prize import actions, rules
from prize.forms.contact import ContactForm
from prize.models import Application

from .access import get_and_post, office_only
from .thread import find_own


@login_required
@get_and_post
def contact(request, application_pk):
    application = find_own(request, application_pk, ContactForm)
    return change(request, application, "prize/contact.html", application.get_absolute_url())


@office_only
@get_and_post
def contact_office(request, application_pk):
    filed = Application.objects.visible_to(request.user).select_related("edition", "organisation")
    application = get_object_or_404(filed.prefetch_related("organisation__memberships"), pk=application_pk)
    return change(request, application, "prize/contact_office.html", office_page(application))


def office_page(application):
    return reverse("application_office", args=[application.pk])


def change(request, application, template, back):
    """Who may not (any more) is led back, unless they have typed something: that page comes again with the reason."""
    may_change = rules.may_change_contact(application, request.user)
    form = ContactForm(request.POST if request.method == "POST" else None, instance=application)
    if not may_change and not form.is_bound:
        messages.info(request, _("Die Ansprechperson lässt sich hier nicht ändern."))
        return redirect(back)
    if kept(request, form, application):
        messages.success(request, _("Die Ansprechperson ist gespeichert."))
        return redirect(back)
    context = {"application": application, "form": form, "back": back}
    return render(request, template, context, status=200 if may_change else 409)


def kept(request, form, application):
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        actions.change_contact(application, form.cleaned_data, by=request.user, at=request.arrived_at)
    except actions.NotAllowed as conflict:
        form.add_error(None, str(conflict))
        return False
    return True
