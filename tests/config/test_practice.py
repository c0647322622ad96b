"""The practice season: every state has examples, real editions stay untouched, and nothing of it exists elsewhere."""

import io
from collections import Counter

import pikepdf
import pytest
from django.core.management import call_command
from django.utils import timezone

from config.practice import files, load_practice
from config.practice.projects import read_projects
from jury import actions as jury_actions
from jury.models import Mark, Panel, Recusal, ScoreSheet
from prize import actions
from prize.forms.attachment import check_pdf, clean_picture
from prize.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    History,
    Laureate,
    Letter,
    Organisation,
    User,
)
from prize.models.history import first_break
from tests import factories

pytestmark = pytest.mark.xdist_group("practice")  # one worker loads the season for all of these

NAMED_BY_THE_BROCHURE = {
    "Deutschvermittler": "Hemmingen",
    "Gewerkepass": "Osnabrück",
    "Willkommenskultur": "Meppen",
    "Ich kann helfen": "Göttingen",
    "Lebenswege begleiten": "Bruchhausen-Vilsen",
    "Stark im Beruf": "Salzgitter",
    "iChor Harzer Land": "Osterode",
    "Nachbarschaft Asendorf": "Asendorf",
}


@pytest.fixture(scope="module")
def season(stage):
    """Loaded once for all tests of this module, beside a real edition."""
    with stage():
        real = factories.filed().edition
        real_rows = History.objects.filter(edition=real).count()
        season = load_practice(at=timezone.now(), clock=timezone.now)
    season.real, season.real_rows = real, real_rows
    return season


