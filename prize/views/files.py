"""Files of an application: handing them out, taking them in, removing them."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prize import actions, rules
from prize.forms.file_question import LONGEST_DESCRIPTION, FileQuestion
from prize.models import Application, Attachment, AttachmentKind
from prize.wording import nested

from .numbers import number
from .own import own_application
from .ranges import file_response

HARMLESS = {  # whatever lies in a file: it neither acts on this site nor stays on the way
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


# Handing out ------------------------------------------------------------------------------------
@login_required
@require_safe
def attachment(request, attachment_pk):
    """The only way to a file: by its row, for those who may read the application, as a thing that cannot act."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=attachment_pk)
    is_document = found.kind == AttachmentKind.DOCUMENT
    return hand_out(request, found.file, found.content_type, name=found.name, as_attachment=is_document)


@login_required
@require_safe
def attachment_preview(request, picture_pk):
    """A picture as lists show it; one that has no preview is shown itself."""
    pictures = Attachment.objects.visible_to(request.user).filter(kind=AttachmentKind.PICTURE)
    found = get_object_or_404(pictures, pk=picture_pk)
    if found.preview:
        return hand_out(request, found.preview, "image/webp", name="vorschau.webp")
    return hand_out(request, found.file, found.content_type, name=found.name)


def hand_out(request, stored, content_type, *, name, as_attachment=False):
    try:
        stream = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    etag = f'"{stored.name.rsplit("/", 1)[-1]}"'  # the name is made of the content's hash
    options = {"as_attachment": as_attachment, "filename": name, "content_type": content_type}
    response = file_response(request, stream, stored.size, etag=etag, **options)
    for header, value in HARMLESS.items():
        response[header] = value
    return response


# Taking in --------------------------------------------------------------------------------------
@dataclass
class Kept:
    """What became of the files of a page: the application as it now is, {question key: [(file, what is wrong)]}, and
    {attachment pk: description} that could not be kept."""

    application: Application
    errors: dict = field(default_factory=dict)
    typed: dict = field(default_factory=dict)

    def part(self, question, errors=None):
        errors = self.errors.get(question.key, ()) if errors is None else errors
        return FileQuestion(question, self.application, errors=errors, typed=self.typed)


def keep_uploads(request, application, questions, *, by, at):
    """Keep the files, and the descriptions of pictures, that were sent for those of the questions that take files.
    What is good is kept, whatever is wrong with the rest. Raises the Conflict that closes the application."""
    kept = Kept(application)
    kept.typed = keep_descriptions(request.POST, application, questions, by=by, at=at)
    for part in parts(application, questions):
        errors = [part.too_long(a) for a in part.files if a.pk in kept.typed]
        if errors := errors + keep_files(request, part, by=by, at=at):
            kept.errors[part.question.key] = errors
    if request.FILES:
        kept.application = Application.objects.for_writing().get(pk=application.pk)
    return kept


def parts(application, questions):
    """The FileQuestions among those of the questions that are still asked: an answer may just have closed one."""
    asked = {question.pk for question in application.questionnaire.asked(application.content)}
    return [FileQuestion(question, application) for question in questions if question.is_file and question.pk in asked]


def keep_descriptions(post, application, questions, *, by, at):
    """{attachment pk: description} of those that are too long to be kept; all others are."""
    good, too_long = {}, {}
    for part in parts(application, questions):
        for attachment, text in part.descriptions(post):
            if len(text) > LONGEST_DESCRIPTION:
                too_long[attachment.pk] = text
            else:
                good[attachment.pk] = attachment.alt_text = text
    if good:
        actions.describe_pictures(application, good, by=by, at=at)
    return too_long


def keep_files(request, part, *, by, at):
    """[(file, what is wrong)] of those that could not be kept."""
    errors = [(name, part.too_large()) for name in getattr(request, "too_large", {}).get(part.name, ())]
    replaces = number(request.POST.get(f"replaces-{part.question.key}"))
    room = part.room or int(part.replaces is not None and part.replaces.pk == replaces)
    for file in request.FILES.getlist(part.name):
        if part.has(file):
            continue
        if words := keep_file(part, file, has_room=room > 0, replaces=replaces, by=by, at=at):
            errors.append((file.name, words))
        else:
            room -= 1
    return errors


def keep_file(part, file, *, has_room, replaces, by, at):
    """What is wrong with it; empty where it is kept."""
    try:
        upload = part.clean(file, has_room=has_room)
        actions.add_attachment(part.application, upload, by=by, at=at, question=part.question, replaces=replaces)
    except ValidationError as error:
        return " ".join(error.messages)
    except actions.NoRoom as error:
        return str(error)
    return ""


@login_required
@require_POST
def file_upload(request, application_pk, question):
    """For static/upload.js: one file at a time. Gives the question as it now is, and what is wrong with this file."""
    application = own_application(request, application_pk)
    found = [q for q in application.questionnaire.asked(application.content) if q.key == question and q.is_file]
    if not found:
        raise Http404
    facts = {"by": request.user, "at": request.arrived_at}
    try:
        actions.check_editable(application, **facts)
        kept = keep_uploads(request, application, found, **facts)
    except actions.Conflict as conflict:
        return JsonResponse({"errors": conflict.words}, status=409)
    html = render_to_string("prize/parts/file_question.html", {"part": kept.part(found[0], ())}, request)
    return JsonResponse({"errors": [words for _name, words in kept.errors.get(question, [])], "html": html})


def say_refused(request, kept):
    """For a page that goes on to another one: there is no field any more to say it beside."""
    for question in kept.application.questionnaire.questions:
        for words in kept.part(question).errors if question.key in kept.errors else ():
            messages.error(request, words)


# Going on ---------------------------------------------------------------------------------------
def way_on(button, application):
    """Where the buttons of a question for files lead, all of them after saving; empty for other buttons."""
    what, _dash, which = button.partition("-")
    if what == "remove" and number(which):
        return reverse("attachment_remove", args=[number(which)])
    return address_of(application, which) if what == "add" else ""


def address_of(application, key):
    """The place of a question in the wizard; the wizard itself where it is not asked any more."""
    for page, questions in application.questionnaire.pages(application.content):
        if any(question.key == key for question in questions):
            return f"{reverse('application_page', args=[application.pk, page.key])}#feld_{key}"
    return reverse("application_edit", args=[application.pk])


def describe_url(application):
    """Where the first picture without a description is to be described; empty if there is none."""
    key_of = {question.pk: question.key for question in application.questionnaire.questions}
    for attachment in application.working_files():
        if attachment.is_picture and not attachment.alt_text:
            return address_of(application, key_of.get(attachment.question_id))
    return ""


@login_required
def attachment_remove(request, attachment_pk):
    found = get_object_or_404(Attachment.objects.own(request.user).select_related("question"), pk=attachment_pk)
    application, at = own_application(request, found.application_id), request.arrived_at
    back = address_of(application, found.question.key if found.question else "")
    if request.method == "POST":
        actions.remove_attachment(found, by=request.user, at=at)
        messages.success(request, _("„%s“ ist entfernt.") % nested(found.name))
    if request.method == "POST" or not rules.may_edit(application, request.user, at):
        return redirect(back)
    context = {"attachment": found, "application": application, "back": back}
    return render(request, "prize/attachment_remove.html", context)
