from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jury import actions
from jury.models import Panel, Recusal
from prize.actions import move
from tests import factories
from tests.jury import factories as jury

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    return jury.panel(name="Jury 2026", quorum=2)


def sign_in(client, user):
    client.force_login(user)
    return user


@pytest.fixture
def clerk(client):
    return sign_in(client, factories.clerk())


@pytest.fixture
def lead(client):
    return sign_in(client, factories.lead())


def text(response):
    return " ".join(response.content.decode().split())


def score(panel, application, *marks, jurors=2):
    for juror in panel.jurors.all()[:jurors]:
        jury.hand_in(juror, application, *marks)


def test_the_panel_is_opened_and_closed_with_a_report(client, clerk):
    panel = jury.panel(is_open=False, quorum=2)
    enough, few = jury.application(panel), jury.application(panel)
    assert "Bewertung öffnen" in text(client.get(reverse("panels")))
    assert "stehen von da an fest" in text(client.get(reverse("open_scoring", args=[panel.pk])))
    assert "Die Bewertung ist geöffnet." in text(client.post(reverse("open_scoring", args=[panel.pk]), follow=True))
    score(panel, enough, 4, 4)
    score(panel, few, 4, 4, jurors=1)
    page = text(client.get(reverse("panels")))
    assert "1 von 2 Bewerbungen haben das Quorum von 2 Bögen erreicht." in page
    assert "2 von 2 Bögen abgegeben" in page
    asked = text(client.get(reverse("close_scoring", args=[panel.pk])))
    assert "1 von 2 Bewerbungen haben jetzt das Quorum von 2 Bögen erreicht." in asked
    page = text(client.post(reverse("close_scoring", args=[panel.pk]), follow=True))
    assert "Bewertete Kandidaturen: 1, unter dem Quorum: 1." in page
    assert "Bewertung geschlossen" in page
    assert client.post(reverse("close_scoring", args=[panel.pk])).status_code == 409


def test_reopening_a_panel_is_the_leads_and_needs_a_reason(client, panel, lead):
    actions.close_scoring(panel, by=lead, at=timezone.now())
    url = reverse("reopen_scoring", args=[panel.pk])
    response = client.post(url, {"reason": ""})
    assert response.status_code == 200
    panel.refresh_from_db()
    assert panel.is_closed
    client.post(url, {"reason": "Ein Mitglied war krank."})
    panel.refresh_from_db()
    assert panel.is_open


def test_a_frozen_ranking_leaves_no_button_to_reopen_the_scoring(client, panel, lead):
    actions.close_scoring(panel, by=lead, at=timezone.now())
    assert "Bewertung wieder öffnen" in text(client.get(reverse("panels")))
    jury.award_of(panel).__class__.objects.filter(pk=jury.award_of(panel).pk).update(ranking_frozen_at=timezone.now())
    page = text(client.get(reverse("panels")))
    assert "Bewertung wieder öffnen" not in page
    assert "An der Bewertung ändert sich nichts mehr." in page


def test_the_ranking_explains_itself(client, panel, clerk):
    heavy, light, shared, best, few = [
        jury.application(panel, project_title=f"Vorhaben {n}") for n in ("A", "B", "C", "D", "E")
    ]
    for application, marks in ((heavy, (4, 3)), (light, (3, 4)), (shared, (3, 4)), (best, (5, 4))):
        score(panel, application, *marks)
    score(panel, few, 5, 5, jurors=1)
    url = reverse("ranking", args=[jury.award_of(panel).pk])
    page = text(client.get(url))
    assert "Zwischenstand" in page
    assert "4,50" in page
    assert "Bei gleicher Punktzahl entscheidet: Kriterium 1" in page
    assert page.count("Geteilter Rang") == 2
    assert "Unter dem Quorum: eine Bewerbung" in page
    assert page.index("Vorhaben D") < page.index("Vorhaben A") < page.index("Vorhaben B") < page.index("Vorhaben E")
    assert "Vorschlagen" not in page
    actions.close_scoring(panel, by=clerk, at=timezone.now())
    page = text(client.get(url))
    assert "Zwischenstand" not in page
    assert reverse("nominate", args=[jury.candidacy(best, panel).pk]) in page
    assert reverse("nominate", args=[jury.candidacy(few, panel).pk]) not in page


