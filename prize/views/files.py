"""Files of an application: handing them out, taking them in, removing them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prize import actions, rules
from prize.models import Attachment, AttachmentKind

from .own import own_application


@login_required
@require_safe
def attachment(request, attachment_pk):
    """The only way to a file: by its row, for those who may read the application, as a thing that cannot act."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=attachment_pk)
    try:
        stream = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    is_document = found.kind == AttachmentKind.DOCUMENT
    response = FileResponse(stream, as_attachment=is_document, filename=found.name, content_type=found.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def attachment_remove(request, attachment_pk):
    found = get_object_or_404(Attachment.objects.own(request.user), pk=attachment_pk)
    application, at = own_application(request, found.application_id), request.arrived_at
    if request.method == "POST":
        actions.remove_attachment(found, by=request.user, at=at)
        messages.success(request, _("„%s“ ist entfernt.") % found.name)
    if request.method == "POST" or not rules.may_edit(application, request.user, at):
        return redirect("application_edit", application.pk)
    return render(request, "prize/attachment_remove.html", {"attachment": found, "application": application})
