from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("prize", "0010_answers_as_rows")]

    operations = [
        migrations.RemoveField(
            model_name="application",
            name="description",
        ),
        migrations.RemoveField(
            model_name="application",
            name="goals",
        ),
        migrations.RemoveField(
            model_name="application",
            name="has_read_privacy",
        ),
        migrations.RemoveField(
            model_name="application",
            name="is_truthful",
        ),
        migrations.RemoveField(
            model_name="application",
            name="partners",
        ),
        migrations.RemoveField(
            model_name="application",
            name="since_year",
        ),
        migrations.RemoveField(
            model_name="application",
            name="volunteers",
        ),
        migrations.RemoveField(
            model_name="application",
            name="website",
        ),
    ]
