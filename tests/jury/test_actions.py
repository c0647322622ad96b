import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from jury import actions
from jury.models import AwardWeight, Criterion, Mark, PanelAward, Ranking, ScoreSheet, Standing
from prize.actions import Conflict, Incomplete, NotAllowed, freeze_ranking, move, nominate
from prize.models import Application, History
from prize.models.history import first_break
from tests import factories
from tests.jury import factories as jury

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def test_a_panel_scores_and_its_awards_get_their_own_ranking(now):
    main = factories.AwardFactory()
    special = factories.AwardFactory(edition=main.edition, kind="special", name="Sonderpreis", position=2)
    panel = jury.panel(main, special, is_open=False)
    _first, second = panel.criteria.in_order()
    AwardWeight.objects.create(award=special, criterion=second, weight=3)
    actions.open_scoring(panel, by=factories.clerk(), at=now)
    broad, deep = jury.application(panel), jury.application(panel)
    for juror in panel.jurors.all():
        jury.hand_in(juror, broad, 5, 2)
        jury.hand_in(juror, deep, 2, 4)
    report = actions.close_scoring(panel, by=factories.clerk(), at=now)
    assert len(report.scored) == 4
    assert not report.below_quorum
    panel.refresh_from_db()
    assert [row.candidacy.application for row in Ranking(main, panel).rows(0, 50)] == [broad, deep]
    assert [row.candidacy.application for row in Ranking(special, panel).rows(0, 50)] == [deep, broad]
    assert set(broad.candidacies.values_list("state", flat=True)) == {"jury_scored"}
    assert first_break(panel.edition) is None
    assert actions.deviating_standings(panel) == []


def test_below_the_quorum_stays_eligible_until_the_lead_says_otherwise(now):
    panel = jury.panel()
    application = jury.application(panel)
    jury.hand_in(panel.jurors.first(), application, 4, 4)
    report = actions.close_scoring(panel, by=factories.clerk(), at=now)
    ((candidacy, sheets),) = report.below_quorum
    assert sheets == 1
    assert Ranking(candidacy.award, panel).rows(0, 50) == []
    assert list(Ranking(candidacy.award, panel).below_quorum()) == [candidacy]
    with pytest.raises(ValidationError):
        actions.score_below_quorum(candidacy, by=factories.clerk(), at=now, reason="Ausnahme")
    with pytest.raises(ValidationError):
        actions.score_below_quorum(candidacy, by=factories.lead(), at=now, reason=" ")
    moved = actions.score_below_quorum(candidacy, by=factories.lead(), at=now, reason="Ein Mitglied ist erkrankt.")
    assert moved.state == "jury_scored"


def test_scoring_opens_only_with_all_it_needs(now):
    panel = jury.panel(is_open=False, jurors=1, weights=())
    with pytest.raises(NotAllowed) as refusal:
        actions.open_scoring(panel, by=factories.lead(), at=now)
    assert len(refusal.value.words) == 2
    actions.preset_criteria(panel)
    assert [c.weight for c in panel.criteria.all()] == [1] * 5
    with pytest.raises(NotAllowed):
        actions.preset_criteria(panel)
    jury.add_juror(panel)
    Criterion.objects.filter(position=1).update(high=10)
    with pytest.raises(NotAllowed, match="Skala"):
        actions.open_scoring(panel, by=factories.lead(), at=now)
    Criterion.objects.update(high=5)
    with pytest.raises(NotAllowed):
        actions.open_scoring(panel, by=factories.UserFactory(), at=now)
    actions.open_scoring(panel, by=factories.lead(), at=now)
    with pytest.raises(NotAllowed):
        actions.open_scoring(panel, by=factories.lead(), at=now)


def test_criteria_stand_once_scoring_has_opened():
    panel = jury.panel()
    criterion = panel.criteria.first()
    frozen = [
        criterion,
        Criterion(panel=panel, name="Neu"),
        AwardWeight(award=jury.award_of(panel), criterion=criterion, weight=2),
        PanelAward(panel=panel, award=factories.AwardFactory(edition=panel.edition)),
    ]
    for thing in frozen:
        with pytest.raises(ValidationError, match="Bewertung hat begonnen"):
            thing.full_clean()
    with pytest.raises(NotAllowed):
        actions.preset_criteria(panel)


def test_an_award_of_another_edition_is_no_panels_award():
    panel = jury.panel(is_open=False)
    with pytest.raises(ValidationError, match="anderen Ausgabe"):
        PanelAward(panel=panel, award=factories.AwardFactory()).full_clean()


