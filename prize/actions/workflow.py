"""The one door for every change of state.

One writer per edition at a time: each action first locks the edition's row. That orders the history chain and the
numbers, and it makes the last place of an award, and the second award of an application, impossible to give twice.
"""

import logging

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from prize import languages, mail, rules
from prize.models import (
    Application,
    Award,
    Candidacy,
    Channel,
    ChecklistAnswer,
    Edition,
    History,
    Laureate,
    Recipient,
    VersionKind,
)
from prize.models.gates import CONDITION_WORDS, is_submitted

from .errors import DeadlinePassed, EditedMeanwhile, Incomplete, NotAllowed, NothingToEnter, StepNotOpen
from .members import lock_organisation
from .versions import add_version, project

logger = logging.getLogger(__name__)


def lock_edition(edition_id):
    return Edition.objects.select_for_update().get(pk=edition_id)


def lock_candidacy(candidacy):
    edition = lock_edition(Application.objects.values_list("edition", flat=True).get(pk=candidacy.application_id))
    locked = Candidacy.objects.for_step().select_for_update(of=("self",)).get(pk=candidacy.pk)
    locked.application.edition = edition
    return locked


def lock_application(application):
    edition = lock_edition(application.edition_id)
    locked = Application.objects.for_page().select_for_update(of=("self",)).get(pk=application.pk)
    prefetch_related_objects([edition], "awards", "form_pages", "questions__awards")  # or every question asks anew
    locked.edition = edition
    return locked


@transaction.atomic
def move(candidacy, step, *, by, at, **facts):
    """Take one step of the workflow. Raises StepNotOpen, or ValidationError for a missing fact."""
    candidacy = lock_candidacy(candidacy)
    take(candidacy, step, by=by, at=at, **facts)
    if step in EFFECTS:
        EFFECTS[step](candidacy, at=at, **facts)
    for path in settings.AFTER_STEP:
        import_string(path)(candidacy, step, by=by, at=at, facts=facts)
    mail.tell(candidacy.application, step, at=at, candidacy=candidacy)
    return candidacy


def take(thing, step, *, by, at, **facts):
    """Ask the FSM, step, save, write history; for an application or a candidacy whose row is locked."""
    before = thing.state
    if not is_open(thing, step, by):
        raise StepNotOpen(thing, step, thing.what_closes(step, by))
    getattr(thing, step)(by=by, at=at, **facts)
    thing.save()
    log(thing, step, by=by, at=at, before=before, after=thing.state, **facts)


def is_open(thing, step, by):
    return step in {t.name for t in thing.get_available_user_state_transitions(by)}


def log(thing, step, *, by, at, before="", after="", **facts):
    candidacy = thing if isinstance(thing, Candidacy) else None
    application = candidacy.application if candidacy else thing
    History.objects.append(
        application.edition, step, by=by, at=at, application=application, candidacy=candidacy,
        before=before, after=after, **facts,
    )  # fmt: skip


# What a step brings about besides its own columns ------------------------------------------------
def make_laureate(candidacy, *, at, **facts):
    application = candidacy.application
    laureate = Laureate.objects.create(
        edition=application.edition,
        award=candidacy.award,
        candidacy=candidacy,
        project=application.project_title,
        place=application.place,
        text=application.short_text if application.may_be_shown else "",  # name, project and sum are news, this is not
        amount_eur=candidacy.award.amount_eur,
    )
    Recipient.objects.create(
        laureate=laureate, name=application.organisation.name, organisation=application.organisation
    )


def revoke_laureate(candidacy, *, at, reason, **facts):
    laureate = candidacy.laureate
    laureate.revoked_at, laureate.revoked_reason = at, reason
    laureate.save(update_fields=["revoked_at", "revoked_reason"])


EFFECTS = {"award_prize": make_laureate, "revoke": revoke_laureate}


