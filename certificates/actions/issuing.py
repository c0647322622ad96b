"""Issue, revoke, read back. One writer per edition at a time: its row lock keeps the numbers without gaps."""

import hashlib
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from certificates import pdf, rules
from certificates.models import Certificate, serial
from prize import codes
from prize.actions import Conflict, NotAllowed
from prize.actions.workflow import lock_edition
from prize.models import History, Laureate
from prize.models.gates import with_reason
from prize.wording import nested

from .errors import Damaged, NotDrawable, NotReady
from .printed import from_json, printed_facts, to_json
from .readiness import missing


@dataclass
class Report:
    """What became of issuing many: the certificates, and (laureate, why not) for the others."""

    issued: list = field(default_factory=list)
    failed: list = field(default_factory=list)


@transaction.atomic
def issue(laureate, *, by, at):
    """Number, draw, store: all or nothing, so a drawing that fails gives its number back."""
    edition = lock_edition(laureate.edition_id)
    laureate = Laureate.objects.for_page().get(pk=laureate.pk)
    laureate.edition = edition
    check_issuing(laureate, by=by)
    last = Certificate.objects.filter(edition=edition).aggregate(last=Max("number"))["last"] or 0
    code = codes.new()
    facts = printed_facts(laureate, serial=serial(edition, last + 1), code=code)
    certificate = Certificate(
        laureate=laureate,
        edition=edition,
        number=last + 1,
        code=code,
        code_digest=codes.digest(code),
        facts=to_json(facts),
        issued_at=at,
        issued_by=by,
        replaces=laureate.certificates.filter(replaced_by__isnull=True).order_by("-number").first(),
    )
    store(certificate, draw(facts))
    log(certificate, "certificate_issue", by=by, at=at, serial=certificate.serial, sha256=certificate.sha256)
    return certificate


def check_office(by):
    if not rules.may_issue(by):
        raise NotAllowed(_("Urkunden stellt die Geschäftsstelle aus."))


def check_issuing(laureate, *, by):
    """Raises a Conflict that says in words why this laureate gets no certificate now."""
    edition = laureate.edition
    check_office(by)
    if edition.is_archive:
        raise NotAllowed(_("Für Ausgaben aus dem Archiv werden keine Urkunden ausgestellt."))
    if laureate.revoked_at:
        raise NotAllowed(_("Die Auszeichnung von „%s“ ist widerrufen.") % nested(laureate.names()))
    if not laureate.award.is_decided:
        raise NotAllowed(_("Über den Preis „%s“ ist noch nicht abschließend entschieden.") % nested(laureate.award))
    if laureate.certificates.standing().exists():
        raise NotAllowed(_("Für „%s“ gibt es schon eine gültige Urkunde.") % nested(laureate.names()))
    if words := missing(edition):
        raise NotReady(*words)


def draw(facts):
    try:
        return pdf.draw(facts)
    except (pdf.GlyphMissing, pdf.DoesNotFit) as refusal:
        raise NotDrawable(refusal) from refusal


def store(certificate, content):
    """Write the file once, and the row; if the row is refused, the file goes again."""
    certificate.sha256 = hashlib.sha256(content).hexdigest()
    certificate.file.save("", ContentFile(content), save=False)
    try:
        certificate.save(force_insert=True)
    except Exception:
        certificate.file.delete(save=False)
        raise


def issue_all(edition, *, by, at):
    """A certificate for each standing laureate of the edition who has none, each in a transaction of its own: what is
    issued stays issued, and a second call goes on with the rest."""
    check_office(by)
    report = Report()
    waiting = Laureate.objects.filter(edition=edition).standing().for_page()
    for laureate in waiting.exclude(certificates__in=Certificate.objects.standing()):
        try:
            report.issued.append(issue(laureate, by=by, at=at))
        except NotReady:
            raise
        except Conflict as refusal:
            report.failed.append((laureate, str(refusal)))
    return report


@transaction.atomic
def revoke(certificate, *, reason, by, at):
    """The paper is no longer valid, and the check page says so at once."""
    lock_edition(certificate.edition_id)
    certificate = Certificate.objects.select_related("edition", "laureate").get(pk=certificate.pk)
    if not rules.may_revoke(by):
        raise NotAllowed(_("Urkunden widerruft die Leitung."))
    if not certificate.is_standing:
        raise NotAllowed(_("Die Urkunde %s ist schon widerrufen.") % certificate)
    certificate.revoked_at, certificate.revoked_by, certificate.revoked_reason = at, by, with_reason(reason)
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    log(
        certificate, "certificate_revoke",
        by=by, at=at, serial=certificate.serial, reason=certificate.revoked_reason,
    )  # fmt: skip
    return certificate


def after_step(candidacy, step, *, by, at, facts):
    """Named by settings.AFTER_STEP: with the prize goes its certificate, for the same reason, in one transaction."""
    if step == "revoke":
        for certificate in Certificate.objects.standing().filter(laureate__candidacy=candidacy):
            revoke(certificate, reason=facts["reason"], by=by, at=at)


def log(certificate, step, *, by, at, **facts):
    candidacy = certificate.laureate.candidacy
    History.objects.append(
        certificate.edition, step,
        application=candidacy and candidacy.application, candidacy=candidacy, by=by, at=at, **facts,
    )  # fmt: skip


# Reading: drawn for the eye, or as it was issued -----------------------------------------------------
def preview(laureate):
    """The laureate's certificate as it would look now, with „Vorschau“ for a number. Nothing is kept."""
    if words := missing(laureate.edition):
        raise NotReady(*words)
    return draw(printed_facts(laureate, serial=_("Vorschau"), code=None))


def content(certificate):
    """The bytes as issued. Raises Damaged if the stored file is gone or another one."""
    try:
        stored = certificate.content()
    except FileNotFoundError:
        stored = None
    if stored is None:
        raise Damaged(certificate)
    return stored


def folder(certificates):
    """All of them in one file, for the ceremony: drawn once more from what was stored, so fonts are embedded once."""
    return pdf.draw_all([from_json(certificate.facts) for certificate in certificates])
