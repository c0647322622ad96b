"""Late filing by a personal code. The edition's row is locked first, as for every filing: what was taken back opens
nothing any more, and one code never serves two organisations."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prize import codes, mail, rules
from prize.languages import say_date
from prize.models import History, LateCode

from .errors import NotAllowed
from .members import lock_organisation
from .workflow import lock_edition


@transaction.atomic
def issue_late_code(edition, *, meant_for, reason, valid_until, by, at, address=""):
    """(the row, the code): the only moment at which the code is known. With an address it is mailed there as well."""
    edition = lock_edition(edition.pk)
    if not rules.is_office(by) or rules.is_announced(edition, at):
        raise NotAllowed(_("Eine Nachfrist gewährt die Geschäftsstelle, solange die Ergebnisse nicht bekannt sind."))
    code = codes.new()
    late_code = LateCode.objects.create(
        edition=edition, meant_for=meant_for, address=address, reason=reason, valid_until=valid_until,
        code_hash=codes.digest(code), issued_by=by, issued_at=at,
    )  # fmt: skip
    facts = {"meant_for": meant_for, "reason": reason, "valid_until": valid_until}
    History.objects.append(edition, "issue_late_code", by=by, at=at, late_code=late_code.pk, **facts)
    if address:
        mail.give_late_code(late_code, code, at=at)
    return late_code, code


@transaction.atomic
def redeem_late_code(typed, organisation, *, by, at):
    """Bind the code to the organisation. Raises ValidationError for the field `code`; a second click finds it done."""
    found = LateCode.objects.typed(typed).first()
    if found is None:
        refuse(_("Diesen Code kennen wir nicht. Bitte vergleichen Sie ihn mit dem, den Sie bekommen haben."))
    organisation = lock_organisation(organisation.pk)
    edition = lock_edition(found.edition_id)
    late_code = LateCode.objects.select_related("edition").get(pk=found.pk)
    if not rules.may_start_application(organisation, by):
        raise NotAllowed(_("Einen Code löst nur ein, wer für die Organisation schreiben darf."))
    if late_code.organisation_id == organisation.pk and late_code.is_good(at):
        return late_code
    if words := what_closes(late_code, at):
        refuse(words)
    late_code.organisation, late_code.redeemed_by, late_code.redeemed_at = organisation, by, at
    late_code.save(update_fields=["organisation", "redeemed_by", "redeemed_at"])
    facts = {"organisation": organisation.name, "meant_for": late_code.meant_for}
    History.objects.append(edition, "redeem_late_code", by=by, at=at, late_code=late_code.pk, **facts)
    return late_code


def what_closes(late_code, at):
    """Why the code cannot be redeemed (any more); says nothing of who had it."""
    if late_code.revoked_at:
        return _("Dieser Code wurde zurückgenommen. Bitte wenden Sie sich an die Geschäftsstelle.")
    if late_code.redeemed_at:
        return _("Dieser Code ist schon eingelöst. Er gilt nur einmal und nur für eine Organisation.")
    if not late_code.is_good(at):
        until = say_date(timezone.localtime(late_code.valid_until), "j. F Y, H:i")
        return _("Dieser Code galt nur bis %s Uhr. Bitte wenden Sie sich an die Geschäftsstelle.") % until
    if rules.is_announced(late_code.edition, at):
        return _("Die Ergebnisse dieser Ausgabe sind schon bekannt gegeben.")
    return ""


def refuse(words):
    raise ValidationError({"code": words})


@transaction.atomic
def revoke_late_code(late_code, *, by, at):
    """Nobody files by it any more; what was filed by it stays filed. A second click finds it done."""
    edition = lock_edition(late_code.edition_id)
    late_code = LateCode.objects.get(pk=late_code.pk)
    if not rules.is_office(by):
        raise NotAllowed(_("Eine Nachfrist nimmt die Geschäftsstelle zurück."))
    if late_code.revoked_at is None:
        late_code.revoked_at = at
        late_code.save(update_fields=["revoked_at"])
        facts = {"meant_for": late_code.meant_for, "late_code": late_code.pk}
        History.objects.append(edition, "revoke_late_code", by=by, at=at, **facts)
    return late_code
