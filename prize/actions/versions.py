"""Every save is a version; none is ever changed or lost."""

from django.db.models import Max

from prize.models import Application, District, Fact, FieldOfAction, Version

TITLE_COLUMN = Application._meta.get_field("project_title").max_length
TEXT_FACTS = (Fact.SHORT_TEXT, Fact.PLACE, Fact.CONTACT_NAME, Fact.CONTACT_EMAIL, Fact.CONTACT_PHONE)


def add_version(application, kind, content, changed, *, by, at, based_on=None, document=None):
    """The next version of an application whose row is locked."""
    last = Version.objects.filter(application=application).aggregate(last=Max("number"))["last"]
    return Version.objects.create(
        application=application,
        number=max(last or 0, application.version) + 1,
        kind=kind,
        content=content,
        changed=changed,
        document=document,
        based_on=based_on,
        by=by,
        at=at,
    )


def content_of(application, number):
    """What the application said in a version; empty where there is none of this number."""
    contents = Version.objects.filter(application=application, number=number).in_force()
    return contents.values_list("content", flat=True).first() or {}


def project(application):
    """The columns that the system itself reads follow the answers that are right; a title is never taken away."""
    right = {fact: right_answer(application, fact) for fact in Fact}
    title = application.content.get(Fact.PROJECT_TITLE) or application.project_title
    application.project_title = title[:TITLE_COLUMN]
    for fact in TEXT_FACTS:
        setattr(application, fact, right[fact] or "")
    application.district = District.objects.filter(pk=right[Fact.DISTRICT] or 0).first()
    application.may_be_shown = bool(right[Fact.MAY_BE_SHOWN])
    application.fields_of_action.set(FieldOfAction.objects.filter(pk__in=right[Fact.FIELDS_OF_ACTION] or []))
    application.chosen_awards.set(application.edition.awards.filter(pk__in=right[Fact.CHOSEN_AWARDS] or []))


def right_answer(application, fact):
    """The answer that the edition's form asks for and that nothing is wrong with; otherwise None."""
    question, value = application.questionnaire.by_key.get(fact), application.content.get(fact)
    if question is None or not question.is_answered(value) or question.wrong(value):
        return None
    return value