def test_the_lead_lets_one_below_the_quorum_pass(client, panel, lead):
    few = jury.application(panel, project_title="Nur ein Bogen")
    score(panel, few, 5, 5, jurors=1)
    candidacy = jury.candidacy(few, panel)
    url = reverse("score_below_quorum", args=[candidacy.pk])
    assert client.post(url, {"reason": "Zu früh"}).status_code == 409
    actions.close_scoring(panel, by=lead, at=timezone.now())
    assert url in text(client.get(reverse("ranking", args=[candidacy.award_id])))
    assert "Dieses Feld" in text(client.post(url, {"reason": ""}))
    page = text(client.post(url, {"reason": "Zwei Mitglieder sind erkrankt."}, follow=True))
    assert "Abgeschlossen, weil: Zwei Mitglieder sind erkrankt." in page
    assert reverse("nominate", args=[candidacy.pk]) in page


def test_the_ranking_offers_only_what_is_open(client, panel, lead):
    """Four eyes: nobody confirms what they have nominated. And where all places are taken, nobody is proposed."""
    award = jury.award_of(panel)
    type(award).objects.filter(pk=award.pk).update(places=1)
    first, second = jury.application(panel), jury.application(panel)
    score(panel, first, 5, 5)
    score(panel, second, 4, 4)
    actions.close_scoring(panel, by=lead, at=timezone.now())
    best, next_best = jury.candidacy(first, panel), jury.candidacy(second, panel)
    url = reverse("ranking", args=[award.pk])
    confirm = reverse("candidacy_step", args=[best.pk, "award_prize"])
    client.post(reverse("nominate", args=[best.pk]))
    page = text(client.get(url))
    assert confirm not in page
    assert reverse("unnominate", args=[best.pk]) in page
    assert reverse("nominate", args=[next_best.pk]) in page
    other = sign_in(client, factories.lead())
    assert confirm in text(client.get(url))
    move(best, "award_prize", by=other, at=timezone.now())
    page = text(client.get(url))
    assert reverse("nominate", args=[next_best.pk]) not in page
    assert confirm not in page


def test_pages_of_the_ranking(client, panel, clerk):
    juror, award = panel.jurors.first(), jury.award_of(panel)
    type(panel).objects.update(quorum=1)
    for index in range(53):
        jury.hand_in(juror, jury.application(panel), 1 + index % 5, 3)
    first, second = [client.get(reverse("ranking", args=[award.pk]), {"page": n}).context["rows"] for n in (1, 2)]
    assert (len(first), len(second)) == (50, 3)
    assert len({row.candidacy.pk for row in first + second}) == 53
    assert second[0].rank == first[-1].rank  # one shared rank over both pages


def test_the_office_sees_marks_after_closing_and_never_notes(client, panel, lead):
    application = jury.application(panel)
    first, second, third = panel.jurors.all()
    sheet = jury.hand_in(first, application, 4, 2, comment="Vorbildlich", note="Streng privat")
    actions.recuse(third, application, reason="Mein Verein", by=third.user, at=timezone.now())
    jury.save(second, application, 1, 1, comment="Entwurf")
    url = reverse("application_office", args=[application.pk])
    page = text(client.get(url))
    assert "erst nach dem Schließen zu sehen" in page
    assert "Vorbildlich" not in page
    assert "ist befangen" in page
    assert reverse("reopen_sheet", args=[first.pk, application.pk]) in page
    actions.close_scoring(panel, by=lead, at=timezone.now())
    page = text(client.get(url))
    assert "Kriterium 1: <strong>4</strong>" in page
    assert "Vorbildlich" in page
    assert "Streng privat" not in page
    assert "Entwurf" not in page.split('id="jury"')[1].split("</table>")[0]
    assert sheet.is_handed_in


