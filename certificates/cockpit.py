"""The certificates' parts of the office's pages."""

from certificates import actions
from certificates.models import Certificate, laureates_with_certificates
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
