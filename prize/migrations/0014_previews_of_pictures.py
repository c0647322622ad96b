from django.db import migrations, models

import prize.models.attachment


def mark_what_is_filed(apps, schema_editor):
    """A jury reads the files that the filed version names. What was kept as it was sent is known by its own hash."""
    Application, Attachment = apps.get_model("prize", "Application"), apps.get_model("prize", "Attachment")
    Attachment.objects.exclude(kind="picture").update(received_sha256=models.F("sha256"))
    for application in Application.objects.exclude(filed=None).select_related("filed").iterator():
        pages = application.filed.document or []
        named = [file["pk"] for page in pages for answer in page["answers"] for file in answer["files"]]
        Attachment.objects.filter(application=application, pk__in=named).update(is_filed=True)


class Migration(migrations.Migration):
    dependencies = [
        ("prize", "0013_deadline_and_late_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="preview",
            field=models.FileField(
                blank=True, default="", upload_to=prize.models.attachment.preview_path, verbose_name="Vorschau"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="attachment",
            name="received_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="attachment",
            name="is_filed",
            field=models.BooleanField(default=False, editable=False, verbose_name="in der eingereichten Fassung"),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="alt_text",
            field=models.CharField(blank=True, max_length=500, verbose_name="Bildbeschreibung"),
        ),
        migrations.RunPython(mark_what_is_filed, migrations.RunPython.noop),
    ]
