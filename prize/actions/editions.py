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
    award = freeze_ranking(award, by=by, at=at)
    if not rules.is_lead(by) or award.is_decided:
        raise NotAllowed(_("Diesen Preis schließt die Leitung ab, und nur einmal."))
    scored = Candidacy.objects.filter(award=award, state=CandidacyState.JURY_SCORED)
    if scored.filter(nominated_at__isnull=False).exists():
        raise NotAllowed(_("Es gibt Vorschläge, die noch nicht bestätigt oder zurückgenommen sind."))
    if Candidacy.objects.filter(award=award, state__in=[CandidacyState.SUBMITTED, CandidacyState.ELIGIBLE]).exists():
        raise NotAllowed(_("Einige Bewerbungen um diesen Preis sind noch nicht geprüft oder nicht bewertet."))
    award.decided_at = at
    award.save(update_fields=["decided_at"])
    History.objects.append(edition, "close_award", by=by, at=at, award=award.name)
    for candidacy in scored.order_by("pk"):
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
    if Award.objects.filter(edition=edition, decided_at__isnull=True).exists():
        raise NotAllowed(_("Es ist noch nicht über alle Preise entschieden."))
    if moment < at:
        raise NotAllowed(_("Der Zeitpunkt liegt in der Vergangenheit."))
    edition.announced_at = moment
    edition.save(update_fields=["announced_at"])
    History.objects.append(edition, "announce", by=by, at=at, moment=moment)
    mail.tell_results(Application.objects.filter(edition=edition).for_page().order_by("number"), at=at, moment=moment)
    return edition
