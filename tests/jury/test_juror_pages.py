import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jury import actions
from jury.models import ScoreSheet
from prize.actions import move
from tests import factories
from tests.jury import factories as jury

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    return jury.panel(name="Jury 2026")


@pytest.fixture
def juror(panel, client):
    juror = panel.jurors.first()
    client.force_login(juror.user)
    return juror


def address(panel, application, name="score_sheet"):
    return reverse(name, args=[panel.pk, application.pk])


def data(panel, *values, then="save", version=0, **fields):
    marks = {f"mark_{c.pk}": value for c, value in zip(panel.criteria.in_order(), values, strict=True)}
    return marks | {"then": then, "version": version, "comment": "", "note": ""} | fields


def test_juror_list_shows_what_to_read_and_how_far_one_is(client, panel, juror):
    done, begun, still_open, recused = [jury.application(panel, project_title=f"Vorhaben {n}") for n in "ABCD"]
    withdrawn = jury.application(panel, project_title="Zurückgenommen")
    move(withdrawn.candidacies.get(), "withdraw", by=factories.clerk(), at=timezone.now(), reason="auf Wunsch")
    jury.hand_in(juror, done, 4, 4)
    jury.save(juror, begun, 4, None)
    actions.recuse(juror, recused, reason="Mein Verein", by=juror.user, at=timezone.now())
    page = client.get(reverse("juror_list")).content.decode()
    assert "1 von 3 Bögen abgegeben, 1 begonnen, 1 befangen" in page
    assert address(panel, begun) in page
    assert "Weiter mit dem nächsten offenen Bogen" in page
    assert "Zurückgenommen" not in page
    only_open = client.get(reverse("juror_list"), {"zeige": "offen"}).content.decode()
    assert [title in only_open for title in ("Vorhaben A", "Vorhaben B", "Vorhaben C")] == [False, True, True]
    assert still_open.reference in only_open


def test_a_recused_juror_sees_the_number_and_nothing_else(client, panel, juror):
    organisation = factories.OrganisationFactory(name="Brückenschlag Rotenburg e.V.")
    application = factories.ApplicationFactory(
        edition=panel.edition, organisation=organisation, project_title="Nähstube Internationale"
    )
    attachment = factories.AttachmentFactory(application=application)
    application = factories.accepted(application)
    assert client.get(address(panel, application)).status_code == 200
    assert client.get(attachment.get_absolute_url()).getvalue()
    response = client.post(address(panel, application, "recuse"), {"reason": "Mein Verein"}, follow=True)
    pages = [response, client.get(reverse("juror_list")), client.get(reverse("juror_list"), {"zeige": "offen"})]
    for page in pages:
        text = page.content.decode()
        assert "Nähstube" not in text
        assert "Brückenschlag" not in text
    assert application.reference in pages[1].content.decode()
    assert "Für diese Bewerbung sind Sie befangen." in pages[1].content.decode()
    gone = [address(panel, application), address(panel, application, "recuse"), attachment.get_absolute_url()]
    assert [client.get(url).status_code for url in gone] == [404, 404, 404]
    assert client.post(address(panel, application), data(panel, 3, 3)).status_code == 404


def test_pictures_are_shown_small_and_films_play_beside_the_sheet(client, panel, juror):
    draft = factories.ApplicationFactory(edition=panel.edition)
    draft.edition.questions.filter(key="documents").update(file_kind="video")
    picture, film = (factories.AttachmentFactory(application=draft, kind=kind) for kind in ("picture", "video"))
    page = client.get(address(panel, factories.accepted(draft))).content.decode()
    assert f'<img src="{picture.get_preview_url()}"' in page
    assert f'<video class="video" controls preload="none" src="{film.get_absolute_url()}"' in page


def test_before_opening_there_is_nothing_to_read(client):
    panel = jury.panel(is_open=False)
    application = jury.application(panel)
    client.force_login(panel.jurors.first().user)
    page = client.get(reverse("juror_list")).content.decode()
    assert "Die Bewertung hat noch nicht begonnen" in page
    assert application.project_title not in page
    assert client.get(address(panel, application)).status_code == 404


