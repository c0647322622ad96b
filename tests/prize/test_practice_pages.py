"""What a practice site offers, and that none of it exists elsewhere."""

import datetime

import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from prize import postbox
from tests import factories

pytestmark = pytest.mark.django_db
PAGES = [("practice_sign_in", []), ("practice_mail", []), ("practice_mail_page", ["20270101-1-0"])]


@pytest.fixture
def practice(settings):
    settings.PRACTICE = True


def person(**fields):
    return factories.UserFactory(is_practice=True, **fields)


def post(settings, *subjects, body="Guten Tag"):
    backend = "django.core.mail.backends.filebased.EmailBackend"
    with get_connection(backend, file_path=settings.EMAIL_FILE_PATH) as connection:
        for subject in subjects:
            EmailMessage(subject, body, to=["ada@example.org"], connection=connection).send()


# Elsewhere it does not exist ------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "args"), PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_it_exists_on_a_real_site(client, settings, name, args, method):
    post(settings, "Code 123456")
    user = person(name="Sachbearbeitung", office_role="clerk")
    assert getattr(client, method)(reverse(name, args=args), {"user": user.pk}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert "Übungsanmeldung" not in client.get(reverse("home")).content.decode()


def test_every_page_of_a_practice_site_says_so_and_links_to_it(client, practice):
    text = client.get(reverse("home")).content.decode()
    assert "Übungsdaten" in text
    assert f'href="{reverse("practice_sign_in")}"' in text
    assert f'href="{reverse("practice_mail")}"' in text


# Sign-in ---------------------------------------------------------------------------------------------
def test_one_click_signs_in_and_leads_to_the_right_place(client, practice):
    organisation = factories.OrganisationFactory(name="Gewerkepass Osnabrück")
    applicant = person(name="Bewerbung 1")
    factories.MembershipFactory(user=applicant, organisation=organisation)
    person(name="Leitung", office_role="lead")
    person(name="Jurymitglied 1")
    text = client.get(reverse("practice_sign_in")).content.decode()
    for words in ("Bewerbung 1", "Gewerkepass Osnabrück", "Leitung", "Jurymitglied 1"):
        assert words in text
    page = client.post(reverse("practice_sign_in"), {"user": applicant.pk}, follow=True)
    assert page.redirect_chain[0][0] == reverse("start")
    assert page.redirect_chain[-1][0] == reverse("my_applications")
    assert "Gewerkepass Osnabrück" in page.content.decode()


def test_one_click_changes_the_person_and_leaves_nothing_of_the_one_before(client, practice):
    first, second = person(office_role="clerk"), person(office_role="lead")
    client.post(reverse("practice_sign_in"), {"user": first.pk})
    session = client.session
    session["secret"] = "of the first"
    session.save()
    client.post(reverse("practice_sign_in"), {"user": second.pk})
    assert client.session["_auth_user_id"] == str(second.pk)
    assert "secret" not in client.session


@pytest.mark.parametrize(
    "fields",
    [
        {"is_practice": False},
        {"is_practice": False, "office_role": "lead"},
        {"is_practice": True, "is_active": False},
        {"is_practice": True, "is_staff": True},
        {"is_practice": True, "is_superuser": True},
    ],
)
def test_nobody_who_is_not_there_for_the_practice_is_signed_in(client, practice, fields):
    user = factories.UserFactory(name="Echte Person", **fields)
    factories.MembershipFactory(user=user)
    assert "Echte Person" not in client.get(reverse("practice_sign_in")).content.decode()
    assert client.post(reverse("practice_sign_in"), {"user": user.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("user", ["", "0", "-1", "abc", "²", "9" * 40, "1 OR 1=1"])
def test_nonsense_signs_nobody_in(client, practice, user):
    person(name="Bewerbung 1")
    assert client.post(reverse("practice_sign_in"), {"user": user}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_dozen_applicants_are_shown_and_the_rest_is_counted(client, practice, django_assert_num_queries):
    for number in range(1, 16):
        factories.MembershipFactory(user=person(name=f"Bewerbung {number:02}"))
    with django_assert_num_queries(11):
        text = client.get(reverse("practice_sign_in")).content.decode()
    assert "Bewerbung 12" in text
    assert "Bewerbung 13" not in text
    assert "und 3 weitere Personen" in text


def test_an_empty_practice_site_says_so(client, practice):
    assert "Hier gibt es noch niemanden." in client.get(reverse("practice_sign_in")).content.decode()


# Mail -------------------------------------------------------------------------------------------------
def test_mails_are_listed_and_read(client, practice, settings):
    post(
        settings,
        "Ihr Code für die Anmeldung",
        "Zweite Post & mehr",
        body="Der Code: 4711\nhttp://localhost:8000/x/?a=1&b=2",
    )
    page = client.get(reverse("practice_mail"))
    text = page.content.decode()
    assert text.index("Zweite Post &amp; mehr") < text.index("Ihr Code für die Anmeldung")
    mail = postbox.newest(settings.EMAIL_FILE_PATH)[0]
    text = client.get(reverse("practice_mail_page", args=[mail.key])).content.decode()
    assert "Der Code: 4711" in text
    assert '<a href="http://localhost:8000/x/?a=1&amp;b=2"' in text


def test_the_moment_of_a_mail_is_told_in_local_time(practice, settings):
    post(settings, "Post")
    (mail,) = postbox.newest(settings.EMAIL_FILE_PATH)
    assert abs(timezone.now() - mail.sent_at) < datetime.timedelta(minutes=1)


def test_without_mails_the_page_says_what_would_bring_one(client, practice):
    assert "Noch keine Post" in client.get(reverse("practice_mail")).content.decode()


def test_a_mail_that_is_not_there_is_a_404(client, practice, settings):
    post(settings, "Post")
    assert client.get(reverse("practice_mail_page", args=["settings"])).status_code == 404
    assert client.get("/uebung/post/..%2f..%2fetc/").status_code == 404


def test_mails_cannot_bring_html_along(client, practice, settings):
    post(settings, "<b>fett</b>", body="<script>alert(1)</script>")
    mail = postbox.newest(settings.EMAIL_FILE_PATH)[0]
    text = client.get(reverse("practice_mail_page", args=[mail.key])).content.decode()
    assert "&lt;script&gt;" in text
    assert "<b>fett" not in text


def test_a_damaged_file_does_not_take_the_list_away(client, practice, settings):
    post(settings, "Gute Post")
    folder = settings.EMAIL_FILE_PATH
    (folder / "0-broken.log").write_bytes(b"\xff\xfe nothing of a mail")
    (folder / "0-empty.log").write_bytes(b"")
    assert "Gute Post" in client.get(reverse("practice_mail")).content.decode()
