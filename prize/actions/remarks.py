"""An application is sent back with remarks at its answers, and comes again with what is said to them."""

from django.db import transaction

from prize import mail
from prize.models import Remark

from .applications import check_editable
from .workflow import lock_application, take


@transaction.atomic
def send_back(application, *, by, at, reason, remarks=None):
    """Ask for a correction. remarks: {question key: text}, at answers that the filed version gives."""
    application = lock_application(application)
    labels = application.filed.labels() if application.filed else {}
    told = {key: text for key, text in (remarks or {}).items() if text and key in labels}
    take(application, "send_back", by=by, at=at, reason=reason, remarks=[labels[key] for key in told])
    made = Remark.objects.bulk_create(
        Remark(application=application, version=application.filed, key=key, label=labels[key], text=text, by=by, at=at)
        for key, text in told.items()
    )
    mail.tell(application, "send_back", at=at, reason=reason, remarks=made)
    return application


@transaction.atomic
def answer_remarks(application, answers, *, by, at):
    """Keep what the organisation says to the remarks: {remark pk: text}; an empty text takes the answer back."""
    application = lock_application(application)
    check_editable(application, by=by, at=at)
    for remark in Remark.objects.filter(application=application, pk__in=answers).open():
        if remark.answer != (text := answers[remark.pk]):
            remark.answer = text
            remark.answered_by, remark.answered_at = (by, at) if text else (None, None)
            remark.save(update_fields=["answer", "answered_by", "answered_at"])
