from django.urls import reverse
from django.utils.translation import gettext as _

from prize import rules
from prize.navigation import Entry


def entries(request):
    if rules.may_read_office(request.user):
        return [Entry(_("Urkunden"), reverse("certificates"), prefix="/buero/urkunden/", position=50)]
    return [Entry(_("Urkunde prüfen"), reverse("certificate_check_form"), prefix="/urkunde/", position=95)]