@pytest.mark.parametrize("value", [0, 6, 3.5, "3", True])
def test_a_mark_out_of_scale_is_refused(value):
    panel = jury.panel()
    with pytest.raises(ValidationError, match="ganze Zahl von 1 bis 5"):
        jury.save(panel.jurors.first(), jury.application(panel), value, 3)
    assert not ScoreSheet.objects.exists()


def test_a_mark_for_another_panels_criterion_is_refused(now):
    panel, other = jury.panel(), jury.panel()
    juror, application = panel.jurors.first(), jury.application(panel)
    foreign = {other.criteria.first().pk: 3}
    with pytest.raises(ValidationError):
        actions.save_sheet(juror, application, marks=foreign, comment="", note="", version=0, by=juror.user, at=now)


def test_a_draft_keeps_what_there_is_and_counts_nowhere(now):
    panel = jury.panel()
    juror, application = panel.jurors.first(), jury.application(panel)
    sheet = jury.save(juror, application, 3, None, comment=" gut ", note="nachfragen")
    assert [m.value for m in sheet.marks.all()] == [3]
    assert sheet.comment == "gut"
    with pytest.raises(Incomplete) as refusal:
        actions.hand_in(sheet, by=juror.user, at=now)
    assert refusal.value.problems == [panel.criteria.in_order()[1].pk]
    sheet = jury.save(juror, application, None, 4)
    assert [m.value for m in sheet.marks.all()] == [4]
    assert not Standing.objects.exists()
    facts = str(list(History.objects.filter(application=application).values_list("facts", flat=True)))
    assert "nachfragen" not in facts


def test_two_devices_at_once(now):
    panel = jury.panel()
    juror, application = panel.jurors.first(), jury.application(panel)
    jury.save(juror, application, 3, 3)
    with pytest.raises(Conflict, match="an anderer Stelle gespeichert"):
        jury.save(juror, application, 1, 1, version=0)
    assert set(Mark.objects.values_list("value", flat=True)) == {3}


def test_a_handed_in_sheet_is_final_until_the_office_reopens_it(now):
    panel = jury.panel(quorum=1)
    juror, application = panel.jurors.first(), jury.application(panel)
    sheet = jury.hand_in(juror, application, 3, 3)
    with pytest.raises(Conflict, match="schon abgegeben"):
        jury.save(juror, application, 5, 5)
    with pytest.raises(Conflict, match="schon abgegeben"):
        actions.hand_in(sheet, by=juror.user, at=now)
    with pytest.raises(NotAllowed):
        actions.reopen_sheet(sheet, by=juror.user, at=now, reason="bitte")
    with pytest.raises(ValidationError):
        actions.reopen_sheet(sheet, by=factories.clerk(), at=now, reason="")
    actions.reopen_sheet(sheet, by=factories.clerk(), at=now, reason="Vertippt")
    assert not Standing.objects.exists()
    jury.hand_in(juror, application, 5, 5)
    assert Standing.objects.get().mean == 5


def test_only_the_juror_writes_on_the_own_sheet(now):
    panel = jury.panel()
    first, second = panel.jurors.all()[:2]
    application = jury.application(panel)
    sheet = jury.save(first, application, 3, 3)
    for person in (second.user, factories.lead()):
        with pytest.raises(NotAllowed):
            actions.hand_in(sheet, by=person, at=now)


def test_no_sheet_before_opening_or_after_closing(now):
    panel = jury.panel(is_open=False)
    juror, application = panel.jurors.first(), jury.application(panel)
    with pytest.raises(NotAllowed, match="nicht geöffnet"):
        jury.save(juror, application, 3, 3)
    actions.open_scoring(panel, by=factories.lead(), at=now)
    sheet = jury.save(panel.jurors.first(), application, 3, 3)
    actions.close_scoring(panel, by=factories.lead(), at=now)
    juror = panel.jurors.first()
    for attempt in (
        lambda: jury.save(juror, application, 4, 4),
        lambda: actions.hand_in(sheet, by=juror.user, at=now),
        lambda: actions.close_scoring(panel, by=factories.lead(), at=now),
        lambda: actions.reopen_sheet(sheet, by=factories.lead(), at=now, reason="x"),
    ):
        with pytest.raises(NotAllowed, match="nicht geöffnet"):
            attempt()


