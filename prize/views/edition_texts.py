"""The texts of an edition in the languages besides German."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from prize import actions, rules
from prize.forms.edition_texts import TextsForm
from prize.models import EditionText
from prize.models.edition_text import codes

from .access import get_and_post, office_readers
from .office import running_editions

NAMES = dict(settings.LANGUAGES)


@office_readers
@require_safe
def edition_texts(request):
    edition, rows, count = running_editions().first(), [], 0
    if edition:
        count, counts = EditionText.objects.counts(edition)
        rows = [(code, NAMES[code], ready, count - ready, changed) for code, (ready, changed) in counts.items()]
    return render(request, "prize/edition_texts.html", {"edition": edition, "rows": rows, "count": count})


@office_readers
@get_and_post
def edition_texts_language(request, language):
    edition, may_write = running_editions().first(), rules.is_office(request.user)
    if edition is None or language not in codes() or (request.method == "POST" and not may_write):
        raise Http404
    form = TextsForm(request.POST if request.method == "POST" else None, edition=edition, language=language)
    if form.is_bound and form.is_valid():
        if not (refused := saved(request, edition, language, form)):
            return redirect("edition_texts_language", language)
        form = TextsForm(request.POST, edition=edition, language=language)
        form.refuse(refused)
    return render(request, "prize/edition_texts_language.html", about(edition, language, form, may_write))


def saved(request, edition, language, form):
    """Keep the texts and say how many; gives those that were refused."""
    written, refused = actions.save_texts(edition, language, form.changes(), by=request.user, at=timezone.now())
    if written or not refused:
        words = ngettext("%(count)d Text gespeichert.", "%(count)d Texte gespeichert.", len(written))
        messages.success(request, words % {"count": len(written)})
    return refused


def about(edition, language, form, may_write):
    rows = form.rows()
    numbers = {"missing": sum(row.is_missing for row in rows), "changed": sum(row.has_changed for row in rows)}
    context = {"edition": edition, "language": language, "name": NAMES[language], "form": form, "rows": rows}
    return context | numbers | {"may_write": may_write}
