"""Who applies in the practice season, and with which words."""

import csv
import random
from dataclasses import dataclass
from pathlib import Path

from prize.models import District, FieldOfAction

FILE = Path(__file__).resolve().parent / "projects.csv"
DISCLAIMER = "Übungstext. Diese Bewerbung ist erfunden; die genannte Organisation hat sie nicht eingereicht."
SENTENCES = (
    "Hier stünde, wie das Projekt entstanden ist und wer den Anstoß gegeben hat.",
    "Hier stünde, wer sich beteiligt und wie oft man sich trifft.",
    "Hier stünde, wie Menschen mit Zuwanderungsgeschichte bei Planung und Entscheidungen mitwirken.",
    "Hier stünde, welche Hürden es gab und wie sie überwunden wurden.",
    "Hier stünde, was sich seitdem im Ort verändert hat und woran man das merkt.",
    "Hier stünde, wie das Projekt über das laufende Jahr hinaus weitergehen soll.",
    "Hier stünde, was andere Orte davon übernehmen können.",
    "Hier stünde ein Beispiel aus dem Alltag, an dem man das Projekt versteht.",
    "Hier stünde, wie das Projekt zum Motto der Ausgabe passt.",
)
GOALS = (
    "Übungstext. Hier stünden die Ziele des Projekts und die Menschen, die es erreichen will.",
    "Übungstext. Hier stünde in einem Satz, für wen das Projekt da ist.",
    "Übungstext. Hier stünden drei Ziele und zu jedem, woran man erkennt, dass es erreicht ist.",
)


@dataclass(frozen=True, kw_only=True)
class Project:
    """`story`: what happens to the application; `sport`: its part in the sports federation's prize."""

    number: int
    organisation: str
    kind: str
    town: str
    district_kind: str
    district: str
    project: str
    fields: str
    partners: str
    source: str
    text: str
    story: str
    sport: str
    channel: str
    applied: str

    @property
    def email(self):
        return f"bewerbung{self.number}@uebung.invalid"

    @property
    def person(self):
        return f"Bewerbung {self.number} (Übung)"


def read_projects():
    with FILE.open(encoding="utf-8", newline="") as file:
        return [Project(number=number, **row) for number, row in enumerate(csv.DictReader(file), start=1)]


def find_district(project):
    """The project's district, or None where its place is not known."""
    return District.objects.filter(kind=project.district_kind, name=project.district).first()


def form_data(project, edition):
    """{question key: answer} of the standard form: the archive's facts, and placeholders that say what they are."""
    dice = random.Random(f"text {project.number}")  # noqa: S311 -- invented texts, the same each time
    known = f" Im Archiv heißt es: „{project.text.rstrip('.')}“ ({project.source})." if project.text else ""
    district, agrees = find_district(project), int(project.story != "draft")
    return {
        "project_title": project.project,
        "short_text": f"Übungstext. {project.text or 'Hier stünde in zwei Sätzen, worum es geht.'}",
        "description": f"{DISCLAIMER}{known or f' Quelle des Namens: {project.source}.'}\n\n{placeholders(dice)}",
        "goals": dice.choice(GOALS),
        "since_year": edition.year,
        "partners": project.partners,
        "place": project.town,
        "district": district.pk if district else "",
        "contact_name": project.person,
        "contact_email": project.email,
        "is_truthful": agrees,
        "has_read_privacy": agrees,
        "may_be_shown": int(dice.random() < 0.7),
        "fields_of_action": list(
            FieldOfAction.objects.filter(slug__in=project.fields.split()).values_list("pk", flat=True)
        ),
    }


def placeholders(dice):
    """One to four paragraphs, so that pages meet short and long texts."""
    paragraphs = [dice.sample(SENTENCES, dice.randint(2, 5)) for _ in range(dice.randint(1, 4))]
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs)
