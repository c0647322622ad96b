"""The parts that certificates and receipts add to the pages of the office and of those who apply."""

from certificates import actions
from certificates.models import Certificate, Receipt, laureates_with_certificates
from prize import rules
from prize.models import Laureate
from prize.navigation import Section


def section(request, edition):
    """How many certificates are issued; nothing as long as nobody has been awarded anything."""
    laureates = Laureate.objects.filter(edition=edition).standing().count() if edition else 0
    if not laureates or not rules.may_read_office(request.user):
        return None
    issued = Certificate.objects.filter(edition=edition).standing().count()
    context = {
        "edition": edition,
        "issued": issued,
        "laureates": laureates,
        "open": laureates - issued,
        "missing": actions.missing(edition),
    }
    return Section("certificates/cockpit_section.html", context, position=50)


def application_section(request, application):
    if not rules.may_read_office(request.user):
        return None
    laureates = laureates_with_certificates(application.edition).filter(candidacy__application=application)
    if not laureates:
        return None
    return Section("certificates/application_section.html", {"laureates": laureates}, position=50)


# Receipts ---------------------------------------------------------------------------------------
MOST_FAILING = 8


def receipts_section(request, edition):
    """The receipts that could not be drawn yet; nothing as long as there are none."""
    failing = Receipt.objects.failing().filter(version__application__edition=edition)
    if not rules.may_read_office(request.user) or not (count := failing.count()):
        return None
    shown = failing.for_list().order_by("pk")[:MOST_FAILING]
    context = {"failing": shown, "more": count - len(shown), "may_retry": rules.is_office(request.user)}
    return Section("certificates/receipts_failing.html", context, position=5)  # something is broken: first of all


def receipts_of_application(request, application):
    if not rules.may_read_office(request.user):
        return None
    receipts = list(Receipt.objects.of(application))
    return Section("certificates/receipts_office.html", {"receipts": receipts}, position=60) if receipts else None


def status_section(request, application):
    """On the page of those who filed: the receipt of each filing."""
    if not application.is_filed:
        return None
    receipts = list(Receipt.objects.visible_to(request.user).of(application))
    return Section("certificates/receipts_status.html", {"receipts": receipts}, position=10) if receipts else None
