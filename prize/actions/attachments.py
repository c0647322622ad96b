"""The files of an application: answers like others, each of them a version when it comes or goes."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from prize.models import Attachment, AttachmentKind, VersionKind

from .applications import check_editable, write
from .errors import NoRoom, NotAllowed
from .workflow import lock_application


def add_attachment(application, upload, *, by, at, question=None, replaces=None):
    """Keep a file that the form's field has opened and found good (forms.attachment.Upload), as one of the answers to
    `question`; without one it is the first that takes such files. What is sent twice is kept once.

    replaces: the pk of the file whose place it takes, where the question has but one.
    """
    new = Attachment(
        application=application,
        kind=upload.kind,
        name=upload.name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        received_sha256=upload.received_sha256 or upload.sha256,
        alt_text=upload.alt_text,
        uploaded_by=by,
        uploaded_at=at,
    )
    new.file.save(upload.name, upload.file, save=False)  # before the locks: a film takes its time
    kept = None
    try:
        if upload.preview:
            new.preview.save(upload.name, ContentFile(upload.preview), save=False)
        kept = take_in(new, question=question, replaces=replaces, by=by, at=at)
    finally:
        if kept is not new:  # refused, or it was there already
            delete_stored(new)
    return kept


@transaction.atomic
def take_in(new, *, question, replaces, by, at):
    """The attachment that now is one of the answers: this one, or the one that was made of the same file before."""
    application = lock_application(new.application)
    check_editable(application, by=by, at=at)
    question = question_for(application, new.kind, question)
    known = {a.pk: a for a in application.attachments.all() if a.question_id == question.pk}
    pks = [pk for pk in application.content.get(question.key) or [] if pk in known]
    same = next((a for a in known.values() if a.received_sha256 == new.received_sha256), None)
    if same and same.pk in pks:
        return same
    left = [pk for pk in pks if pk != replaces] if question.max_files == 1 else pks
    if len(left) >= question.max_files:
        raise NoRoom()
    if not same:
        new.application, new.question = application, question
        new.save()
    write(application, {question.key: [*left, (same or new).pk]}, VersionKind.SAVE, by=by, at=at)
    for pk in set(pks) - set(left):
        discard(application, known[pk])
    return same or new


def question_for(application, kind, question):
    """The question of this application's own form that takes the file."""
    asked = application.questionnaire.asked(application.content)
    for candidate in asked:
        if candidate.is_file and candidate.file_kind == kind and question in (None, candidate):
            return candidate
    raise NotAllowed(_("Solche Dateien werden in diesem Bewerbungsbogen nicht erfragt."))


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
    """Take a file out of the answers. What was filed once stays on record; everything else is really deleted."""
    application = lock_application(attachment.application)
    check_editable(application, by=by, at=at)
    key = attachment.question.key if attachment.question else ""
    pks = application.content.get(key) or []
    if attachment.pk in pks:
        left = [pk for pk in pks if pk != attachment.pk]
        write(application, {key: left}, VersionKind.SAVE, by=by, at=at)
    discard(application, attachment)


def discard(application, attachment):
    """Of a locked application. What some filed version names stays."""
    if attachment.pk in application.filed_file_pks():
        return
    attachment.delete()
    transaction.on_commit(lambda: delete_stored(attachment))


def delete_stored(attachment):
    """The bytes of an attachment without a row."""
    for stored in (attachment.file, attachment.preview):
        if stored and not Attachment.objects.filter(file=stored.name).exists():
            stored.storage.delete(stored.name)
