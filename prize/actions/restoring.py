"""Going back to what was written before, and deciding between two texts. Each makes a version; none takes one away."""

from django.db import transaction

from prize import mail
from prize.models import Attachment, VersionKind

from .applications import check_editable, write
from .errors import EditedMeanwhile
from .versions import add_version
from .workflow import lock_application


@transaction.atomic
def restore_version(version, *, by, at):
    """The answers of a version become the working copy again. Returns (application, names of questions whose files were
    really deleted since and stay out)."""
    application = lock_application(version.application)
    check_editable(application, by=by, at=at)
    content, gone = without_deleted_files(application, version.content)
    emptied = {key: empty_like(value) for key, value in application.content.items() if key not in content}
    data = emptied | content
    if any(application.content.get(key) != value for key, value in data.items()):
        write(application, data, VersionKind.RESTORE, by=by, at=at)
    return application, gone


def empty_like(value):
    return [] if isinstance(value, list) else ""


def without_deleted_files(application, content):
    """(the content with those files only that are still there, the questions whose files are not all there)"""
    there = set(Attachment.objects.filter(application=application).values_list("pk", flat=True))
    files = {q.key: q for q in application.questionnaire.questions if q.is_file}
    named = {key: value for key, value in content.items() if key in files and value}
    kept = {key: [pk for pk in pks if pk in there] for key, pks in named.items()}
    return content | kept, [files[key] for key, pks in named.items() if kept[key] != pks]


@transaction.atomic
def merge_version(conflict, decided, *, by, at, seen):
    """Settle a conflict: {question key: answer} of those it is about. `seen` is the version that the person compared
    with; who changed one of them since is not overwritten."""
    application = lock_application(conflict.application)
    check_editable(application, by=by, at=at)
    since = application.versions.in_force().filter(number__gt=seen).values_list("changed", flat=True)
    if any(set(changed) & set(decided) for changed in since):
        raise EditedMeanwhile(conflict)
    changed = {key: value for key, value in decided.items() if application.content.get(key) != value}
    if changed:
        write(application, changed, VersionKind.MERGE, by=by, at=at, based_on=conflict.number)
    else:
        add_settled(application, conflict, by=by, at=at)
    return application


def add_settled(application, conflict, *, by, at):
    """Nothing changes, but it was decided: from now on nobody is asked any more."""
    version = add_version(
        application, VersionKind.MERGE, application.content, [], by=by, at=at, based_on=conflict.number
    )
    application.version = version.number
    application.save(update_fields=["version"])


@transaction.atomic
def send_draft_link(application, *, by, at):
    """A letter with the way back to a draft, to the one who asks. Says whether it left: not twice in ten minutes."""
    application = lock_application(application)
    check_editable(application, by=by, at=at)
    return mail.send_draft_link(application, to=by, at=at)
