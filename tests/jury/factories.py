"""The jury's cast: a panel that scores, its jurors, filled sheets."""

import datetime

from django.utils import timezone

from jury import actions
from jury.models import Criterion, Juror, Panel, PanelAward, ScoreSheet
from tests import factories


def panel(*awards, jurors=3, quorum=2, weights=(1, 1), is_open=True, **fields):
    """A panel of the awards' edition (default: a new main award), its criteria on the scale 1–5, scoring open."""
    awards = awards or (factories.AwardFactory(),)
    made = Panel.objects.create(edition=awards[0].edition, name=fields.pop("name", "Jury"), quorum=quorum, **fields)
    for award in awards:
        PanelAward.objects.create(panel=made, award=award)
    for position, weight in enumerate(weights, start=1):
        Criterion.objects.create(panel=made, name=f"Kriterium {position}", weight=weight, position=position)
    for number in range(1, jurors + 1):
        add_juror(made, name=f"Jurymitglied {number}")
    yesterday = timezone.now() - datetime.timedelta(days=1)
    return actions.open_scoring(made, by=factories.lead(), at=yesterday) if is_open else made


def add_juror(panel, *, name="Jurymitglied", user=None, **fields):
    return Juror.objects.create(panel=panel, user=user or factories.UserFactory(name=name), name=name, **fields)


def application(panel, **fields):
    """An application in competition on all awards of the panel."""
    return factories.accepted(edition=panel.edition, **fields)


def award_of(panel):
    return panel.panel_awards.first().award


def candidacy(application, panel):
    return application.candidacies.get(award=award_of(panel))


def save(juror, application, *values, version=None, **fields):
    sheet = ScoreSheet.objects.filter(juror=juror, application=application).first()
    criteria = juror.panel.criteria.in_order()
    facts = {"marks": dict(zip([c.pk for c in criteria], values, strict=True)), "comment": "", "note": ""} | fields
    version = (sheet.version if sheet else 0) if version is None else version
    return actions.save_sheet(juror, application, version=version, by=juror.user, at=timezone.now(), **facts)


def hand_in(juror, application, *values, **fields):
    return actions.hand_in(save(juror, application, *values, **fields), by=juror.user, at=timezone.now())
