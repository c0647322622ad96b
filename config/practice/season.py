"""The stage: edition, awards, panels, people. Nothing happens here yet."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from certificates import actions as certificate_actions
from jury import actions as jury_actions
from jury.models import AwardWeight, Juror, Panel, PanelAward
from prize import actions
from prize.models import (
    Award,
    AwardKind,
    ChecklistItem,
    Donor,
    Edition,
    EditionKind,
    Faq,
    Membership,
    Organisation,
    User,
)

from .projects import find_district

YEAR, ORDINAL = 2026, 17
DAYS_OPEN, DAYS_LEFT = 20, 14
MOTTO = "Vielfalt leben, Zivilcourage zeigen – ein starkes Niedersachsen für alle! (Übung)"
CALL = """Dies ist ein Aufruf zum Üben. Hier stünde, was in diesem Jahr gesucht wird.

Bewerben können sich Vereine, Verbände, Initiativen, Stiftungen, Schulen, Kindergärten, Kommunen, Unternehmen und \
andere, die in Niedersachsen Integration voranbringen – mit einer eigenen Bewerbung oder mit einem Vorschlag für andere.

Vergeben werden vier Preise zu je 6.000 Euro und zwei Sonderpreise. \
Alles, was Sie hier eingeben, dient nur der Übung."""
DONORS = {
    "main": "Land Niedersachsen",
    "npa": "Bündnis „Niedersachsen packt an“",
    "lsb": "LandesSportBund Niedersachsen",
}
FAQS = {
    "Ist das ein echter Aufruf?": """Nein. Diese Ausgabe ist eine Übung: Motto, Fristen und Preise sind zum \
Ausprobieren da, und es gibt nichts zu gewinnen.""",
    "Was kostet die Teilnahme?": """Nichts. (Übung: Die echten Antworten schreibt die Geschäftsstelle für jede \
Ausgabe selbst.)""",
    "Müssen wir alles auf einmal ausfüllen?": """Nein. Eine Bewerbung ist zuerst ein Entwurf, den nur Ihre \
Organisation sieht. Sie können jederzeit weiterschreiben.

Eingereicht ist sie erst, wenn Sie auf „Verbindlich einreichen“ klicken. (Übung)""",
    "Wann erfahren wir das Ergebnis?": """Nach der Bekanntgabe schreiben wir allen, die teilgenommen haben. Vorher \