def test_a_sheet_is_given_back_with_a_reason(client, panel, clerk):
    application, juror = jury.application(panel), panel.jurors.first()
    sheet = jury.hand_in(juror, application, 4, 2)
    url = reverse("reopen_sheet", args=[juror.pk, application.pk])
    assert client.post(url, {"reason": ""}).status_code == 200
    page = text(client.post(url, {"reason": "Vertippt"}, follow=True))
    assert "Der Bogen ist wieder offen." in page
    sheet.refresh_from_db()
    assert not sheet.is_handed_in
    assert client.get(url).status_code == 404


def test_the_lead_lifts_a_recusal_with_a_reason(client, panel, lead):
    application, juror = jury.application(panel), panel.jurors.first()
    actions.recuse(juror, application, reason="Mein Verein", by=juror.user, at=timezone.now())
    url = reverse("lift_recusal", args=[juror.pk, application.pk])
    assert client.post(url, {"reason": ""}).status_code == 200
    assert Recusal.objects.exists()
    client.post(url, {"reason": "Mitgliedschaft endete 2019."})
    assert not Recusal.objects.exists()
    sign_in(client, factories.clerk())
    assert client.get(url).status_code == 404


def test_the_cockpit_names_who_is_behind(client, panel, clerk):
    application = jury.application(panel)
    jury.hand_in(panel.jurors.first(), application, 4, 2)
    page = text(client.get(reverse("cockpit")))
    before, section = page.split('id="cockpit-jury"')
    assert "Nimmt an einem Preis teil" not in before
    assert "Zulassen" in before
    assert "Bewertungsbogen" not in before  # the section below counts them
    assert "0 von 1 Bewerbungen haben das Quorum" in section
    assert "Jurymitglied 1</strong>" not in section
    assert "Jurymitglied 2</strong>" in section


def test_pages_cost_the_same_however_much_they_show(client, panel, clerk):
    award = jury.award_of(panel)
    counts = []
    for more in (2, 18):
        for index in range(more):
            score(panel, jury.application(panel), 1 + index // 4, 3)
            jury.application(panel)
            jury.add_juror(panel, name=f"Jurymitglied {more}-{index}")
        found = []
        for url in ("panels", "cockpit", ("ranking", award.pk), ("below_quorum", award.pk)):
            address = reverse(url) if isinstance(url, str) else reverse(url[0], args=url[1:])
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert counts[1][2] <= 10


def test_the_admin_offers_the_five_criteria_and_freezes_them(client):
    boss = factories.UserFactory(is_staff=True, is_superuser=True)
    sign_in(client, boss)
    panel = jury.panel(is_open=False, weights=())
    listed = reverse("admin:jury_panel_changelist")
    chosen = {"action": "preset_criteria", "_selected_action": [panel.pk]}
    assert "Die Kriterien sind angelegt." in text(client.post(listed, chosen, follow=True))
    assert panel.criteria.count() == 5
    assert "schon Kriterien" in text(client.post(listed, chosen, follow=True))
    change = reverse("admin:jury_panel_change", args=[panel.pk])
    assert 'name="criteria-0-weight"' in text(client.get(change))
    actions.open_scoring(panel, by=factories.lead(), at=timezone.now())
    page = text(client.get(change))
    assert 'name="criteria-0-weight"' not in page
    assert 'name="jurors-0-name"' in page


def test_the_admin_asks_for_the_criterion_of_a_weight(client):
    sign_in(client, factories.UserFactory(is_staff=True, is_superuser=True))
    page = client.post(reverse("admin:jury_awardweight_add"), {"weight": "2"})
    assert page.status_code == 200
    assert "Dieses Feld ist zwingend erforderlich." in text(page)


def test_the_admin_does_not_write_back_an_opening_that_it_has_not_seen():
    panel = jury.panel(is_open=False)
    stale = Panel.objects.get()
    actions.open_scoring(panel, by=factories.lead(), at=timezone.now())
    stale.name = "Neuer Name"
    form = SimpleNamespace(changed_data=["name"])
    admin.site.get_model_admin(Panel).save_model(None, stale, form, change=True)
    panel.refresh_from_db()
    assert (panel.name, panel.is_open) == ("Neuer Name", True)