def test_a_sheet_is_filled_saved_and_handed_in(client, panel, juror):
    first, second = jury.application(panel), jury.application(panel)
    page = client.get(address(panel, first)).content.decode()
    assert first.content["description"] in page
    assert "trifft voll zu" in page
    response = client.post(address(panel, first), data(panel, 4, "", note="nachfragen"), follow=True)
    assert "Ihr Bogen ist gespeichert" in response.content.decode()
    assert response.redirect_chain[-1][0] == address(panel, first)
    assert "nachfragen" in response.content.decode()
    response = client.post(address(panel, first), data(panel, 4, 3, version=1, then="next"))
    assert response.url == address(panel, second)
    assert "Gewichtetes Mittel Ihrer gespeicherten Noten: 3,50." in client.get(address(panel, first)).content.decode()
    response = client.post(address(panel, first), data(panel, 4, 3, version=2, then="hand_in"), follow=True)
    assert "Noch ein Bogen ist offen." in response.content.decode()
    assert response.redirect_chain[-1][0] == address(panel, second)
    response = client.post(address(panel, second), data(panel, 5, 5, then="hand_in"), follow=True)
    assert "Sie haben alle abgegeben" in response.content.decode()
    done = client.get(address(panel, first)).content.decode()
    assert "Abgegeben am" in done
    assert "<textarea" not in done


def test_the_sheet_leaves_out_declarations_and_says_first_how_to_be_recused(client, panel, juror):
    application = jury.application(panel)
    page = client.get(address(panel, application)).content.decode()
    assert "Erklärungen" not in page
    assert "Hinweise zum Datenschutz" not in page
    link = f'<a class="kern-link kern-link--no-visited-state" href="{address(panel, application, "recuse")}"'
    assert page.index(link) < page.index("<h1")
    assert page.count(link) == 2