# Applications -----------------------------------------------------------------------------------
@transaction.atomic
def file_application(application, *, by, at, version=None, channel=Channel.WEB, late_reason=""):
    """File a draft, or file a returned application again; makes a candidacy for each award it enters.

    Raises EditedMeanwhile if `version` is what the person saw and somebody saved since.
    """
    lock_organisation(application.organisation_id)  # its kind decides which awards are entered
    application = lock_application(application)
    check_filing(application, by=by, at=at, late_reason=late_reason)
    if version not in (None, application.version) and is_open(application, "file", by):
        raise EditedMeanwhile()
    edition, number = application.edition, application.number
    if number is None:
        number = edition.last_number = edition.last_number + 1
        edition.save(update_fields=["last_number"])
    late = why_late(application, by=by, at=at, late_reason=late_reason)
    if not rules.is_office(by):
        application.language = languages.active()  # in which its people read; the office files in German for others
    take(application, "file", by=by, at=at, number=number, channel=channel, late_reason=late)
    keep_as_filed(application, by=by, at=at)
    awards = enter_awards(application, by=by, at=at)
    leave_awards(application, by=by, at=at)
    letter = tell_of_filing(application, at=at, awards=awards)
    application = lock_application(application)  # what was loaded before knows nothing of the new candidacies
    for path in settings.AFTER_FILING:
        import_string(path)(application, letter=letter, by=by, at=at)
    return application


def tell_of_filing(application, *, at, awards):
    """The letter, or None: what arrived in time stands, also when its letter cannot be written."""
    try:
        with transaction.atomic():
            return mail.tell(application, "file", at=at, awards=awards)
    except Exception:  # whatever it is; who looks after a filing's receipt writes one of their own
        logger.exception("application %s is filed, but its letter could not be written", application.pk)
        return None


def keep_as_filed(application, *, by, at):
    """From now on the office and the jury read this version, in the wording of this moment."""
    document = application.questionnaire.document(application.content)
    application.filed = add_version(
        application, VersionKind.FILE, application.content, [], by=by, at=at, document=document
    )
    application.version = application.filed.number
    application.remarks.open().update(closed_by=application.filed)
    mark_filed_files(application, document)
    project(application)
    application.save()


def mark_filed_files(application, document):
    """A jury reads the files that the version names, and no other."""
    named = {f["pk"] for page in document for answer in page["answers"] for f in answer["files"]}
    application.attachments.filter(pk__in=named).update(is_filed=True)
    application.attachments.exclude(pk__in=named).update(is_filed=False)


def check_filing(application, *, by, at, late_reason):
    if not (rules.may_file(application, by) or rules.is_office(by)):
        raise NotAllowed(
            _("Einreichen darf nur, wer in der Organisation das Recht dazu hat, oder die Geschäftsstelle.")
        )
    if problems := application.problems():
        raise Incomplete(problems)
    is_let_in = rules.is_office(by) and late_reason.strip()
    if application.is_draft and not rules.is_writable(application, at) and not is_let_in:
        log_refused(application, at)
        raise DeadlinePassed()


def why_late(application, *, by, at, late_reason):
    """Why it is taken after the end: the office's reason, else that of the organisation's code; empty in time."""
    if rules.is_open_for_filing(application.edition, at):
        return ""
    if rules.is_office(by) and late_reason.strip():
        return late_reason
    code = rules.late_code_of(application.organisation, application.edition, at)
    return code.reason if code else ""


def log_refused(application, at):
    """What came too late leaves no row: the moment of its arrival is kept for the question that will be asked."""
    logger.info("application %s was not filed: it arrived at %s", application.pk, at.isoformat())


def enter_awards(application, *, by, at):
    """One candidacy for each award that the application enters."""
    entered = application.awards_to_enter()
    if not entered:
        raise NothingToEnter(application.awards_too_late())
    for award in entered:
        candidacy, is_new = Candidacy.objects.get_or_create(application=application, award=award)
        if is_new:
            candidacy.application = application
            log(candidacy, "enter", by=by, at=at, after=candidacy.state)
    return entered