@pytest.mark.django_db
class TestSeason:
    def test_the_page_of_its_call_says_that_it_is_practice(self, season, client, settings):
        settings.PRACTICE = True
        shown = client.get("/").content.decode()
        for words in ("Ist das ein echter Aufruf?", "Teilhabe von Menschen mit Migrationsgeschichte", "(Übung)"):
            assert words in shown
        assert all("Übung" in faq.answer for faq in season.edition.faqs.all())

    def test_applications_and_candidacies_in_every_state(self, season):
        applications = Application.objects.filter(edition=season.edition)
        candidacies = Candidacy.objects.filter(application__edition=season.edition)
        assert set(applications.values_list("state", flat=True)) == set(ApplicationState.values)
        assert set(candidacies.values_list("state", flat=True)) == set(CandidacyState.values)
        assert applications.count() >= 50
        assert set(candidacies.filter(state="ineligible").values_list("reason", flat=True)) != {""}
        assert History.objects.filter(edition=season.edition, step="reinstate").exists()

    def test_who_the_brochure_names_and_many_winners(self, season):
        places = dict(Application.objects.filter(edition=season.edition).values_list("project_title", "place"))
        assert NAMED_BY_THE_BROCHURE.items() <= places.items()
        winners = [p for p in read_projects() if "preis 20" in p.source]
        assert len({p.organisation for p in winners} - {"Hemminger Netzwerk für Flüchtlinge"}) >= 42

    def test_numbers_have_no_gaps_and_the_history_is_whole_and_in_order(self, season):
        filed = Application.objects.filter(edition=season.edition, number__isnull=False)
        numbers = list(filed.order_by("number").values_list("number", flat=True))
        moments = list(season.edition.history.order_by("position").values_list("at", flat=True))
        season.edition.refresh_from_db()
        assert numbers == list(range(1, len(numbers) + 1))
        assert first_break(season.edition) is None
        assert moments == sorted(moments)
        assert season.edition.opens_at <= moments[0]
        assert moments[-1] <= timezone.now()

    def test_everything_is_marked_as_practice(self, season):
        mine = Application.objects.filter(edition=season.edition)
        assert all(reference.startswith("Ü") for a in mine.exclude(number=None) if (reference := a.reference))
        assert all(a.short_text.startswith("Übungstext.") for a in mine)
        assert all(a.organisation.is_practice for a in mine.select_related("organisation"))
        people = User.objects.filter(email__endswith="@uebung.invalid")
        assert all(user.is_practice and not user.has_usable_password() for user in people)
        assert not Organisation.objects.filter(is_practice=True).exclude(applications__edition=season.edition).exists()

    def test_the_cast(self, season):
        roles = Counter(User.objects.filter(is_practice=True).values_list("office_role", flat=True))
        assert (roles["clerk"], roles["lead"], roles["auditor"]) == (2, 1, 1)
        jury = season.panel.jurors.order_by("pk")
        assert [juror.name for juror in jury] == [f"Jurymitglied {n}" for n in range(1, 8)]
        assert [juror.is_chair for juror in jury] == [True] + [False] * 6

    def test_a_stranger_can_still_file(self, season):
        now = timezone.now()
        organisation = factories.OrganisationFactory()
        draft = factories.ApplicationFactory(edition=season.edition, organisation=organisation)
        filed = actions.file_application(draft, by=factories.member_of(organisation), at=now)
        assert filed.candidacies.count() == 2
        assert (season.edition.closes_at - now).days >= 13

    def test_the_jury_is_in_the_middle_of_its_work(self, season):
        panel = Panel.objects.get(pk=season.panel.pk)
        sheets = ScoreSheet.objects.filter(juror__panel=panel)
        assert panel.is_open
        assert sheets.filter(handed_in_at=None).exists()
        assert sheets.exclude(handed_in_at=None).exists()
        assert Recusal.objects.filter(juror__panel=panel).count() >= 3
        assert set(Mark.objects.values_list("value", flat=True)) == {1, 2, 3, 4, 5}
        assert jury_actions.deviating_standings(panel) == []

    def test_the_sports_prize_is_being_decided(self, season):
        panel = Panel.objects.get(pk=season.sport_panel.pk)
        states = Counter(season.awards["lsb"].candidacies.values_list("state", flat=True))
        assert panel.is_closed
        assert states["awarded"] == states["not_awarded"] == 1
        assert states["jury_scored"] >= 3
        kinds = set(season.awards["lsb"].candidacies.values_list("application__organisation__kind", flat=True))
        assert kinds <= {"sportverein", "verband", "verein"}
        assert Laureate.objects.filter(edition=season.edition).standing().count() == 1

    def test_letters_in_several_states(self, season):
        states = set(Letter.objects.filter(edition=season.edition).values_list("state", flat=True))
        assert {"held", "sent", "failed"} <= states

    def test_some_applications_have_files_that_the_form_would_have_taken(self, season):
        names = set(Application.objects.exclude(attachments=None).values_list("attachments__name", flat=True))
        assert names == {"uebungsbild.png", "uebungsbericht.pdf"}
        check_pdf(files.document().content)
        assert clean_picture(files.picture(1).content)[0] == "image/png"
        with pikepdf.open(io.BytesIO(files.document().content)) as pdf:
            assert len(pdf.pages) == 1

    def test_paper_mail_and_proposals_are_among_them(self, season):
        mine = Application.objects.filter(edition=season.edition)
        assert set(mine.values_list("channel", flat=True)) == {"web", "mail", "paper"}
        assert set(mine.values_list("kind", flat=True)) == {"own", "proposal"}

    def test_no_application_was_filed_later_than_it_was_written(self, season):
        for application in Application.objects.filter(edition=season.edition, submitted_at__isnull=False):
            assert application.created_at <= application.submitted_at <= application.saved_at

    def test_real_editions_are_not_touched(self, season):
        season.real.refresh_from_db()
        assert History.objects.filter(edition=season.real).count() == season.real_rows
        assert season.real.applications.count() == 1
        assert not Candidacy.objects.filter(application__edition=season.real).exclude(state="submitted").exists()
        assert first_break(season.real) is None

    def test_the_second_time_nothing_happens(self, season, settings, capsys):
        settings.PRACTICE = True
        before = History.objects.count()
        call_command("load_practice")
        assert "Die Übungssaison gibt es schon; nichts geändert." in capsys.readouterr().out
        assert History.objects.count() == before

    def test_the_same_texts_every_time(self, season):
        assert read_projects() == read_projects()
        assert files.picture(3).sha256 == files.picture(3).sha256
        assert files.document().sha256 == files.document().sha256
