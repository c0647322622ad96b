"""What the pages of the wizard have in common: the steps, and the ways from one to the next."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prize import rules, typed
from prize.forms.application import PageForm

from .own import reason_of_return


@dataclass(frozen=True)
class Step:
    """A page of the wizard in its list of steps. The last one is the check."""

    number: int
    title: str
    url: str
    missing: int = 0
    wrong: int = 0
    is_begun: bool = False
    is_here: bool = False
    is_last: bool = False

    @property
    def is_done(self):
        return self.is_begun and not self.missing and not self.wrong

    @property
    def words(self):
        """What is still to be done here; empty if nothing."""
        found = []
        if self.missing:
            found.append(ngettext("%d Angabe fehlt", "%d Angaben fehlen", self.missing) % self.missing)
        if self.wrong:
            found.append(
                ngettext("%d Angabe stimmt noch nicht", "%d Angaben stimmen noch nicht", self.wrong) % self.wrong
            )
        return ", ".join(found)


def steps(application, here=None):
    """[Step]; `here` is the page one is on, none on the check."""
    found, problems = [], application.problems()
    for page, questions in application.questionnaire.pages(application.content):
        mine = [problem for problem in problems if problem.question.page_id == page.pk]
        missing = sum(problem.is_missing for problem in mine)
        found.append(
            Step(
                number=len(found) + 1,
                title=page.title,
                url=reverse("application_page", args=[application.pk, page.key]),
                missing=missing,
                wrong=len(mine) - missing,
                is_begun=any(q.is_required or q.is_answered(application.content.get(q.key)) for q in questions),
                is_here=page == here,
            )
        )
    url = reverse("application_file", args=[application.pk])
    return [*found, Step(len(found) + 1, _("Prüfen und einreichen"), url, is_here=here is None, is_last=True)]


def page_of(application, key):
    """A page of the edition's form."""
    for page in application.questionnaire.form_pages:
        if page.key == key:
            return page
    raise Http404


def ways(request, form):
    """What the template of a page needs besides the form."""
    application, at = form.application, request.arrived_at
    return steps_around(application, form.page) | {
        "form": form,
        "application": application,
        "page": form.page,
        "reason": reason_of_return(application),
        "at": at,
        "deadline": rules.deadline_for(application.organisation, application.edition, at),
        "writer": typed.sign(request.user, application),
    }


def steps_around(application, page):
    """The steps, and what has to be known on each of them."""
    found = steps(application, page)
    here = next((step.number for step in found if step.is_here), 1)
    return {
        "steps": found,
        "here": here,
        "back": found[here - 2] if here > 1 else None,
        "automatic": automatic_awards(application),
        "conflicts": application.versions.unsettled(),
        "saved_at": application.saved_at,
    }


def after(button, application, page):
    """Where each of the buttons leads; all of them have saved first."""
    found = steps(application, page)
    here = next((index for index, step in enumerate(found) if step.is_here), 0)
    if button == "check":
        return found[-1].url
    return found[{"next": here + 1, "back": max(0, here - 1)}.get(button, here)].url


def form_of(request, application, page):
    """The page's form: as it was sent; as the draft stands; or with what its writer could not save a while ago."""
    offered = contact_of(request.user, application)
    if request.method == "POST":
        return PageForm(request.POST, application=application, page=page, initial=offered)
    if kept := typed.find(request, application, page):
        data, at = kept
        time = timezone.localtime(at).strftime("%H:%M")
        messages.warning(request, _("Ihr Text von %s Uhr ist noch da – bitte speichern.") % time)
        return PageForm(data, application=application, page=page).again(application, is_kept=False)
    form = PageForm(application=application, page=page, initial=offered)
    if "fehlt" in request.GET:
        form.say_what_is_missing()
    return form


def contact_of(user, application):
    """Who writes is most likely who answers; offered in a draft that names nobody else yet."""
    if not application.is_draft or application.contact_name or application.contact_email:
        return {}
    return {"contact_name": user.name, "contact_email": user.email}


def automatic_awards(application):
    """Those that it enters without a choice: the automatic ones, and those it runs for and cannot leave any more."""
    running = application.entered_awards()
    return [
        award
        for award in application.edition.awards.all()
        if rules.may_enter(award, application.organisation.kind)
        and ((award.is_automatic and award.takes_entries) or (award in running and not award.takes_entries))
    ]


def told(application, *, since, user):
    """Sentences about what others saved after the version that the writer saw."""
    if application.version <= since:
        return []
    found, by_key = {}, application.questionnaire.by_key
    rows = application.versions.in_force().filter(number__gt=since, number__lte=application.version).exclude(by=user)
    for version in rows.select_related("by"):
        found.setdefault(version.by, set()).update(version.changed)
    words = _("%(who)s hat inzwischen %(what)s geändert.")
    lists = {by: [f"„{by_key[key].label}“" for key in by_key if key in keys] for by, keys in found.items()}
    return [words % {"who": by or _("Jemand"), "what": ", ".join(labels)} for by, labels in lists.items() if labels]
