"""Finding what belongs to somebody who applies."""

from django.conf import settings
from django.shortcuts import get_object_or_404

from prize import rules
from prize.forms.application import PageForm
from prize.models import Application, Edition, History
from prize.models.edition_text import speak_form

from .members import ended


def running_call(at, organisations=()):
    """The edition in which everybody may apply now, or at least one of these organisations; or None."""
    for edition in Edition.objects.running(practice=settings.PRACTICE):
        if rules.is_open_for_filing(edition, at) or any(rules.is_open_for(o, edition, at) for o in organisations):
            return edition
    return None


def own_application(request, application_pk):
    """Of an organisation that one belongs to. Who was removed while writing gets their words back, see ended."""
    own = Application.objects.own(request.user).for_writing().prefetch_related("candidacies__letters")
    if found := own.filter(pk=application_pk).first():
        speak_form(found.questionnaire)
        return found
    application = get_object_or_404(Application.objects.for_writing(), pk=application_pk)
    raise ended(request, application.organisation, lambda: whole_form(application))


def whole_form(application):
    """All questions on one page, for the words of somebody who may not write here any more."""
    return PageForm(application=application)


def reason_of_return(application):
    return History.objects.reason_of_return(application) if application.is_returned else ""
