"""Invented marks: the same for the same juror and application, whoever asks and whenever."""

import random

from jury import actions as jury_actions
from jury.models import ScoreSheet

COMMENTS = (
    "Übungsbemerkung: Das hat mich überzeugt.",
    "Übungsbemerkung: Hier wüsste ich gern mehr über die Wirkung.",
    "Übungsbemerkung: Gute Idee, die sich übertragen lässt.",
    "Übungsbemerkung: Darüber sollten wir in der Sitzung sprechen.",
)


def dice_for(*words):
    return random.Random(" ".join(map(str, words)))  # noqa: S311 -- invented marks, the same each time


def invented_marks(juror, application, criteria):
    """{criterion pk: mark}: an application has a quality, a juror a severity, and each mark a little chance."""
    quality = dice_for("quality", application.number).uniform(2.2, 4.8)
    severity = dice_for("severity", juror.name).uniform(-0.4, 0.4)
    dice = dice_for("marks", juror.name, application.number)
    return {c.pk: round(min(max(quality - severity + dice.gauss(0, 0.7), c.low), c.high)) for c in criteria}


def score(juror, application, *, at, is_final=True):
    """Fill in the juror's sheet where it is still empty, and hand it in; or only begin it with two marks."""
    criteria = list(juror.panel.criteria.in_order())
    sheet = ScoreSheet.objects.filter(juror=juror, application=application).first()
    kept = dict(sheet.marks.values_list("criterion", "value")) if sheet else {}
    marks = invented_marks(juror, application, criteria if is_final else criteria[:2]) | kept
    dice = dice_for("comment", juror.name, application.number)
    comment = dice.choice(COMMENTS) if dice.random() < 0.25 else ""
    sheet = jury_actions.save_sheet(
        juror, application, marks=marks, comment=(sheet and sheet.comment) or comment, note=sheet.note if sheet else "",
        version=sheet.version if sheet else 0, by=juror.user, at=at,
    )  # fmt: skip
    return jury_actions.hand_in(sheet, by=juror.user, at=at) if is_final else sheet
