"""The 45 districts, the five fields of action, and a history that the database itself refuses to change."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"
FIELDS_OF_ACTION = [
    ("sprache", "Sprache"),
    ("arbeit", "Arbeit & Ausbildung"),
    ("wohnen", "Wohnen & Leben"),
    ("engagement", "Bürgerschaftliches Engagement"),
    ("teilhabe", "Gesellschaftliche Teilhabe"),
]
REFUSE = "History is append-only"


def load_places(apps, schema_editor):
    District, Field = apps.get_model("prize", "District"), apps.get_model("prize", "FieldOfAction")
    with (DATA / "districts.csv").open(encoding="utf-8", newline="") as file:
        District.objects.bulk_create(District(**row) for row in csv.DictReader(file))
    Field.objects.bulk_create(
        Field(slug=slug, name=name, position=n) for n, (slug, name) in enumerate(FIELDS_OF_ACTION, start=1)
    )


def protect_history(apps, schema_editor):
    """PostgreSQL refuses UPDATE and DELETE; SQLite UPDATE only, because the test runner empties tables by DELETE."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"""CREATE FUNCTION prize_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{REFUSE}'; END $$"""
        )
        schema_editor.execute(
            """CREATE TRIGGER prize_history_append_only BEFORE UPDATE OR DELETE ON prize_history
            FOR EACH ROW EXECUTE FUNCTION prize_history_is_append_only()"""
        )
    else:
        schema_editor.execute(
            f"""CREATE TRIGGER prize_history_append_only BEFORE UPDATE ON prize_history
            BEGIN SELECT RAISE(ABORT, '{REFUSE}'); END"""
        )


def unprotect_history(apps, schema_editor):
    on = " ON prize_history" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER prize_history_append_only{on}")
    if on:
        schema_editor.execute("DROP FUNCTION prize_history_is_append_only()")


class Migration(migrations.Migration):
    dependencies = [("prize", "0001_initial")]
    operations = [
        migrations.RunPython(load_places, migrations.RunPython.noop),
        migrations.RunPython(protect_history, unprotect_history),
    ]
