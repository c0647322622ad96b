"""What has happened in the practice season so far: events with their moments, so that the history is in order."""

from prize import actions
from prize.models import Application, Candidacy, Letter, LetterState

from . import files, jury_story
from .projects import form_data
from .season import make_applicant

WITH_PICTURE, WITH_DOCUMENT = {1, 2, 8}, {1, 7}
REASONS = {
    "reject": "Übungsbeispiel: Aus den Angaben geht nicht hervor, wie das Projekt zum Motto passt.",
    "sport": "Übungsbeispiel: Der Sport steht nicht im Mittelpunkt des Projekts.",
    "reinstate": "Übungsbeispiel: Die nachgereichten Angaben zeigen, dass das Projekt zum Motto passt.",
    "send_back": "Übungsbeispiel: Bitte beschreiben Sie genauer, wer an dem Projekt mitwirkt.",
    "withdraw": "Übungsbeispiel: Das Projekt beginnt erst im nächsten Jahr.",
}
# Day of filing and what follows, as (days later, hour, what happens).
FOLLOWS = {
    "draft": (),
    "submitted": (),
    "returned": ((2, 11, "send_back"),),
    "refiled": ((1, 11, "send_back"), (3, 18, "file"), (4, 10, "accept")),
    "eligible": ((1, 10, "accept"),),
    "ineligible": ((1, 14, "reject"),),
    "reinstated": ((1, 14, "reject"), (3, 9, "reinstate")),
    "withdrawn": ((1, 10, "accept"), (5, 19, "withdraw")),
    "withdrawn_early": ((1, 8, "withdraw"),),
}
LATE_STORIES = {"submitted": 14, "draft": 14, "returned": 13}


def tell(season, projects):
    """Make everything happen, in the order of time."""
    events = [event for project in projects for event in project_events(season, project)]
    events += jury_story.events(season, projects)
    events.sort(key=lambda event: event[0])
    for at, act, *arguments in events:
        act(season, *arguments, at=at)
    backdate(season)


def project_events(season, project):
    """Most applications come in during the first ten days, some only now."""
    day = LATE_STORIES[project.story] + project.number % 5 if project.story in LATE_STORIES else project.number % 9
    minute = project.number % 60
    yield season.moment(day, 9 + project.number % 8, minute), start, project
    if project.story != "draft":
        yield season.moment(day, 18, minute), file, project
    for later, hour, name in FOLLOWS[project.story]:
        yield season.moment(day + later, hour, minute), ACTS[name], project
    if project.story == "submitted" and project.number % 2:
        yield season.moment(19, 9, minute), begin_checklist, project


# Events ------------------------------------------------------------------------------------------
def start(season, project, *, at):
    organisation, user = make_applicant(project)
    data = form_data(project, season.edition)
    data["chosen_awards"] = [season.awards["lsb"].pk] if project.sport else []
    application = actions.start_application(season.edition, organisation, by=user, at=at, data=data)
    Application.objects.filter(pk=application.pk).update(kind=project.applied)
    if project.number in WITH_PICTURE:
        actions.add_attachment(application, files.picture(project.number), by=user, at=at)
    if project.number in WITH_DOCUMENT:
        actions.add_attachment(application, files.document(), by=user, at=at)
    season.applications[project.number], season.started[project.number] = application, at


def file(season, project, *, at):
    """By the applicant on the web; what came as paper or mail is entered by the office."""
    application = season.applications[project.number]
    by = member(application) if project.channel == "web" else season.people["clerk"]
    season.applications[project.number] = actions.file_application(application, by=by, at=at, channel=project.channel)


def accept(season, project, *, at):
    for candidacy in candidacies(season, project):
        is_wrong_for_sport = project.sport == "rejected" and candidacy.award == season.awards["lsb"]
        if is_wrong_for_sport:
            answer(season, project, candidacy, at=at, no_to=3)
            actions.move(candidacy, "reject", by=reviewer(season, project), at=at, reason=REASONS["sport"])
        else:
            answer(season, project, candidacy, at=at)
            actions.move(candidacy, "accept", by=reviewer(season, project), at=at)


def reject(season, project, *, at):
    for candidacy in candidacies(season, project):
        answer(season, project, candidacy, at=at, no_to=1)
        actions.move(candidacy, "reject", by=reviewer(season, project), at=at, reason=REASONS["reject"])


def reinstate(season, project, *, at):
    for candidacy in candidacies(season, project):
        actions.move(candidacy, "reinstate", by=season.people["lead"], at=at, reason=REASONS["reinstate"])


def send_back(season, project, *, at):
    application = season.applications[project.number]
    actions.send_back(application, by=reviewer(season, project), at=at, reason=REASONS["send_back"])


def withdraw(season, project, *, at):
    application = season.applications[project.number]
    actions.withdraw_application(application, by=member(application), at=at, reason=REASONS["withdraw"])


def begin_checklist(season, project, *, at):
    for candidacy in candidacies(season, project)[:1]:
        answer(season, project, candidacy, at=at, only=1)


ACTS = {
    "accept": accept,
    "file": file,
    "reinstate": reinstate,
    "reject": reject,
    "send_back": send_back,
    "withdraw": withdraw,
}


# Who and what ------------------------------------------------------------------------------------
def member(application):
    return application.organisation.memberships.get().user


def reviewer(season, project):
    return season.people["clerk" if project.number % 3 else "second_clerk"]


def candidacies(season, project):
    application = season.applications[project.number]
    return list(Candidacy.objects.filter(application=application).select_related("award").order_by("award__position"))


def answer(season, project, candidacy, *, at, no_to=0, only=None):
    """Yes to every human question, but no to one of them; `only` so many are answered."""
    items = list(candidacy.award.checklist.filter(rule=""))[:only]
    answers = {item.pk: n != no_to for n, item in enumerate(items, start=1)}
    actions.answer_checklist(candidacy, answers, by=reviewer(season, project), at=at)


def backdate(season):
    """The two times that the database keeps by itself, as if the rows were not all of today."""
    for number, started in season.started.items():
        application = season.applications[number]
        filings = application.history.filter(step="file").order_by("position")
        saved = filings.values_list("at", flat=True).last() or started
        Application.objects.filter(pk=application.pk).update(created_at=started, saved_at=saved)


def fail_one_letter(season):
    """An example of a mailbox that does not exist, for the outbox."""
    letter = Letter.objects.filter(edition=season.edition, state=LetterState.RELEASED).order_by("pk").first()
    letter.state, letter.attempts = LetterState.FAILED, 5
    letter.error = "Übungsbeispiel: 550 Das Postfach gibt es nicht."
    letter.save(update_fields=["state", "attempts", "error"])
