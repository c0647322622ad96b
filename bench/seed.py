"""Fill an empty database for a measurement: N applications, 5 jurors, 4 criteria, all sheets handed in.

Rows are written in bulk, not by the actions: 10,000 filings one by one would take longer than everything measured.
Prints one line of JSON: {page: [path, session key]}.
"""

import datetime
import json
import random
import sys

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 -- after setup
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from jury.actions.standings import refresh_standings  # noqa: E402
from jury.models import Criterion, Juror, Mark, Panel, PanelAward, ScoreSheet  # noqa: E402
from prize.actions import add_attachment, lay_out_form, start_application  # noqa: E402
from prize.forms.attachment import Upload  # noqa: E402
from prize.models import (  # noqa: E402
    Application,
    Award,
    Candidacy,
    District,
    Donor,
    Edition,
    FieldOfAction,
    Membership,
    Organisation,
    Questionnaire,
    User,
    Version,
)

NOW = timezone.now()
BATCH = 2000


def make_edition():
    edition = Edition.objects.create(
        year=2100, ordinal=99, motto="Messung", opens_at=NOW - datetime.timedelta(days=40),
        closes_at=NOW + datetime.timedelta(days=10),
    )  # fmt: skip
    lay_out_form(edition, by=None, at=NOW)
    land, _ = Donor.objects.get_or_create(name="Land Niedersachsen", defaults={"is_land": True})
    main = Award.objects.create(
        edition=edition, kind="main", name="Integrationspreis", donor=land, places=4, amount_eur=6000
    )
    special = Award.objects.create(
        edition=edition, kind="special", name="Sonderpreis", donor=land, places=1, amount_eur=6000, position=2
    )
    return edition, [main, special]


def texts(n):
    """The columns and the working copy of application number n; what it filed is made from them."""
    facts = {"project_title": f"Projekt Nummer {n}", "short_text": "Kurz gesagt. " * 20}
    answers = {
        "description": "Beschreibung. " * 200, "goals": "Ziele. " * 60, "since_year": 2015, "volunteers": 20,
        "place": "Hannover", "contact_name": "Ada Beispiel", "contact_email": "ada@example.org", "is_truthful": 1,
        "has_read_privacy": 1,
    }  # fmt: skip
    return {**facts, "content": facts | answers}


def file_versions(applications):
    """One filed version each, as if it had been filed."""
    form = Questionnaire(applications[0])
    versions = Version.objects.bulk_create(
        [
            Version(application=a, number=1, kind="file", content=a.content, document=form.document(a.content), at=NOW)
            for a in applications
        ],
        batch_size=BATCH,
    )
    for application, version in zip(applications, versions, strict=True):
        application.filed = version
    Application.objects.bulk_update(applications, ["filed"], batch_size=BATCH)


def make_organisations(districts, size):
    return Organisation.objects.bulk_create(
        [
            Organisation(name=f"Verein Nummer {n} e.V.", kind="verein", town="Hannover", district=districts[n % 45])
            for n in range(size)
        ],
        batch_size=BATCH,
    )


def make_applications(edition, awards, size):
    districts = list(District.objects.all())
    organisations = make_organisations(districts, size)
    applications = Application.objects.bulk_create(
        [
            Application(
                edition=edition, organisation=organisation, state="submitted", number=n, submitted_at=NOW,
                place="Hannover", district=districts[n % 45], contact_name="Ada Beispiel",
                contact_email="ada@example.org", **texts(n),
            )
            for n, organisation in enumerate(organisations, start=1)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    file_versions(applications)
    Candidacy.objects.bulk_create(
        [
            Candidacy(application=application, award=award, state="jury_scored", accepted_at=NOW, scored_at=NOW)
            for application in applications
            for award in awards
        ],
        batch_size=BATCH,
    )
    Edition.objects.filter(pk=edition.pk).update(last_number=size)
    return applications


def make_panel(edition, awards, applications):
    panel = Panel.objects.create(edition=edition, name="Jury", quorum=3, scoring_opened_at=NOW)
    PanelAward.objects.bulk_create([PanelAward(panel=panel, award=award) for award in awards])
    criteria = Criterion.objects.bulk_create(
        [Criterion(panel=panel, name=f"Kriterium {n}", weight=n, position=n) for n in range(1, 5)]
    )
    users = [User.objects.create_user(f"juror{n}@example.org", name=f"Jurymitglied {n}") for n in range(5)]
    jurors = [Juror.objects.create(panel=panel, user=user, name=user.name) for user in users]
    dice = random.Random(2026)
    for juror in jurors:
        sheets = ScoreSheet.objects.bulk_create(
            [ScoreSheet(juror=juror, application=a, saved_at=NOW, handed_in_at=NOW) for a in applications],
            batch_size=BATCH,
        )
        marks = [Mark(sheet=sheet, criterion=c, value=dice.randint(1, 5)) for sheet in sheets for c in criteria]
        Mark.objects.bulk_create(marks, batch_size=BATCH)
    refresh_standings(panel)
    return panel, jurors


def session(user):
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "prize.accounts.Backend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return store.session_key


def make_writing(edition, user, number=45):
    """Complete drafts of one organisation with five files each, to be filed one by one, and one more to write in."""
    organisation = Organisation.objects.create(name="Verein der Schreibenden e. V.", kind="verein", town="Hannover")
    Membership.objects.create(user=user, organisation=organisation, right="owner")
    edition.questions.filter(key="documents").update(max_files=2)
    facts = {"fields_of_action": [FieldOfAction.objects.first().pk], "district": District.objects.first().pk}
    drafts = []
    for n in range(number + 1):
        data = texts(n)["content"] | facts | {"project_title": f"Entwurf {n}"}
        draft = start_application(edition, organisation, by=user, at=NOW, data=data)
        for m, kind in enumerate(("picture", "picture", "picture", "document", "document")):
            upload = Upload(kind, f"{kind}-{m}", f"{n} {kind} {m}".encode(), "application/octet-stream")
            draft = add_attachment(draft, upload, by=user, at=NOW).application
        drafts.append(draft)
    page = reverse("application_page", args=[drafts[0].pk, "projekt"])
    to_file = [[reverse("application_file", args=[d.pk]), d.version] for d in drafts[1:]]
    return {"page": page, "session": session(user), "drafts": to_file}


@transaction.atomic
def seed(size):
    call_command("load_archive", verbosity=0, stdout=sys.stderr)
    edition, awards = make_edition()
    applications = make_applications(edition, awards, size)
    panel, jurors = make_panel(edition, awards, applications)
    clerk = session(User.objects.create_user("clerk@example.org", office_role="clerk"))
    applicant = User.objects.create_user("applicant@example.org")
    Membership.objects.create(user=applicant, organisation=applications[0].organisation, right="owner")
    own = session(applicant)
    middle = applications[size // 2].pk
    return {
        "floor": ["/floor/", clerk],
        "register": [reverse("register"), clerk],
        "ranking": [reverse("ranking", args=[awards[0].pk]), clerk],
        "application": [reverse("application_office", args=[middle]), clerk],
        "score sheet": [reverse("score_sheet", args=[panel.pk, middle]), session(jurors[0].user)],
        "my applications": [reverse("my_applications"), own],
        "winners": [reverse("winners"), own],
        "writing": make_writing(edition, User.objects.create_user("writer@example.org")),
    }


def refresh_statistics():
    """What PostgreSQL's autovacuum does within minutes on a site that lives: the planner knows the tables."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


if __name__ == "__main__":
    pages = seed(int(sys.argv[1]))
    refresh_statistics()
    print(json.dumps(pages))
