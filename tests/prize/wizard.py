"""What a browser posts for a page of the wizard."""

from django.urls import reverse

from prize.models import Application


def fresh(application):
    return Application.objects.for_page().get(pk=application.pk)


def page_of(application, key):
    """The key of the page that asks the question."""
    return application.edition.questions.get(key=key).page.key


def page_url(application, key, name="application_page"):
    return reverse(name, args=[application.pk, page_of(application, key)])


def typed(application, key, **changes):
    """The page that asks `key` as the draft stands, with changes. A change of None is not sent at all."""
    application = fresh(application)
    page = application.edition.form_pages.get(key=page_of(application, key))
    questions = [
        q for q in application.questionnaire.asked(application.content) if q.page_id == page.pk and not q.is_file
    ]
    data = {"version": application.version, "shown": " ".join(q.key for q in questions), "then": "save"}
    for question in questions:
        value = application.content.get(question.key)
        if question.is_declaration:
            data |= {question.key: "on"} if question.is_answered(value) else {}
        else:
            data[question.key] = "" if value is None else value
    return {name: value for name, value in (data | changes).items() if value is not None}


def save(client, application, **changes):
    """Change answers of one page, the one that asks the first of them, and press „Speichern“ (or `then`)."""
    key = next(iter(changes))
    return client.post(page_url(application, key), typed(application, key, **changes))


def autosave(client, application, **changes):
    key = next(iter(changes))
    return client.post(page_url(application, key, "application_autosave"), typed(application, key, **changes))
