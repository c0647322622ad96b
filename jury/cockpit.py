"""The jury's parts of the office's pages."""

from django.utils.translation import gettext as _

from jury.models import Criterion, Panel, Recusal, ScoreSheet
from prize import rules
from prize.models.edition_text import Source, Texts
from prize.navigation import Section


def call_section(request, edition):
    """By what a project is judged: names and hints, nothing of panels, weights and people. Panels that ask the same
    ask it once."""
    texts = Texts(edition)
    found = [
        (texts.say(f"criterion.{c.pk}.name", c.name), texts.say(f"criterion.{c.pk}.hint", c.hint))
        for c in different_criteria(edition)
    ]
    return Section("jury/call_section.html", {"criteria": found}, position=40) if found else None


def different_criteria(edition):
    criteria = Criterion.objects.filter(panel__edition=edition).order_by("-panel", "-position", "-pk")
    return reversed(list({(c.name, c.hint): c for c in criteria}.values()))


def texts_of_criteria(edition):
    """What the office can tell in other languages, see prize.models.edition_text."""
    for criterion in different_criteria(edition):
        yield Source(f"criterion.{criterion.pk}.name", criterion.name, _("Kriterium der Jury"))
        yield Source(f"criterion.{criterion.pk}.hint", criterion.hint, _("Erläuterung des Kriteriums"))


def section(request, edition):
    """How far each panel is, and who is behind."""
    if not rules.may_read_office(request.user):
        return None
    panels = [panel for panel in Panel.objects.for_page().filter(edition=edition) if panel.is_opened]
    return Section("jury/cockpit_section.html", {"panels": panels}, position=40) if panels else None


def application_section(request, application):
    """Sheets and recusals of an application; what a sheet says is shown when its panel's scoring is closed."""
    if not rules.may_read_office(request.user):
        return None
    sheets = ScoreSheet.objects.for_office().filter(application=application).prefetch_related("marks__criterion")
    recusals = Recusal.objects.for_office().filter(application=application)
    context = {
        "application": application,
        "sheets": sheets,
        "recusals": recusals,
        "may_decide": rules.is_office(request.user),
        "is_lead": rules.is_lead(request.user),
    }
    return Section("jury/application_section.html", context, position=40) if sheets or recusals else None
