"""Saving while somebody writes: static/autosave.js asks here, and gets the parts of the page that are different now."""

from django.views.decorators.http import require_POST

from prize import actions, typed
from prize.forms.application import PageForm
from prize.models import VersionKind

from .files import keep_uploads
from .own import own_application
from .signed_out import answer, answer_signed_out
from .wizard import page_of, told, ways


@require_POST
def application_autosave(request, application_pk, page):
    if not request.user.is_authenticated:
        return answer_signed_out(request, application_pk, page)
    application = own_application(request, application_pk)
    sent = PageForm(request.POST, application=application, page=page_of(application, page))
    sent.is_valid()
    try:
        saved = save(request, sent)
    except actions.Conflict as conflict:
        return refuse(request, application, conflict)
    typed.forget(request)
    return answer(request, "prize/parts/autosave.html", what_is_new(request, sent, saved))


def save(request, sent):
    """What became of it (views.files.Kept); of files only the descriptions come this way."""
    facts = {"by": request.user, "at": request.arrived_at}
    saved = actions.save_application(
        sent.application, sent.answers(), version=sent.base_version(), kind=VersionKind.AUTO, **facts
    )
    return keep_uploads(request, saved, sent.questions, **facts)


def refuse(request, application, conflict):
    kept = getattr(conflict, "kept", None)
    context = {"conflict": conflict, "kept": kept, "application": application}
    return answer(request, "prize/parts/autosave_refused.html", context, status=409, is_kept=bool(kept))


def what_is_new(request, sent, files):
    """Steps and version; questions that appear, disappear or say something else now than on the writer's page; words
    beside the fields that they have left; sentences about what others saved."""
    form, redrawn = PageForm(application=files.application, page=sent.page), different(sent, files.application)
    form.say_more(sent.errors)
    left = set(request.POST.get("left", "").split()) & {q.key for q in form.questions} - redrawn
    too_long = [words for errors in files.errors.values() for _name, words in errors]
    return ways(request, form) | {
        "redrawn": [item for item in form.items() if item[0].key in redrawn],
        "words": [form[key] for key in form.fields if key in left],
        "told": told(files.application, since=sent.base_version(), user=request.user) + too_long,
    }


def different(sent, saved):
    """{key} of the page's questions that do not stand on it as they should now."""
    shown = set(sent["shown"].value().split())
    asked = {q.key for q in saved.questionnaire.asked(saved.content) if q.page_id == sent.page.pk}
    is_same = saved.questionnaire.is_same
    other = {key for key, value in sent.answers().items() if not is_same(key, value, saved.content.get(key))}
    return (shown ^ asked) | other
