"""Who reads a file, and as what it is handed out."""

from urllib.parse import quote as urlquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.forms import attachment as uploads
from prize.models import Attachment
from tests import factories
from tests.prize.files import named, pdf, picture
from tests.prize.test_uploads import pictures, returned, send

pytestmark = pytest.mark.django_db


def test_a_file_comes_as_a_thing_that_cannot_act(client, applicant, draft):
    document = {"file-documents": named("Übersicht 2026.pdf", pdf())}
    send(client, draft, **pictures(named("foto.png", picture("PNG"))), **document)
    document, shown = Attachment.objects.order_by("kind")
    for attachment, disposition in ((document, "attachment"), (shown, "inline")):
        response = client.get(attachment.get_absolute_url())
        assert response["Content-Type"] == attachment.content_type
        assert response["Content-Disposition"].startswith(disposition)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Cache-Control"] == "private, no-store"
        assert len(b"".join(response.streaming_content)) == attachment.size
        assert urlquote(attachment.name) in response["Content-Disposition"]


def test_a_picture_without_a_preview_is_shown_itself(client, applicant, draft):
    kept = factories.AttachmentFactory(application=draft, kind="picture", content_type="image/png")
    assert client.get(kept.get_preview_url()).getvalue() == b"%PDF-1.4\n"
    send(client, draft, **pictures(named("foto.png", picture("PNG"))))
    response = client.get(Attachment.objects.latest("pk").get_preview_url())
    assert (response["Content-Type"], response.getvalue()[8:12]) == ("image/webp", b"WEBP")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_files_of_others_do_not_exist(client, applicant, draft):
    send(client, draft, **pictures(named("a.png", picture("PNG"))))
    kept = Attachment.objects.get()
    addresses = [kept.get_absolute_url(), kept.get_preview_url(), reverse("attachment_remove", args=[kept.pk])]
    for user in (factories.UserFactory(), factories.clerk()):  # a draft is nobody else's business
        client.force_login(user)
        assert {client.get(address).status_code for address in addresses} == {404}
        assert client.post(addresses[-1]).status_code == 404
    client.logout()
    assert {client.get(address).status_code for address in addresses} == {302}


def test_a_file_that_is_missing_on_the_disk_is_a_404(client, applicant, draft):
    send(client, draft, **pictures(named("a.png", picture("PNG"))))
    kept = Attachment.objects.get()
    kept.file.storage.delete(kept.file.name)
    assert client.get(kept.get_absolute_url()).status_code == 404


def test_nothing_is_added_or_removed_after_filing(client, applicant, draft):
    upload = uploads.Upload("document", "a.pdf", pdf(), "application/pdf")
    kept = actions.add_attachment(draft, upload, by=applicant, at=timezone.now())
    client.post(reverse("application_file", args=[draft.pk]))
    assert client.post(reverse("attachment_remove", args=[kept.pk])).status_code == 409
    page = send(client, draft, follow=False, **pictures(named("foto.jpg", picture())))
    assert page.status_code == 409
    assert "schon eingereicht" in page.content.decode()
    assert Attachment.objects.get() == kept


def test_a_jury_reads_what_is_filed_and_nothing_else(client, applicant, draft, monkeypatch):
    """The application is returned: one picture was taken out, another came, and neither concerns the jury."""
    send(client, draft, **pictures(named("alt.png", picture("PNG")), named("bleibt.jpg", picture())))
    old, stays = Attachment.objects.order_by("pk")
    returned(draft, applicant)
    send(client, draft, **pictures(named("neu.png", picture("PNG", colour="blue"))))
    new = Attachment.objects.latest("pk")
    juror, clerk = factories.UserFactory(), factories.clerk()
    monkeypatch.setattr("jury.models.readable_applications", lambda user: reads_all(user, juror))

    def readable(user):
        return set(Attachment.objects.visible_to(user))

    assert readable(juror) == {old, stays}
    assert readable(applicant) == readable(clerk) == {old, stays, new}
    actions.remove_attachment(old, by=applicant, at=timezone.now())
    assert readable(juror) == {old, stays}  # still what was filed
    actions.file_application(draft, by=applicant, at=timezone.now())
    assert readable(juror) == {stays, new}
    assert readable(applicant) == readable(clerk) == {old, stays, new}
    browser = Client()
    browser.force_login(juror)
    assert browser.get(old.get_absolute_url()).status_code == 404
    assert browser.get(old.get_preview_url()).status_code == 404
    assert browser.get(stays.get_preview_url()).getvalue()


def test_office_and_jury_read_the_description_that_was_filed(client, applicant, draft):
    send(client, draft, **pictures(named("chor.png", picture("PNG"))))
    kept = Attachment.objects.get()
    send(client, draft, **{f"alt-{kept.pk}": "Ein Chor"})
    returned(draft, applicant)
    send(client, draft, **{f"alt-{kept.pk}": "Ein Chor auf dem Marktplatz"})
    office = reverse("application_office", args=[draft.pk])
    client.force_login(factories.clerk())
    assert 'alt="Ein Chor"' in client.get(office).content.decode()
    actions.file_application(draft, by=applicant, at=timezone.now())
    assert 'alt="Ein Chor auf dem Marktplatz"' in client.get(office).content.decode()


def reads_all(user, juror):
    from django.db.models import Q

    return Q(pk__gt=0) if user == juror else Q(pk__in=[])
