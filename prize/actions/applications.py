from django.db import transaction
from django.utils.translation import gettext as _

from prize import languages, rules
from prize.models import Application, VersionKind

from .errors import DeadlinePassed, EditedMeanwhile, NotAllowed
from .versions import add_version, content_of, project
from .workflow import lock_application, lock_edition

REUSED = ("place", "district", "website", "contact_name", "contact_email", "contact_phone")  # by the next application


@transaction.atomic
def start_application(edition, organisation, *, by, at, data):
    """A new draft of the organisation in the running edition; a second click on the button finds the first one.

    data: {question key: answer}, at least of the project's title.
    """
    edition = lock_edition(edition.pk)
    if not rules.may_start_application(organisation, by):
        raise NotAllowed(_("Eine Bewerbung legt nur an, wer für die Organisation schreiben darf."))
    if not rules.is_open_for(organisation, edition, at):
        raise DeadlinePassed()
    if not edition.form_pages.exists():
        raise NotAllowed(_("Der Bewerbungsbogen ist noch nicht fertig. Bitte versuchen Sie es in den nächsten Tagen."))
    drafts = organisation.applications.filter(edition=edition).drafts()
    if same := drafts.filter(project_title=data.get("project_title")).first():
        return same
    application = Application(edition=edition, organisation=organisation, version=0, language=languages.active())
    application.save()
    write(application, reused_answers(organisation) | data, VersionKind.START, by=by, at=at)
    return application


def reused_answers(organisation):
    """What the organisation's last application said of place and people; that of a new one is rarely another."""
    last = organisation.applications.exclude(content={}).order_by("-edition__year", "-pk").first()
    return {name: last.content[name] for name in REUSED if last.content.get(name)} if last else {}


def check_editable(application, *, by, at):
    """Raises the Conflict that says why somebody may not write in this application now."""
    if rules.may_edit(application, by, at):
        return
    if not rules.may_write(application, by):
        raise NotAllowed(_("Sie dürfen diese Bewerbung lesen, aber nicht ändern."))
    if application.is_draft:
        raise DeadlinePassed()
    if application.is_withdrawn:
        raise NotAllowed(_("Diese Bewerbung ist zurückgezogen und lässt sich nicht mehr ändern."))
    raise NotAllowed(_("Diese Bewerbung ist schon eingereicht und lässt sich nicht mehr ändern."))


def save_application(application, data, *, by, at, version, kind=VersionKind.SAVE):
    """Keep what was typed, right or not: {question key: answer}. `version` is the one that the writer saw.

    What others saved meanwhile stays, answer by answer. Where both changed the same answer that one is not
    overwritten: the typed text is kept as a version of its own, and EditedMeanwhile carries it.
    """
    application, conflict = keep(application, data, by=by, at=at, version=version, kind=kind)
    if conflict:
        raise EditedMeanwhile(conflict)
    return application


@transaction.atomic
def keep(application, data, *, by, at, version, kind):
    """(application, the version that could not be taken over or None); the second must survive the refusal."""
    application = lock_application(application)
    check_editable(application, by=by, at=at)
    before = application.content if version == application.version else content_of(application, version)
    now, is_same = application.content, application.questionnaire.is_same
    typed = {key: value for key, value in data.items() if not is_same(key, value, before.get(key))}
    clash = [k for k, v in typed.items() if not (is_same(k, now.get(k), before.get(k)) or is_same(k, now.get(k), v))]
    clear = {key: value for key, value in typed.items() if key not in clash and value != now.get(key)}
    if clear:
        write(application, clear, kind, by=by, at=at)
    if not clash:
        return application, None
    mine = {key: typed[key] for key in clash}
    for waiting in application.versions.unsettled():
        if waiting.by == by and mine == {key: waiting.content.get(key) for key in waiting.changed}:
            return application, waiting  # sent again, for example by the button after saving by itself
    content = application.content | mine
    return application, add_version(application, VersionKind.CONFLICT, content, clash, by=by, at=at, based_on=version)


def write(application, data, kind, *, by, at, based_on=None):
    """The next version is in force: the working copy, and as long as nothing is filed the columns that follow it."""
    changed = [key for key, value in data.items() if application.content.get(key) != value]
    application.content = application.content | data
    version = add_version(application, kind, application.content, changed, by=by, at=at, based_on=based_on)
    application.version = version.number
    if not application.is_filed:
        project(application)
    application.save()
