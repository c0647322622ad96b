"""What is put together from several apps: each offers plain functions, config/settings.py names them."""

from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from prize import languages, rules

APPLICATIONS = ("/buero/bewerbungen/", "/buero/kandidatur/", "/buero/nachfristen/")  # where the office works on them


@dataclass(frozen=True)
class Entry:
    """A link in the main navigation; it is current when the page's address starts with `prefix`, or one of several."""

    label: str
    url: str
    prefix: str | tuple[str, ...] = ""
    position: int = 50

    def is_current(self, path):
        return path == self.url or path.startswith(self.prefix or self.url + "#")


@dataclass(frozen=True)
class Section:
    """A part of a page that several apps fill: a template and its variables."""

    template: str
    context: dict = field(default_factory=dict)
    position: int = 50


def collect(paths, *args):
    """Ask each function that settings names; sections and entries in their order, empty answers left out."""
    found = []
    for path in paths:
        answer = import_string(path)(*args)
        found.extend(answer if isinstance(answer, list) else [answer] if answer else [])
    return sorted(found, key=lambda thing: thing.position)


def rendered(sections, request):
    """The sections as HTML, each with its own variables and nothing of its neighbours'."""
    return [render_to_string(section.template, section.context, request) for section in sections]


def start_page(user):
    """The office begins in its cockpit; who is nobody special begins with their applications, see views.applicant."""
    return reverse("cockpit") if rules.may_read_office(user) else None


def may_apply(user):
    """Not who has another place to begin, such as a juror, unless they are a member of an organisation as well."""
    begins_elsewhere = any(import_string(path)(user) for path in settings.START_PAGES)
    return not begins_elsewhere or user.memberships.exists()


def entries(request):
    user = request.user
    found = []
    if rules.may_read_office(user):
        found += [
            Entry(_("Übersicht"), reverse("cockpit"), position=10),
            Entry(_("Bewerbungen"), reverse("register"), APPLICATIONS, position=20),
            Entry(_("Nachrichten"), reverse("thread_list"), prefix="/buero/nachrichten/", position=55),
            Entry(_("Vorschläge"), reverse("proposals"), position=30),
            Entry(_("Preise"), reverse("awards"), prefix=("/buero/preise/", "/buero/bekanntgabe/"), position=40),
            Entry(_("Bewerbungsbogen"), reverse("form_builder"), prefix="/buero/bogen/", position=45),
            Entry(_("Sprachen"), reverse("edition_texts"), prefix="/buero/texte/", position=46),
            Entry(_("Schreiben"), reverse("outbox"), prefix="/buero/schreiben/", position=60),
            Entry(_("Verlauf"), reverse("history"), prefix="/buero/verlauf/", position=70),
        ]
    elif user.is_authenticated and may_apply(user):
        found.append(Entry(_("Meine Bewerbungen"), reverse("my_applications"), prefix="/bewerbung/", position=30))
    if not rules.may_read_office(user):
        found += [
            Entry(_("Aufruf"), reverse("home"), position=5),
            Entry(_("Preisträger"), reverse("winners"), prefix="/preistraeger/", position=90),
        ]
    return found


def navigation(request):
    if not hasattr(request, "user"):  # an error page that was reached before the sign-in middleware
        return []
    return [(entry, entry.is_current(request.path)) for entry in collect(settings.NAVIGATION, request)]


def context(request):
    """Variables of base.html."""
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "is_practice_site": settings.PRACTICE,
        "site_name": settings.SITE_NAME,
        "has_kern": settings.HAS_KERN,
        "has_languages": not languages.is_german_only(request.path_info),
    }
