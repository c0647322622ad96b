"""What people have chosen to be spoken to in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("prize", "0016_proposals"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="language",
            field=models.CharField(
                choices=[
                    ("de", "Deutsch"),
                    ("de-x-leicht", "Leichte Sprache"),
                    ("en", "English"),
                    ("uk", "Українська"),
                    ("tr", "Türkçe"),
                    ("ar", "العربية"),
                    ("fa", "فارسی"),
                ],
                default="de",
                max_length=12,
                verbose_name="Sprache",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="language",
            field=models.CharField(
                blank=True,
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
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
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
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["", "de", "de-x-leicht", "en", "uk", "tr", "ar", "fa"])),
                name="reminder_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["", "de", "de-x-leicht", "en", "uk", "tr", "ar", "fa"])),
                name="user_language",
            ),
        ),
    ]