def leave_awards(application, *, by, at):
    """Filed again without an award that was chosen before: that candidacy ends, unless its award is being decided."""
    for candidacy in still_running(application, by):
        if not application.chooses(candidacy.award):
            take(candidacy, "withdraw", by=by, at=at, reason=_("Beim erneuten Einreichen abgewählt."))


def still_running(application, by):
    """The candidacies of a locked application that this person may withdraw."""
    for candidacy in Candidacy.objects.for_step().filter(application=application).order_by("pk"):
        candidacy.application.edition = application.edition
        if is_open(candidacy, "withdraw", by):
            yield candidacy


@transaction.atomic
def withdraw_application(application, *, by, at, reason=""):
    """Withdraw the application and with it every candidacy that is still in the running."""
    application = lock_application(application)
    take(application, "withdraw", by=by, at=at, reason=reason)
    for candidacy in still_running(application, by):
        take(candidacy, "withdraw", by=by, at=at, reason=reason)
    if application.number is not None:  # nobody was told of a draft, and it may have no address yet
        mail.tell(application, "withdraw", at=at)
    return application


# The office's decisions that are no change of state ----------------------------------------------
@transaction.atomic
def answer_checklist(candidacy, answers, *, by, at):
    """Keep a human's answers: {item pk: True, False or None}; None takes an answer back."""
    candidacy = lock_candidacy(candidacy)
    if not candidacy.may_be_checked_by(by):
        raise StepNotOpen(candidacy, "answer_checklist")
    before = {a.item_id: a.is_met for a in candidacy.checklist_answers.all()}
    items = {item.pk: item for item in candidacy.award.checklist.all() if not item.rule}
    changed = {items[pk]: is_met for pk, is_met in answers.items() if pk in items and before.get(pk) != is_met}
    for item, is_met in changed.items():
        if is_met is None:
            ChecklistAnswer.objects.filter(candidacy=candidacy, item=item).delete()
        else:
            ChecklistAnswer.objects.update_or_create(
                candidacy=candidacy, item=item, defaults={"is_met": is_met, "answered_by": by, "answered_at": at}
            )
    if changed:
        log(
            candidacy, "answer_checklist", by=by, at=at, answers={item.text: is_met for item, is_met in changed.items()}
        )


@transaction.atomic
def nominate(candidacy, *, by, at):
    """Propose a scored candidacy for the award; the lead confirms. The first nomination freezes the ranking."""
    candidacy = lock_candidacy(candidacy)
    if not rules.is_office(by) or not candidacy.is_nominable:
        is_returned = candidacy.application.is_returned
        raise StepNotOpen(candidacy, "nominate", [CONDITION_WORDS[is_submitted]] if is_returned else ())
    if candidacy.free_slot() is None:
        raise StepNotOpen(candidacy, "nominate", [_("Alle Preise sind schon vergeben.")])
    freeze_ranking(candidacy.award, by=by, at=at)
    candidacy.nominated_at, candidacy.nominated_by = at, by
    candidacy.save()
    log(candidacy, "nominate", by=by, at=at)
    return candidacy


@transaction.atomic
def unnominate(candidacy, *, by, at):
    candidacy = lock_candidacy(candidacy)
    if not rules.is_office(by) or not candidacy.is_waiting_for_second_person:
        raise StepNotOpen(candidacy, "unnominate")
    candidacy.nominated_at = candidacy.nominated_by = None
    candidacy.save()
    log(candidacy, "unnominate", by=by, at=at)
    return candidacy


@transaction.atomic
def freeze_ranking(award, *, by, at):
    """From now on no step may change what the ranking rests on. Does nothing the second time."""
    edition = lock_edition(award.edition_id)
    award = Award.objects.select_for_update().get(pk=award.pk)
    if award.ranking_frozen_at is None:
        award.ranking_frozen_at = at
        award.save(update_fields=["ranking_frozen_at"])
        History.objects.append(edition, "freeze_ranking", by=by, at=at, award=award.name)
    return award
