"""Practice stays where it belongs, is never half there, and is carried on from wherever it stopped."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.practice import load_practice, play_season, practice_edition
from prize.models import Edition, Laureate, User
from tests.config.cast import small_cast

# One worker loads the season for all of these.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("practice")]


def test_there_is_no_practice_on_a_real_site():
    with pytest.raises(CommandError, match="Übungsdaten gibt es nur in der Übung"):
        call_command("load_practice")
    assert not Edition.objects.exists()
    assert practice_edition() is None


def test_a_failure_in_the_middle_leaves_nothing(settings, monkeypatch):
    settings.PRACTICE = True
    monkeypatch.setattr("config.practice.load.fail_one_letter", lambda season: 1 / 0)
    few = small_cast()[-2:]
    with pytest.raises(ZeroDivisionError):
        load_practice(at=timezone.now(), clock=timezone.now, projects=few)
    assert not Edition.objects.exists()
    assert not User.objects.exists()


def test_a_season_that_stopped_half_way_is_carried_on(settings):
    settings.PRACTICE = True
    few = small_cast()[:9] + small_cast()[-2:]
    edition = load_practice(at=timezone.now(), clock=timezone.now, projects=few).edition
    for words, _count in play_season(edition, clock=timezone.now):
        if words == "Zur Auszeichnung vorgeschlagen":
            break
    done = dict(play_season(practice_edition(), clock=timezone.now))
    assert done["Bewertungsbögen abgegeben"] == done["Zur Auszeichnung vorgeschlagen"] == 0
    assert done["Auszeichnungen von der Leitung bestätigt"] > 0
    assert done["Urkunden ausgestellt"] == Laureate.objects.filter(edition=edition).standing().count()


def test_it_is_refused_on_a_real_site():
    with pytest.raises(CommandError, match="Gespielt wird nur in der Übung"):
        call_command("play_season")


def test_it_needs_a_season(settings):
    settings.PRACTICE = True
    with pytest.raises(CommandError, match="load_practice"):
        call_command("play_season")