def test_handing_in_names_the_criteria_that_miss_a_mark_and_loses_nothing(client, panel, juror):
    application = jury.application(panel)
    response = client.post(address(panel, application), data(panel, 4, "", then="hand_in", comment="Sehr überzeugend"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Kriterium 2: Hier fehlt noch Ihre Note." in page
    assert "Kriterium 1: Hier" not in page
    assert "Sehr überzeugend" in page
    assert page.count(" checked") == 1
    assert not ScoreSheet.objects.exists()


@pytest.mark.parametrize("value", ["6", "0", "3,5", "gut", "-1"])
def test_a_mark_out_of_scale_or_with_a_comma_is_said_at_its_criterion(client, panel, juror, value):
    application = jury.application(panel)
    response = client.post(address(panel, application), data(panel, 3, value, note="bleibt stehen"))
    assert "Kriterium 2: Bitte eine ganze Zahl von 1 bis 5." in response.content.decode()
    assert "bleibt stehen" in response.content.decode()
    assert not ScoreSheet.objects.exists()


@pytest.mark.parametrize(("value", "is_kept"), [("73", True), ("101", False), ("7,5", False), ("", True)])
def test_a_long_scale_is_typed(client, value, is_kept):
    panel = jury.panel(is_open=False, weights=(1,))
    panel.criteria.update(low=0, high=100)
    panel = actions.open_scoring(panel, by=factories.lead(), at=timezone.now())
    juror, application = panel.jurors.first(), jury.application(panel)
    client.force_login(juror.user)
    response = client.post(address(panel, application), data(panel, value))
    assert (response.status_code == 302) is is_kept
    assert ScoreSheet.objects.exists() is is_kept
    if not is_kept:
        assert "Bitte eine ganze Zahl von 0 bis 100." in response.content.decode()


def test_a_second_hand_in_is_a_conflict(client, panel, juror):
    application = jury.application(panel)
    jury.hand_in(juror, application, 4, 4)
    response = client.post(address(panel, application), data(panel, 1, 1, version=1, then="hand_in"))
    assert response.status_code == 409
    assert "schon abgegeben" in response.content.decode()


def test_a_sheet_saved_elsewhere_meanwhile_is_a_conflict(client, panel, juror):
    application = jury.application(panel)
    jury.save(juror, application, 4, 4)
    response = client.post(address(panel, application), data(panel, 1, 1, version=0))
    assert response.status_code == 409
    assert "an anderer Stelle gespeichert" in response.content.decode()


def test_after_closing_a_sheet_can_be_read_but_not_written(client, panel, juror):
    application = jury.application(panel)
    jury.save(juror, application, 4, None, comment="Entwurf bleibt")
    actions.close_scoring(panel, by=factories.lead(), at=timezone.now())
    page = client.get(address(panel, application)).content.decode()
    assert "Dieser Bogen wurde nicht abgegeben" in page
    assert "Entwurf bleibt" in page
    assert client.post(address(panel, application), data(panel, 5, 5, version=1)).status_code == 409


def test_other_jurors_sheets_are_never_shown(client, panel, juror):
    application = jury.application(panel)
    other = panel.jurors.last()
    jury.hand_in(other, application, 4, 4, comment="Mein Favorit", note="geheim")
    jury.hand_in(juror, application, 3, 3)
    page = client.get(address(panel, application)).content.decode()
    assert "Mein Favorit" not in page
    assert "geheim" not in page


def test_strangers_and_jurors_of_other_panels_find_nothing(client, panel):
    application = jury.application(panel)
    for user in (factories.UserFactory(), jury.panel().jurors.first().user):
        client.force_login(user)
        for name in ("score_sheet", "recuse"):
            assert client.get(address(panel, application, name)).status_code == 404


def test_no_page_of_a_juror_tells_who_was_awarded(client, panel, juror):
    winner, other = jury.application(panel), jury.application(panel)
    for application in (winner, other):
        for seat in panel.jurors.all():
            jury.hand_in(seat, application, 4, 4)
    now, lead = timezone.now(), factories.lead()
    actions.close_scoring(panel, by=lead, at=now)
    before = [client.get(url).content.decode() for url in urls(panel, winner, other)]
    from prize import actions as prize_actions

    prize_actions.nominate(winner.candidacies.get(), by=factories.clerk(), at=now)
    move(winner.candidacies.get(), "award_prize", by=lead, at=now)
    after = [client.get(url).content.decode() for url in urls(panel, winner, other)]
    assert [strip_token(page) for page in after] == [strip_token(page) for page in before]


def urls(panel, *applications):
    return [reverse("juror_list"), *(address(panel, a) for a in applications)]


def strip_token(page):
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_recusing_needs_a_reason(client, panel, juror):
    application = jury.application(panel)
    response = client.post(address(panel, application, "recuse"), {"reason": " "})
    assert response.status_code == 200
    assert not juror.recusals.exists()


def test_previous_next_and_next_open_lead_round_the_recused(client, panel, juror):
    first, recused, second, third = [jury.application(panel) for _ in range(4)]
    actions.recuse(juror, recused, reason="Mein Verein", by=juror.user, at=timezone.now())
    jury.hand_in(juror, third, 4, 4)
    page = client.get(address(panel, second)).content.decode()
    assert f'rel="prev" href="{address(panel, first)}"' in page
    assert f'rel="next" href="{address(panel, third)}"' in page
    assert address(panel, recused) not in page
    assert client.get(address(panel, second, "next_open")).url == address(panel, first)
    jury.hand_in(juror, first, 4, 4)
    assert client.get(address(panel, second, "next_open")).url == f"{reverse('juror_list')}?jury={panel.pk}"


def test_the_list_and_the_sheet_cost_the_same_however_much_there_is_to_read(client, panel, juror):
    counts = []
    for more in (2, 18):
        for _ in range(more):
            application = jury.application(panel)
        jury.save(juror, application, 3, 3)
        found = []
        for url in (reverse("juror_list"), address(panel, application)):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]


def test_jurors_begin_with_their_sheets_and_see_no_applicants_page(client, panel, juror):
    assert client.get(reverse("start")).url == reverse("juror_list")
    page = client.get(reverse("juror_list")).content.decode()
    assert "Meine Bögen" in page
    assert "Meine Bewerbungen" not in page
    factories.MembershipFactory(user=juror.user)
    assert "Meine Bewerbungen" in client.get(reverse("juror_list")).content.decode()


def test_a_person_on_two_panels_chooses_between_them(client, panel, juror):
    other = jury.panel(factories.AwardFactory(edition=panel.edition, position=2), name="Jury des Bündnisses")
    jury.add_juror(other, user=juror.user)
    page = client.get(reverse("juror_list"), {"jury": other.pk}).content.decode()
    assert f"?jury={panel.pk}" in page
    assert "Jury des Bündnisses ·" in page
