"""Finding what belongs to somebody who applies."""

from django.conf import settings
from django.shortcuts import get_object_or_404

from prize import rules
from prize.forms.application import PageForm
from prize.models import Application, Edition, History

from .members import ended


def running_call(at):
    """The edition in which one may apply now, or None."""
    editions = Edition.objects.running(practice=settings.PRACTICE)
    return next((edition for edition in editions if rules.is_open_for_filing(edition, at)), None)


def own_application(request, application_pk):
    """Of an organisation that one belongs to. Who was removed while writing gets their words back, see ended."""
    own = Application.objects.own(request.user).for_writing().prefetch_related("candidacies__letters")
    if found := own.filter(pk=application_pk).first():
        return found
    application = get_object_or_404(Application.objects.for_writing(), pk=application_pk)
    raise ended(request, application.organisation, lambda: whole_form(application))


def whole_form(application):
    """All questions on one page, for the words of somebody who may not write here any more."""
    return PageForm(application=application)


def reason_of_return(application):
    return History.objects.reason_of_return(application) if application.is_returned else ""