erfährt niemand ein Ergebnis. (Übung)""",
}
CHECKLIST = (
    ("Die Bewerbung ist fristgerecht eingegangen.", "in_time"),
    ("Die Art der Organisation ist für diesen Preis zugelassen.", "kind"),
    ("Das Projekt liegt in Niedersachsen.", "district"),
    ("Das Projekt passt zum Motto.", ""),
    ("Die Angaben sind vollständig und plausibel.", ""),
)
SPORT_QUESTION = "Im Mittelpunkt des Projekts steht der Sport."
SIGNATORIES = (
    ("Name der Person im Amt (Übung)", "Ministerpräsidentin oder Ministerpräsident"),
    ("Name der Person im Amt (Übung)", "Landesbeauftragte oder Landesbeauftragter für Migration und Teilhabe"),
)


@dataclass
class Season:
    """The practice season while it is being made; `applications` and `started` by the number of their project."""

    edition: Edition
    awards: dict
    people: dict
    panel: Panel | None = None
    sport_panel: Panel | None = None
    applications: dict = field(default_factory=dict)
    started: dict = field(default_factory=dict)

    def moment(self, day, hour, minute=0):
        """A time of day in Lower Saxony, `day` days after the call was opened."""
        date = timezone.localtime(self.edition.opens_at).date() + datetime.timedelta(days=day)
        return timezone.make_aware(datetime.datetime.combine(date, datetime.time(hour, minute)))


def build_season(now):
    edition = make_edition(now)
    make_faqs(edition)
    season = Season(edition=edition, awards=make_awards(edition), people=make_people())
    season.panel = make_panel(season, "Übungsjury", awards=("main", "npa"), jurors=range(1, 8), quorum=3)
    season.sport_panel = make_panel(season, "Übungsjury Sport", awards=("lsb",), jurors=range(5, 8), quorum=2)
    # The alliance's prize looks twice at how a project brings people together: same sheets, another ranking.
    together = season.panel.criteria.get(name="Stärkung des Miteinanders")
    AwardWeight.objects.create(award=season.awards["npa"], criterion=together, weight=2)
    certificate_actions.save_design(
        edition,
        place="Hannover",
        date=None,
        signatories=[{"name": name, "office": office} for name, office in SIGNATORIES],
        by=season.people["lead"],
        at=edition.opens_at,
    )
    return season


def make_edition(now):
    today = timezone.localdate(now)

    def at(days, *time):
        return timezone.make_aware(
            datetime.datetime.combine(today + datetime.timedelta(days=days), datetime.time(*time))
        )

    edition = Edition.objects.create(
        kind=EditionKind.PRACTICE,
        year=YEAR,
        ordinal=ORDINAL,
        motto=MOTTO,
        call_text=CALL,
        opens_at=at(-DAYS_OPEN, 0, 0),
        closes_at=at(DAYS_LEFT, 23, 59, 59),
        ceremony_on=today + datetime.timedelta(days=126 - today.weekday()),  # a Monday in four months
        ceremony_place="Altes Rathaus Hannover",
        contact_name="Geschäftsstelle (Übung)",
        contact_email="sachbearbeitung@uebung.invalid",
        contact_phone="0000 000000 (Übung)",
    )
    actions.lay_out_form(edition, by=None, at=edition.opens_at)
    return edition


def make_faqs(edition):
    rows = enumerate(FAQS.items(), start=1)
    Faq.objects.bulk_create(Faq(edition=edition, question=q, answer=a, position=n) for n, (q, a) in rows)


AWARDS = {
    "main": {"kind": AwardKind.MAIN, "name": "Niedersächsischer Integrationspreis", "ordinal": ORDINAL, "places": 4},
    "npa": {
        "kind": AwardKind.SPECIAL,
        "name": "Sonderpreis des Bündnisses „Niedersachsen packt an“",
        "ordinal": 11,
    },
    "lsb": {
        "kind": AwardKind.SPECIAL,
        "name": "Sonderpreis des LandesSportBundes Niedersachsen",
        "ordinal": 3,
        "is_automatic": False,
        "eligible_kinds": ["sportverein", "verband", "verein"],
    },
}


def make_awards(edition):
    awards = {key: make_award(edition, n, key) for n, key in enumerate(AWARDS, start=1)}
    ChecklistItem.objects.create(award=awards["lsb"], text=SPORT_QUESTION, position=len(CHECKLIST) + 1)
    return awards


def make_award(edition, position, key):
    name = DONORS[key]
    donor, _ = Donor.objects.get_or_create(name=name, defaults={"is_land": key == "main"})
    award = Award.objects.create(edition=edition, position=position, donor=donor, amount_eur=6000, **AWARDS[key])
    for n, (text, rule) in enumerate(CHECKLIST, start=1):
        ChecklistItem.objects.create(award=award, text=text, rule=rule, position=n)
    return award


# People ------------------------------------------------------------------------------------------
def make_people():
    people = {
        "clerk": make_user("sachbearbeitung", "Sachbearbeitung (Übung)", office_role="clerk"),
        "second_clerk": make_user("sachbearbeitung2", "Zweite Sachbearbeitung (Übung)", office_role="clerk"),
        "lead": make_user("leitung", "Leitung (Übung)", office_role="lead"),
        "auditor": make_user("revision", "Revision (Übung)", office_role="auditor"),
    }
    return people | {f"jury{n}": make_user(f"jury{n}", f"Jurymitglied {n}") for n in range(1, 8)}


def make_user(name, label, **fields):
    """A practice person; without a password nobody signs in as them from outside."""
    return User.objects.create_user(f"{name}@uebung.invalid", name=label, is_practice=True, **fields)


def make_applicant(project):
    """The organisation and its one member."""
    user = make_user(project.email.split("@")[0], project.person)
    organisation = Organisation.objects.create(
        name=project.organisation,
        kind=project.kind,
        town=project.town,
        district=find_district(project),
        is_practice=True,
    )
    Membership.objects.create(organisation=organisation, user=user, right="owner")
    return organisation, user


def make_panel(season, name, *, awards, jurors, quorum):
    panel = Panel.objects.create(edition=season.edition, name=name, quorum=quorum)
    for award in awards:
        PanelAward.objects.create(panel=panel, award=season.awards[award])
    for n in jurors:
        user = season.people[f"jury{n}"]
        Juror.objects.create(panel=panel, user=user, name=user.name, is_chair=n == jurors[0])
    jury_actions.preset_criteria(panel)
    return panel
