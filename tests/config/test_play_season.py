"""From the middle of the practice season to the certificates, with a smaller cast of applications."""

import io
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from config.practice import load_practice, practice_edition
from config.practice.season import Season
from prize.models import Application, Candidacy, Edition, Laureate, Letter
from prize.models.history import first_break
from tests import factories
from tests.config.cast import small_cast

# One worker loads the season for all of these.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("play")]


@dataclass
class Played:
    season: Season
    real: Edition
    folder: Path
    media: Path
    out: str
    mails: int


@pytest.fixture(scope="module")
def played(stage, tmp_path_factory):
    """A season that the command has played, beside a real edition."""
    folder, out = tmp_path_factory.mktemp("certificates"), io.StringIO()
    with stage() as media:
        real = factories.filed().edition
        season = load_practice(at=timezone.now(), clock=timezone.now, projects=small_cast())
        before = len(mail.outbox)
        call_command("play_season", folder=folder, stdout=out)
    return Played(season, real, folder, media, out.getvalue(), len(mail.outbox) - before)


def states_of(model, **where):
    return set(model.objects.filter(**where).values_list("state", flat=True))


def test_the_season_ends_with_laureates_and_certificates(played):
    edition = practice_edition()
    laureates = Laureate.objects.filter(edition=edition).standing()
    assert [laureates.filter(award=award).count() for award in edition.awards.order_by("position")] == [4, 1, 1]
    assert laureates.values("candidacy__application").distinct().count() == 6
    assert "   6  Urkunden ausgestellt" in played.out
    assert "   0  Auszeichnungen ohne Urkunde" in played.out
    assert edition.announced_at <= timezone.now()
    assert states_of(Candidacy, application__edition=edition) == {"awarded", "not_awarded", "ineligible", "withdrawn"}
    assert states_of(Application, edition=edition) == {"draft", "submitted", "withdrawn"}


def test_every_letter_has_left(played):
    results = Letter.objects.filter(edition=practice_edition(), kind__in=["awarded", "not_awarded"])
    assert states_of(Letter, edition=practice_edition()) == {"sent"}
    assert results.filter(kind="awarded").count() == 6
    assert played.mails >= results.count()


def test_the_history_is_whole_and_in_order(played):
    moments = list(practice_edition().history.order_by("position").values_list("at", flat=True))
    assert first_break(practice_edition()) is None
    assert moments == sorted(moments)


def test_the_files_are_certificates_marked_as_practice(played):
    paths = sorted(played.folder.iterdir())
    names = [path.name for path in paths]
    assert names[0] == "uebung-2026-alle.pdf"
    assert [name[:10] for name in names[1:]] == [f"Ü2026-00{n}-" for n in range(1, 7)]  # … and who it is for
    texts = {path.name: text_of(path) for path in paths}
    assert all("Übungsdaten" in page for pages in texts.values() for page in pages)
    assert [len(pages) for pages in texts.values()] == [6, 1, 1, 1, 1, 1, 1]
    for laureate in Laureate.objects.filter(edition=practice_edition()).standing():
        assert any(laureate.names().split()[0] in page for page in texts["uebung-2026-alle.pdf"])


def text_of(path):
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_the_best_win_and_nobody_twice(played):
    main = played.season.awards["main"].candidacies.select_related("standing")
    won = {c.application_id: c.standing.points for c in main.filter(state="awarded")}
    laureates = Laureate.objects.filter(edition=practice_edition()).standing()
    special = set(
        laureates.exclude(award=played.season.awards["main"]).values_list("candidacy__application", flat=True)
    )
    losers = main.filter(state="not_awarded").exclude(application__in=special)
    assert losers
    assert all(c.standing.points <= min(won.values()) for c in losers)
    assert not won.keys() & special


def test_a_second_run_changes_nothing_and_says_so(played, settings, capsys):
    settings.PRACTICE, settings.MEDIA_ROOT = True, played.media
    before = practice_edition().history_length, {path: path.read_bytes() for path in played.folder.iterdir()}
    call_command("play_season", folder=played.folder)
    assert "Die Übungssaison ist schon gespielt; nichts geändert." in capsys.readouterr().out
    assert before == (practice_edition().history_length, {p: p.read_bytes() for p in played.folder.iterdir()})


def test_real_editions_are_not_played(played):
    assert states_of(Candidacy, application__edition=played.real) == {"submitted"}
    assert first_break(played.real) is None
