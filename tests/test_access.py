"""Who gets what from every address: one literal table (tests/access/*.txt), and an address missing there fails."""

from pathlib import Path

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from jury import actions as jury_actions
from jury.models import Criterion, Juror, Panel, PanelAward
from tests import factories

CAST = ("nobody", "stranger", "applicant", "colleague", "juror", "recused", "clerk", "lead", "auditor")
TABLE = [
    (path.stem, number, line.split())
    for path in sorted(Path(__file__).parent.joinpath("access").glob("*.txt"))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    if line.strip() and not line.startswith("#")
]


def url_names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":  # Django's own tests look after the admin; ours are in test_admin.py
                yield from url_names(pattern.url_patterns, namespace)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


def test_every_address_stands_in_the_table():
    told = {words[1] for _, _, words in TABLE if words[0] == "GET"}
    assert set(url_names(get_resolver().url_patterns)) - told == set()
    assert told - set(url_names(get_resolver().url_patterns)) == set()


def test_every_row_is_whole():
    broken = [f"{part}:{number}" for part, number, words in TABLE if len(words) != 2 + len(CAST)]
    assert not broken


@pytest.fixture
def world(db, settings, tmp_path):
    """One filed, eligible application with a file, read by a panel of three; nothing decided, nothing announced."""
    lead, clerk = factories.lead(), factories.clerk()
    award = factories.AwardFactory()
    organisation = factories.OrganisationFactory()
    applicant, colleague = factories.member_of(organisation), factories.member_of(organisation)
    draft = factories.ApplicationFactory(
        edition=award.edition, organisation=organisation, contact_email=applicant.email
    )
    attachment = factories.AttachmentFactory(application=draft, uploaded_by=applicant)
    application = factories.accepted(draft, by=clerk)
    panel = Panel.objects.create(edition=award.edition, name="Jury", quorum=1)
    PanelAward.objects.create(panel=panel, award=award)
    Criterion.objects.create(panel=panel, name="Wirkung", weight=1, position=1)
    juror, recused = factories.UserFactory(), factories.UserFactory()
    seats = [Juror.objects.create(panel=panel, user=user, name=user.name) for user in (juror, recused)]
    now = timezone.now()
    jury_actions.open_scoring(panel, by=lead, at=now)
    jury_actions.recuse(seats[1], application, reason="Mitglied im Verein", by=recused, at=now)
    cast = dict(applicant=applicant, colleague=colleague, juror=juror, recused=recused, clerk=clerk, lead=lead)
    cast.update(nobody=None, stranger=factories.UserFactory(), auditor=factories.UserFactory(office_role="auditor"))
    things = {
        "application_pk": application.pk,
        "attachment_pk": attachment.pk,
        "award_pk": award.pk,
        "candidacy_pk": application.candidacies.get().pk,
        "edition": award.edition.slug,
        "juror_pk": seats[0].pk,
        "letter_pk": application.letters.first().pk,
        "organisation_pk": organisation.pk,
        "panel_pk": panel.pk,
        "step": "reject",
        "name": "gibt-es-nicht",
    }
    things.update(more_things(application, clerk, lead, tmp_path))
    return cast, things


def more_things(application, clerk, lead, tmp_path):
    """What certificates add: a laureate of the same edition that is decided but not announced."""
    from tests.certificates import world as certificates_world

    return certificates_world.things(application.edition, clerk=clerk, lead=lead)


def address(name, things):
    """The address of `name` with the world's things as its arguments, by the names that the pattern gives them."""
    for keys in sorted(argument_names(name), key=len):
        try:
            return reverse(name, kwargs={key: things[key] for key in keys})
        except (NoReverseMatch, KeyError):
            continue
    raise AssertionError(f"the world has nothing for {name}: {argument_names(name)}")


def argument_names(name):
    return [tuple(params) for entry in get_resolver().reverse_dict.getlist(name) for _, params in entry[0]]


@pytest.mark.parametrize(
    ("method", "name", "expected"),
    [pytest.param(w[0], w[1], w[2:], id=f"{w[0]}-{w[1]}") for _, _, w in TABLE],
)
def test_access(world, client, method, name, expected):
    cast, things = world
    got = []
    for who in CAST:
        client.logout()
        if cast[who]:
            client.force_login(cast[who], backend="django.contrib.auth.backends.ModelBackend")
        got.append(str(getattr(client, method.lower())(address(name, things)).status_code))
    assert dict(zip(CAST, got, strict=True)) == dict(zip(CAST, expected, strict=True))
