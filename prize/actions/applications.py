from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from prize import rules
from prize.models import Application, Attachment, AttachmentKind

from .errors import DeadlinePassed, EditedMeanwhile, NotAllowed
from .workflow import lock_application, lock_edition

REUSED = ("place", "district", "website", "contact_name", "contact_email", "contact_phone")  # by the next application
LIMITS = {AttachmentKind.DOCUMENT: 1, AttachmentKind.PICTURE: 3}


@transaction.atomic
def start_application(edition, organisation, *, by, at, data):
    """A new draft of the organisation in the running edition; a second click on the button finds the first one."""
    edition = lock_edition(edition.pk)
    if not rules.may_start_application(organisation, by):
        raise NotAllowed(_("Eine Bewerbung legt nur an, wer für die Organisation schreiben darf."))
    if not rules.is_open_for_filing(edition, at):
        raise DeadlinePassed()
    drafts = organisation.applications.filter(edition=edition).drafts()
    if same := drafts.filter(project_title=data.get("project_title")).first():
        return same
    application = Application(edition=edition, organisation=organisation)
    write(application, reused_facts(organisation) | data)
    return application


def reused_facts(organisation):
    """What the organisation's last application said of place and people; that of a new one is rarely another."""
    last = organisation.applications.order_by("-edition__year", "-pk").first()
    return {name: getattr(last, name) for name in REUSED} if last else {}


def check_editable(application, *, by, at):
    """Raises the Conflict that says why somebody may not write in this application now."""
    if rules.may_edit(application, by, at):
        return
    if not rules.may_write(application, by):
        raise NotAllowed(_("Sie dürfen diese Bewerbung lesen, aber nicht ändern."))
    if application.is_draft:
        raise DeadlinePassed()
    if application.is_withdrawn:
        raise NotAllowed(_("Diese Bewerbung ist zurückgezogen und lässt sich nicht mehr ändern."))
    raise NotAllowed(_("Diese Bewerbung ist schon eingereicht und lässt sich nicht mehr ändern."))


@transaction.atomic
def save_application(application, data, *, by, at, version):
    """Keep what the form has cleaned. Raises EditedMeanwhile if somebody saved since `version` was shown."""
    application = lock_application(application)
    check_editable(application, by=by, at=at)
    if application.version != version:
        raise EditedMeanwhile()
    application.version += 1
    write(application, data)
    return application


def write(application, data):
    """Columns first, then what needs the row: a draft is made and saved by the same lines."""
    many = {name: data[name] for name in ("fields_of_action", "chosen_awards") if name in data}
    for name in data.keys() - many.keys():
        setattr(application, name, data[name])
    application.save()
    for name, values in many.items():
        getattr(application, name).set(values)


# Files ------------------------------------------------------------------------------------------
@transaction.atomic
def add_attachment(application, upload, *, by, at):
    """Keep a file that the form's field has opened and found good (forms.attachment.Upload)."""
    application = lock_application(application)
    check_editable(application, by=by, at=at)
    if application.attachments.filter(kind=upload.kind).count() >= LIMITS[upload.kind]:
        raise NotAllowed(_("Mehr Dateien dieser Art sind nicht möglich. Entfernen Sie zuerst eine andere."))
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
def describe_pictures(application, texts, *, by, at):
    """Keep the descriptions of pictures: {attachment pk: text}; files of other applications are left alone."""
    application = lock_application(application)
    check_editable(application, by=by, at=at)
    for attachment in application.attachments.filter(pk__in=texts, kind=AttachmentKind.PICTURE):
        attachment.alt_text = texts[attachment.pk]
        attachment.save(update_fields=["alt_text"])


@transaction.atomic
def remove_attachment(attachment, *, by, at):
    application = lock_application(attachment.application)
    check_editable(application, by=by, at=at)
    storage, path = attachment.file.storage, attachment.file.name
    attachment.delete()
    if not Attachment.objects.filter(file=path).exists():
        transaction.on_commit(lambda: storage.delete(path))