def test_a_withdrawn_application_is_scored_no_more(now):
    panel = jury.panel()
    application = jury.application(panel)
    juror = panel.jurors.first()
    jury.hand_in(juror, application, 3, 3)
    move(application.candidacies.get(), "withdraw", by=factories.clerk(), at=now, reason="auf Wunsch")
    with pytest.raises(NotAllowed, match="nicht mehr zur Bewertung"):
        jury.save(panel.jurors.last(), application, 3, 3)
    assert Ranking(jury.award_of(panel), panel).ranked().count() == 0


def test_recusal_takes_the_sheet_out_and_lifting_brings_it_back(now):
    panel = jury.panel(quorum=1)
    application = jury.application(panel)
    first, second, third = panel.jurors.all()
    jury.hand_in(first, application, 1, 1)
    jury.hand_in(second, application, 5, 5)
    recusal = actions.recuse(first, application, reason="Mein Verein", by=first.user, at=now)
    assert Standing.objects.get().mean == 5
    with pytest.raises(NotAllowed, match="befangen"):
        jury.save(first, application, 2, 2)
    with pytest.raises(NotAllowed):
        actions.recuse(first, application, reason="noch einmal", by=first.user, at=now)
    with pytest.raises(NotAllowed):
        actions.recuse(third, application, reason="für andere", by=second.user, at=now)
    with pytest.raises(ValidationError):
        actions.recuse(third, application, reason="", by=third.user, at=now)
    with pytest.raises(NotAllowed):
        actions.lift_recusal(recusal, by=factories.clerk(), at=now, reason="geprüft")
    actions.lift_recusal(recusal, by=factories.lead(), at=now, reason="geprüft")
    assert Standing.objects.get().mean == 3
    with pytest.raises(NotAllowed):
        actions.lift_recusal(recusal, by=factories.lead(), at=now, reason="geprüft")


def test_a_person_is_recused_on_every_panel(now):
    main = factories.AwardFactory()
    special = factories.AwardFactory(edition=main.edition, kind="special", name="Sonderpreis", position=2)
    panel, other = jury.panel(main), jury.panel(special, name="Jury des Bündnisses")
    juror = panel.jurors.first()
    seat = jury.add_juror(other, user=juror.user)
    application = jury.application(panel)
    assert Application.objects.visible_to(juror.user).filter(pk=application.pk).exists()
    actions.recuse(juror, application, reason="Mein Verein", by=juror.user, at=now)
    assert seat.recusals.count() == 1
    assert not Application.objects.visible_to(juror.user).filter(pk=application.pk).exists()


def test_all_jurors_recused_leaves_the_application_below_the_quorum(now):
    panel = jury.panel(quorum=1)
    application = jury.application(panel)
    for juror in panel.jurors.all():
        jury.hand_in(juror, application, 4, 4)
        actions.recuse(juror, application, reason="befangen", by=juror.user, at=now)
    assert not Standing.objects.exists()
    report = actions.close_scoring(panel, by=factories.lead(), at=now)
    assert [sheets for _, sheets in report.below_quorum] == [0]


def test_reopening_a_panel_makes_its_candidacies_eligible_again(now):
    panel = jury.panel(quorum=1)
    application = jury.application(panel)
    jury.hand_in(panel.jurors.first(), application, 4, 4)
    actions.close_scoring(panel, by=factories.lead(), at=now)
    with pytest.raises(NotAllowed):
        actions.reopen_scoring(panel, by=factories.clerk(), at=now, reason="Nachzügler")
    with pytest.raises(ValidationError):
        actions.reopen_scoring(panel, by=factories.lead(), at=now, reason="")
    panel = actions.reopen_scoring(panel, by=factories.lead(), at=now, reason="Nachzügler")
    assert panel.is_open
    assert application.candidacies.get().state == "eligible"


def test_nothing_moves_under_a_frozen_ranking(now):
    panel = jury.panel(quorum=1)
    application = jury.application(panel)
    juror = panel.jurors.first()
    jury.hand_in(juror, application, 4, 4)
    recusal = actions.recuse(panel.jurors.last(), application, reason="x", by=panel.jurors.last().user, at=now)
    actions.close_scoring(panel, by=factories.lead(), at=now)
    freeze_ranking(jury.award_of(panel), by=factories.lead(), at=now)
    for attempt in (
        lambda: actions.reopen_scoring(panel, by=factories.lead(), at=now, reason="doch noch"),
        lambda: actions.recuse(juror, application, by=juror.user, at=now, reason="zu spät"),
        lambda: actions.lift_recusal(recusal, by=factories.lead(), at=now, reason="zu spät"),
    ):
        with pytest.raises(NotAllowed, match="festgeschrieben"):
            attempt()


