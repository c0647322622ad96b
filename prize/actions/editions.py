from django.db import transaction
from django.utils.translation import gettext as _

from prize import mail, rules
from prize.models import Application, Award, Candidacy, CandidacyState, History

from .errors import NotAllowed
from .workflow import freeze_ranking, lock_edition, move


@transaction.atomic
def close_award(award, *, by, at):
    """The award is decided: what was scored and not awarded is passed over."""
    edition = lock_edition(award.edition_id)
    freeze_ranking(award, by=by, at=at)
    award = Award.objects.for_decision().get(pk=award.pk)
    if not rules.is_lead(by) or award.is_decided:
        raise NotAllowed(_("Diesen Preis schließt die Leitung ab, und nur einmal."))
    if blocks := award.what_blocks_closing(at):
        raise NotAllowed(*blocks)
    award.decided_at = at
    award.save(update_fields=["decided_at"])
    History.objects.append(edition, "close_award", by=by, at=at, award=award.name)
    for candidacy in Candidacy.objects.filter(award=award, state=CandidacyState.JURY_SCORED).order_by("pk"):
        move(candidacy, "pass_over", by=by, at=at)
    return award


@transaction.atomic
def announce(edition, *, by, at, moment):
    """Set the moment from which everybody may know; the results' letters wait for it in the outbox."""
    edition = lock_edition(edition.pk)
    if not rules.is_lead(by) or edition.is_archive:
        raise NotAllowed(_("Die Bekanntgabe legt die Leitung fest."))
    if rules.is_announced(edition, at):
        raise NotAllowed(_("Die Ergebnisse sind schon bekannt gegeben."))
    if blocks := edition.what_blocks_announcement():
        raise NotAllowed(*blocks)
    if moment < at:
        raise NotAllowed(_("Der Zeitpunkt liegt in der Vergangenheit."))
    edition.announced_at = moment
    edition.save(update_fields=["announced_at"])
    History.objects.append(edition, "announce", by=by, at=at, moment=moment)
    mail.tell_results(Application.objects.filter(edition=edition).for_page().order_by("number"), at=at, moment=moment)
    return edition
