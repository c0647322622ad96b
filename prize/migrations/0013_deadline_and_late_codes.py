import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prize", "0012_remarks"),
    ]

    operations = [
        migrations.CreateModel(
            name="LateCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("meant_for", models.CharField(max_length=200, verbose_name="Für wen?")),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="E-Mail-Adresse")),
                ("reason", models.CharField(max_length=300, verbose_name="Grund")),
                ("valid_until", models.DateTimeField(verbose_name="Gilt bis")),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("issued_at", models.DateTimeField(verbose_name="ausgegeben")),
                ("redeemed_at", models.DateTimeField(null=True, verbose_name="eingelöst")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="zurückgenommen")),
            ],
            options={
                "verbose_name": "Persönliche Nachfrist",
                "verbose_name_plural": "Persönliche Nachfristen",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="grace_minutes",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="So lange nach dem Ende der Frist nehmen wir noch an, was gerade geschrieben wird. 0: keine.",
                validators=[django.core.validators.MaxValueValidator(1440)],
                verbose_name="Nachfrist für alle, in Minuten",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("grace_minutes__lte", 1440)), name="edition_grace_is_short"
            ),
        ),
        migrations.AddField(
            model_name="latecode",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="late_codes", to="prize.edition"
            ),
        ),
        migrations.AddField(
            model_name="latecode",
            name="issued_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="latecode",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="late_codes",
                to="prize.organisation",
            ),
        ),
        migrations.AddField(
            model_name="latecode",
            name="redeemed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="latecode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("redeemed_at__isnull", False), ("organisation__isnull", False)),
                    models.Q(
                        models.Q(("redeemed_at__isnull", False), _negated=True),
                        models.Q(("organisation__isnull", False), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="late_code_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="latecode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("redeemed_at__isnull", False), ("redeemed_by__isnull", False)),
                    models.Q(
                        models.Q(("redeemed_at__isnull", False), _negated=True),
                        models.Q(("redeemed_by__isnull", False), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="late_code_redeemed_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="latecode",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="late_code_with_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="latecode",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gt", models.F("issued_at"))), name="late_code_is_good_for_a_while"
            ),
        ),
    ]
