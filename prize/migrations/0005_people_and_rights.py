import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def name_owners(apps, schema_editor):
    """Who came first is responsible; everybody else keeps what members could do until now: all of it.
    Since when they belong to it nobody wrote down."""
    membership = apps.get_model("prize", "Membership")
    membership.objects.update(joined_at=None)
    first = membership.objects.values("organisation").annotate(first=models.Min("pk"))
    membership.objects.filter(pk__in=list(first.values_list("first", flat=True))).update(right="owner")


class Migration(migrations.Migration):
    dependencies = [
        ("prize", "0004_letter_of_a_candidacy"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="E-Mail-Adresse")),
                (
                    "right",
                    models.CharField(
                        choices=[("view", "lesen"), ("edit", "bearbeiten"), ("submit", "einreichen")],
                        default="edit",
                        max_length=10,
                        verbose_name="Recht",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField(verbose_name="eingeladen")),
                ("expires_at", models.DateTimeField(verbose_name="gilt bis")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="angenommen")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="zurückgenommen")),
            ],
            options={
                "verbose_name": "Einladung",
                "verbose_name_plural": "Einladungen",
            },
        ),
        migrations.CreateModel(
            name="OrganisationHistory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.SlugField(
                        choices=[
                            ("register", "Organisation eingetragen"),
                            ("invite", "Eingeladen"),
                            ("revoke_invitation", "Einladung zurückgenommen"),
                            ("join", "Beigetreten"),
                            ("change_right", "Recht geändert"),
                            ("remove", "Entfernt"),
                            ("leave", "Ausgetreten"),
                            ("hand_over", "Verantwortung übernommen"),
                        ],
                        max_length=20,
                        verbose_name="Schritt",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="wann")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-Mail-Adresse")),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("view", "lesen"),
                            ("edit", "bearbeiten"),
                            ("submit", "einreichen"),
                            ("owner", "verantwortlich"),
                        ],
                        max_length=10,
                        verbose_name="vorher",
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("view", "lesen"),
                            ("edit", "bearbeiten"),
                            ("submit", "einreichen"),
                            ("owner", "verantwortlich"),
                        ],
                        max_length=10,
                        verbose_name="nachher",
                    ),
                ),
            ],
            options={
                "verbose_name": "Verlauf der Mitglieder",
                "verbose_name_plural": "Verlauf der Mitglieder",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="joined_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, null=True, verbose_name="dabei seit"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="right",
            field=models.CharField(
                choices=[
                    ("view", "lesen"),
                    ("edit", "bearbeiten"),
                    ("submit", "einreichen"),
                    ("owner", "verantwortlich"),
                ],
                default="submit",
                max_length=10,
                verbose_name="Recht",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Person",
            ),
        ),
        migrations.RunPython(name_owners, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("right__in", ["view", "edit", "submit", "owner"])), name="membership_right"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("right", "owner")),
                fields=("organisation",),
                name="membership_one_owner",
                violation_error_message="Für eine Organisation ist genau eine Person verantwortlich.",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="prize.organisation"
            ),
        ),
        migrations.AddField(
            model_name="organisationhistory",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="wer",
            ),
        ),
        migrations.AddField(
            model_name="organisationhistory",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="history", to="prize.organisation"
            ),
        ),
        migrations.AddField(
            model_name="organisationhistory",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="wen",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("right__in", ["view", "edit", "submit"])), name="invitation_right"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                name="invitation_email_is_lower_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("revoked_at__isnull", True), _connector="OR"),
                name="invitation_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("revoked_at__isnull", True)),
                fields=("organisation", "email"),
                name="invitation_waits_once",
            ),
        ),
    ]
