from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from prize import rules
from prize.models import Application, Attachment, AttachmentKind

from .errors import DeadlinePassed, EditedMeanwhile, NotAllowed
from .workflow import lock_application

LIMITS = {AttachmentKind.DOCUMENT: 1, AttachmentKind.PICTURE: 3}


@transaction.atomic
def start_application(edition, organisation, *, by, at, data):
    """A new draft of the organisation in the running edition."""
    if not organisation.memberships.filter(user=by).exists():
        raise NotAllowed(_("Nur Mitglieder der Organisation legen eine Bewerbung an."))
    if not rules.is_open_for_filing(edition, at):
        raise DeadlinePassed()
    application = Application(edition=edition, organisation=organisation)
    write(application, data)
    return application


@transaction.atomic
def save_application(application, data, *, by, at, version):
    """Keep what the form has cleaned. Raises EditedMeanwhile if somebody saved since `version` was shown."""
    application = lock_application(application)
    if not rules.may_edit(application, by, at):
        raise DeadlinePassed() if application.is_draft else NotAllowed(_("Diese Bewerbung ist schon eingereicht."))
    if application.version != version:
        raise EditedMeanwhile()
    application.version += 1
    write(application, data)
    return application


def write(application, data):
    many = {name: data.pop(name) for name in ("fields_of_action", "chosen_awards") if name in data}
    for name, value in data.items():
        setattr(application, name, value)
    application.save()
    for name, values in many.items():
        getattr(application, name).set(values)


@transaction.atomic
def add_attachment(application, upload, *, by, at):
    """Keep a file that forms.AttachmentForm has opened and cleaned (kind, name, content, content_type, sha256)."""
    application = lock_application(application)
    if not rules.may_edit(application, by, at):
        raise DeadlinePassed()
    if application.attachments.filter(kind=upload.kind).count() >= LIMITS[upload.kind]:
        raise NotAllowed(_("Mehr Dateien dieser Art sind nicht möglich. Löschen Sie zuerst eine andere."))
    attachment = Attachment(
        application=application,
        kind=upload.kind,
        name=upload.name,
        content_type=upload.content_type,
        size=len(upload.content),
        sha256=upload.sha256,
        alt_text=upload.alt_text,
        uploaded_by=by,
        uploaded_at=at,
    )
    attachment.file.save(upload.name, ContentFile(upload.content), save=False)
    attachment.save()
    return attachment


@transaction.atomic
def remove_attachment(attachment, *, by, at):
    application = lock_application(attachment.application)
    if not rules.may_edit(application, by, at):
        raise DeadlinePassed()
    storage, path = attachment.file.storage, attachment.file.name
    attachment.delete()
    if not Attachment.objects.filter(file=path).exists():
        transaction.on_commit(lambda: storage.delete(path))
