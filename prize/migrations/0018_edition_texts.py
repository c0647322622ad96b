"""What an edition says in the languages besides German."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prize", "0017_languages"),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("de", "Deutsch"),
                            ("de-x-leicht", "Leichte Sprache"),
                            ("en", "English"),
                            ("uk", "Українська"),
                            ("tr", "Türkçe"),
                            ("ar", "العربية"),
                            ("fa", "فارسی"),
                        ],
                        max_length=12,
                        verbose_name="Sprache",
                    ),
                ),
                ("key", models.CharField(max_length=160, verbose_name="Text")),
                ("text", models.TextField(max_length=6000, verbose_name="Übersetzung")),
                ("source_hash", models.CharField(editable=False, max_length=64)),
                ("changed_at", models.DateTimeField(editable=False, verbose_name="geändert")),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="prize.edition"
                    ),
                ),
            ],
            options={
                "verbose_name": "Text in einer anderen Sprache",
                "verbose_name_plural": "Texte in anderen Sprachen",
                "ordering": ["edition_id", "language", "key"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "language", "key"), name="edition_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["de-x-leicht", "en", "uk", "tr", "ar", "fa"])),
                        name="edition_text_language",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="edition_text_says_something"
                    ),
                ],
            },
        ),
    ]
