"""What the two practice juries have done so far."""

from jury import actions as jury_actions
from jury.models import Ranking
from prize import actions

from .marks import dice_for, score

# How much of the main panel's sheets each juror has handed in by now.
DILIGENCE = {1: 1.0, 2: 0.9, 3: 0.75, 4: 0.6, 5: 0.5, 6: 0.3, 7: 0.05}
BEGUN = 0.2
RECUSALS = ((2, 10), (3, 14), (4, 1), (6, 17))  # (juror, number of the project)
READ = {"eligible", "reinstated", "refiled"}
OPENED, SPORT_OPENED, SPORT_CLOSED = 13, 13, 16


def events(season, projects):
    """(moment, act, …) of both panels, not yet in order."""
    yield season.moment(OPENED, 8), open_scoring, season.panel
    yield season.moment(SPORT_OPENED, 8, 30), open_scoring, season.sport_panel
    read = [project for project in projects if project.story in READ]
    for juror, number in RECUSALS:
        if number in {project.number for project in read}:
            yield season.moment(OPENED, 9, juror), recuse, juror, number
    for juror in season.panel.jurors.select_related("panel", "user").order_by("pk"):
        yield from reading_events(season, juror, read)
    sport = [project for project in read if project.sport == "yes"]
    for juror in season.sport_panel.jurors.select_related("panel", "user").order_by("pk"):
        for n, project in enumerate(sport):
            yield season.moment(SPORT_OPENED + n % 3, 15, n), fill_in, juror, project.number, True
    yield from sport_events(season)


def reading_events(season, juror, projects):
    n = int(juror.name.split()[-1])
    for project in projects:
        dice = dice_for("diligence", juror.name, project.number)
        luck, day = dice.random(), OPENED + dice.randint(0, 6)
        if (n, project.number) in RECUSALS or luck > DILIGENCE[n] + BEGUN:
            continue
        is_final = luck <= DILIGENCE[n]
        yield season.moment(day, 19, dice.randint(0, 59)), fill_in, juror, project.number, is_final


def sport_events(season):
    """The sports federation's prize is being decided: confirmed too early, revoked, and given again."""
    yield season.moment(SPORT_CLOSED, 9), close_scoring, season.sport_panel
    yield season.moment(17, 10), nominate_best
    yield season.moment(17, 16), confirm
    yield season.moment(18, 9), revoke
    yield season.moment(18, 10), nominate_best
    yield season.moment(18, 15), confirm


# Events ------------------------------------------------------------------------------------------
def open_scoring(season, panel, *, at):
    jury_actions.open_scoring(panel, by=season.people["clerk"], at=at)
    panel.refresh_from_db()


def close_scoring(season, panel, *, at):
    jury_actions.close_scoring(panel, by=season.people["clerk"], at=at)


def recuse(season, juror, number, *, at):
    user = season.people[f"jury{juror}"]
    seat = season.panel.jurors.select_related("panel").get(user=user)
    reason = "Übungsbeispiel: Ich kenne Menschen, die in diesem Projekt mitarbeiten."
    jury_actions.recuse(seat, season.applications[number], reason=reason, by=user, at=at)


def fill_in(season, juror, number, is_final, *, at):
    score(juror, season.applications[number], at=at, is_final=is_final)


def nominate_best(season, *, at):
    best = next(c for c in Ranking(season.awards["lsb"], season.sport_panel).ranked() if c.state == "jury_scored")
    actions.nominate(best, by=season.people["clerk"], at=at)


def confirm(season, *, at):
    nominated = season.awards["lsb"].candidacies.get(state="jury_scored", nominated_at__isnull=False)
    actions.move(nominated, "award_prize", by=season.people["lead"], at=at)


def revoke(season, *, at):
    awarded = season.awards["lsb"].candidacies.get(state="awarded")
    reason = "Übungsbeispiel: Die Auszeichnung wurde zu früh bestätigt."
    actions.move(awarded, "revoke", by=season.people["lead"], at=at, reason=reason)