def test_a_frozen_ranking_stops_recusals_only_where_the_application_competes(now):
    """A person on two juries: what the one has decided says nothing about an application that only the other reads."""
    main = factories.AwardFactory()
    sport = factories.AwardFactory(edition=main.edition, kind="special", name="Sportpreis", is_automatic=False)
    panel, other = jury.panel(main, quorum=1), jury.panel(sport, quorum=1, name="Sportjury")
    juror = panel.jurors.first()
    seat = jury.add_juror(other, user=juror.user)
    application = jury.application(panel)
    freeze_ranking(sport, by=factories.lead(), at=now)
    recusal = actions.recuse(juror, application, by=juror.user, at=now, reason="Mein Verein")
    assert seat.recusals.count() == 1
    actions.lift_recusal(recusal, by=factories.lead(), at=now, reason="geprüft")
    freeze_ranking(main, by=factories.lead(), at=now)
    with pytest.raises(NotAllowed, match="festgeschrieben"):
        actions.recuse(seat, application, by=juror.user, at=now, reason="Mein Verein")


def test_a_recusal_after_closing_that_takes_the_quorum_takes_the_verdict(now):
    """What is scored has its quorum or the lead's override, and an override speaks of the sheets that it saw."""
    panel, lead = jury.panel(jurors=3, quorum=2), factories.lead()
    application = jury.application(panel)
    first, second, third = panel.jurors.all()
    for juror in (first, second, third):
        jury.hand_in(juror, application, 4, 4)
    actions.close_scoring(panel, by=lead, at=now)
    actions.recuse(first, application, reason="Mein Verein", by=first.user, at=now)
    assert jury.candidacy(application, panel).state == "jury_scored"
    recusal = actions.recuse(second, application, reason="Mein Verein", by=second.user, at=now)
    candidacy = jury.candidacy(application, panel)
    assert (candidacy.state, candidacy.scored_at) == ("eligible", None)
    with pytest.raises(Conflict):
        nominate(candidacy, by=lead, at=now)
    row = History.objects.get(step="unscore")
    assert (row.by, row.before, row.after) == (second.user, "jury_scored", "eligible")
    assert (row.facts["sheets"], row.facts["quorum"]) == (1, 2)
    actions.lift_recusal(recusal, by=lead, at=now, reason="geprüft")
    assert jury.candidacy(application, panel).state == "jury_scored"
    actions.recuse(second, application, reason="Mein Verein", by=second.user, at=now)
    actions.score_below_quorum(candidacy, by=lead, at=now, reason="Die Sitzung hat beraten.")
    actions.recuse(third, application, reason="Mein Verein", by=third.user, at=now)
    assert jury.candidacy(application, panel).state == "eligible"
    panel.edition.refresh_from_db()
    assert first_break(panel.edition) is None
    assert actions.deviating_standings(panel) == []


def test_a_recusal_of_somebody_without_a_sheet_leaves_the_override(now):
    panel, lead = jury.panel(jurors=3, quorum=2), factories.lead()
    application = jury.application(panel)
    jury.hand_in(panel.jurors.first(), application, 4, 4)
    actions.close_scoring(panel, by=lead, at=now)
    actions.score_below_quorum(jury.candidacy(application, panel), by=lead, at=now, reason="Sitzung")
    juror = panel.jurors.last()
    actions.recuse(juror, application, reason="Mein Verein", by=juror.user, at=now)
    assert jury.candidacy(application, panel).state == "jury_scored"


def test_no_verdict_is_taken_back_while_the_quorum_stands(now):
    panel = jury.panel(quorum=1)
    application = jury.application(panel)
    jury.hand_in(panel.jurors.first(), application, 4, 4)
    actions.close_scoring(panel, by=factories.lead(), at=now)
    facts = {"sheets": 1, "quorum": 1, "reason": "befangen"}
    with pytest.raises(ValidationError):
        move(jury.candidacy(application, panel), "unscore", by=factories.lead(), at=now, **facts)


def test_check_standings_finds_what_does_not_fit(capsys):
    panel = jury.panel(quorum=1)
    application = jury.application(panel)
    jury.hand_in(panel.jurors.first(), application, 4, 4)
    call_command("check_standings")
    assert "Alle Plätze entsprechen" in capsys.readouterr().out
    Standing.objects.update(points=1)
    with pytest.raises(CommandError, match="1 Plätze weichen"):
        call_command("check_standings")
    Standing.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("check_standings")
    actions.refresh_standings(panel)
    call_command("check_standings")
