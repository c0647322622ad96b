"""What the first fixed form kept in columns becomes answers to the questions of the standard form."""

import json
from pathlib import Path

from django.db import migrations

FORM = Path(__file__).parent.parent / "data" / "standard_form.json"
KINDS = {
    "project_title": "short_text", "short_text": "long_text", "place": "short_text", "district": "choice",
    "fields_of_action": "choices", "contact_name": "short_text", "contact_email": "short_text",
    "contact_phone": "short_text", "chosen_awards": "choices", "may_be_shown": "declaration",
}  # fmt: skip
SIMPLE = (
    "project_title", "short_text", "description", "goals", "volunteers", "partners", "place", "website", "since_year",
    "contact_name", "contact_email", "contact_phone",
)  # fmt: skip
TICKED = ("is_truthful", "has_read_privacy", "may_be_shown")


def lay_out(apps, edition):
    Page, Question = apps.get_model("prize", "FormPage"), apps.get_model("prize", "Question")
    for n, facts in enumerate(json.loads(FORM.read_text(encoding="utf-8")), start=1):
        questions = facts.pop("questions")
        page = Page.objects.create(edition=edition, position=n, **facts)
        for position, question in enumerate(questions, start=1):
            if fact := question.get("fact"):
                question |= {"key": fact, "kind": KINDS[fact]}
            if question.get("highest") == "year":
                question["highest"] = edition.year
            question["options"] = [{"key": o, "label": o} for o in question.get("options", [])]
            Question.objects.create(edition=edition, page=page, position=position, **question)
    return list(Question.objects.filter(edition=edition).order_by("page__position", "position").select_related("page"))


def content_of(application, questions):
    content = {name: getattr(application, name) for name in SIMPLE if getattr(application, name) not in (None, "")}
    content |= {name: 1 for name in TICKED if getattr(application, name)}
    if application.district_id:
        content["district"] = application.district_id
    content["fields_of_action"] = [f.pk for f in application.fields_of_action.all()]
    content["chosen_awards"] = [a.pk for a in application.chosen_awards.all()]
    for key, kind in (("pictures", "picture"), ("documents", "document")):
        question = next(q for q in questions if q.key == key)
        attachments = application.attachments.filter(kind=kind).order_by("pk")
        attachments.update(question=question)
        content[key] = list(attachments.values_list("pk", flat=True))
    return content


def document_of(application, content, questions):
    pages: dict = {}
    for q in questions:
        page = pages.setdefault(q.page_id, {"key": q.page.key, "title": q.page.title, "answers": []})
        page["answers"].append(
            {
                "key": q.key,
                "label": q.label,
                "kind": q.kind,
                "fact": q.fact,
                "value": value_of(application, content, q),
                "audience": q.audience,
                "safe": q.is_anonymous_safe,
                "revision": 1,
                "files": files_of(application, content, q),
            }
        )
    return list(pages.values())


def value_of(application, content, question):
    if question.kind == "declaration":
        return "ja" if content.get(question.key) else "nein"
    if question.kind == "file":
        return ""
    if question.key == "district":
        return full_name(application.district) if application.district else ""
    if question.key in ("fields_of_action", "chosen_awards"):
        return ", ".join(thing.name for thing in getattr(application, question.key).all())
    return str(content.get(question.key, ""))


def full_name(district):
    return (
        district.name
        if district.kind == "Region"
        else f"{'Landkreis' if district.kind == 'Landkreis' else 'Stadt'} {district.name}"
    )


def files_of(application, content, question):
    if question.kind != "file":
        return []
    return [
        {"pk": a.pk, "name": a.name, "size": a.size, "sha256": a.sha256, "alt": a.alt_text}
        for a in application.attachments.filter(pk__in=content[question.key]).order_by("pk")
    ]


def forwards(apps, schema_editor):
    Edition, Application = apps.get_model("prize", "Edition"), apps.get_model("prize", "Application")
    Version = apps.get_model("prize", "Version")
    for edition in Edition.objects.exclude(kind="archive"):
        questions = lay_out(apps, edition)
        for application in Application.objects.filter(edition=edition).select_related("district"):
            application.content = content_of(application, questions)
            is_filed = application.number is not None
            version = Version.objects.create(
                application=application,
                number=application.version,
                kind="file" if is_filed else "save",
                content=application.content,
                document=document_of(application, application.content, questions) if is_filed else None,
                at=application.saved_at,
            )
            application.filed = version if is_filed else None
            Application.objects.filter(pk=application.pk).update(content=application.content, filed=application.filed)


class Migration(migrations.Migration):
    dependencies = [("prize", "0009_form_of_an_edition")]

    operations = [migrations.RunPython(forwards)]
