"""The office's pages of the jury: panels, rankings, and the decisions about sheets and recusals."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jury import actions
from jury.models import Panel, PanelAward, Ranking, Recusal, ScoreSheet
from prize import rules
from prize.forms.step import StepForm
from prize.models import Candidacy
from prize.views.access import get_and_post, lead_only, office_only, office_readers
from prize.views.office import running_editions

PAGE = 50
SOME = 10


@require_safe
@office_readers
def panels(request):
    edition = running_editions().first()
    found = Panel.objects.for_page().filter(edition=edition) if edition else []
    may = {"may_decide": rules.is_office(request.user), "is_lead": rules.is_lead(request.user)}
    return render(request, "jury/panels.html", {"edition": edition, "panels": found, **may})


# Opening and closing ----------------------------------------------------------------------------
QUESTIONS = {
    "open_scoring": {
        "title": gettext_lazy("Bewertung öffnen"),
        "meaning": gettext_lazy(
            "Die Jurymitglieder sehen jetzt die zugelassenen Bewerbungen und können bewerten. "
            "Kriterien, Gewichte und Preise dieser Jury stehen von da an fest."
        ),
    },
    "close_scoring": {
        "title": gettext_lazy("Bewertung schließen"),
        "meaning": gettext_lazy(
            "Danach ändert sich kein Bogen mehr. Bewerbungen, die das Quorum erreicht haben, gelten als bewertet; "
            "die übrigen werden getrennt aufgeführt, und die Leitung entscheidet über sie."
        ),
    },
    "reopen_scoring": {
        "title": gettext_lazy("Bewertung wieder öffnen"),
        "meaning": gettext_lazy(
            "Die Jury kann wieder bewerten. Alle bewerteten Kandidaturen dieser Jury sind wieder nur zugelassen."
        ),
        "needs_reason": True,
    },
    "score_below_quorum": {
        "title": gettext_lazy("Trotz fehlender Bögen abschließen"),
        "meaning": gettext_lazy(
            "Die Bewerbung gilt als bewertet und kann vorgeschlagen werden. In der Rangliste bleibt sie getrennt "
            "aufgeführt, weil ihr Mittel auf zu wenigen Bögen beruht."
        ),
        "needs_reason": True,
    },
    "reopen_sheet": {
        "title": gettext_lazy("Bogen wieder öffnen"),
        "meaning": gettext_lazy("Der Bogen zählt nicht mehr, bis das Jurymitglied ihn erneut abgibt."),
        "needs_reason": True,
    },
    "lift_recusal": {
        "title": gettext_lazy("Befangenheit aufheben"),
        "meaning": gettext_lazy(
            "Das Jurymitglied liest die Bewerbung wieder. Hatte es schon einen Bogen abgegeben, so zählt er wieder."
        ),
        "needs_reason": True,
    },
}


def decide(request, name, action, *, subject, back, said, standing=""):
    """GET asks „do you really“; POST does it, says so and goes back. `said`: words, or a function of the result;
    `standing`: how things stand now."""
    question = QUESTIONS[name]
    data = request.POST if request.method == "POST" else None
    form, given = StepForm(data, question), []
    if form.succeeds(lambda **facts: given.append(action(**facts)), by=request.user, at=timezone.now()):
        messages.success(request, said(given[0]) if callable(said) else said)
        return redirect(back)
    context = {"question": question, "form": form, "subject": subject, "back": back, "standing": standing}
    return render(request, "jury/decide.html", context)


def panel_or_404(pk):
    return get_object_or_404(Panel.objects.for_page().filter(edition__in=running_editions()), pk=pk)


@get_and_post
@office_only
def open_scoring(request, panel_pk):
    panel = panel_or_404(panel_pk)
    action, said = partial(actions.open_scoring, panel), _("%s: Die Bewertung ist geöffnet.") % panel
    return decide(request, "open_scoring", action, subject=panel, back=reverse("panels"), said=said)


@get_and_post
@office_only
def close_scoring(request, panel_pk):
    panel = panel_or_404(panel_pk)
    action, standing = partial(actions.close_scoring, panel), standing_words(panel)
    back = reverse("panels")
    return decide(request, "close_scoring", action, subject=panel, back=back, said=report_words, standing=standing)


def standing_words(panel):
    words = _("%(reached)s von %(total)s Bewerbungen haben jetzt das Quorum von %(quorum)s Bögen erreicht.")
    return words % {"reached": panel.reached, "total": panel.applications, "quorum": panel.quorum}


def report_words(report):
    said = _("Die Bewertung ist geschlossen. Bewertete Kandidaturen: %(scored)s, unter dem Quorum: %(below)s.")
    return said % {"scored": len(report.scored), "below": len(report.below_quorum)}


@get_and_post
@lead_only
def reopen_scoring(request, panel_pk):
    panel = panel_or_404(panel_pk)
    action, said = partial(actions.reopen_scoring, panel), _("%s: Die Bewertung ist wieder geöffnet.") % panel
    return decide(request, "reopen_scoring", action, subject=panel, back=reverse("panels"), said=said)


# Rankings ---------------------------------------------------------------------------------------
def ranking_or_404(award_pk):
    seats = PanelAward.objects.select_related("panel__edition", "award").filter(panel__edition__in=running_editions())
    found = get_object_or_404(seats, award=award_pk)
    return Ranking(found.award, found.panel)


@require_safe
@office_readers
def ranking(request, award_pk):
    """The ranked ones page by page; the first of those below the quorum follow on the last page."""
    found = ranking_or_404(award_pk)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    _ranked, below = found.counts
    some = found.below_quorum()[:SOME] if below and not page.has_next() else []
    context = {"rows": page.object_list, "below": some, "below_count": below}
    shown = [row.candidacy for row in page.object_list] + list(some)
    return render(request, "jury/ranking.html", context | ranking_part(request, found, page, shown))


@require_safe
@office_readers
def below_quorum(request, award_pk):
    found = ranking_or_404(award_pk)
    page = Paginator(found.below_quorum(), PAGE).get_page(request.GET.get("page"))
    context = {"below": page, **ranking_part(request, found, page, page.object_list)}
    return render(request, "jury/below_quorum.html", context)


def ranking_part(request, found, page, shown):
    """`shown` are the candidacies of the page."""
    award, panel, user = found.award, found.panel, request.user
    may_decide = rules.is_office(user) and panel.is_closed and not award.is_decided
    offers = {
        "a_place": may_decide and award.has_free_place(),
        "confirming": {c.pk for c in shown if c.may_be_confirmed_by(user)},
    }
    facts = {"ranking": found, "award": award, "panel": panel, "page": page, "here": request.get_full_path()}
    return facts | {"may_decide": may_decide, "is_lead": rules.is_lead(user), "offers": offers}


@get_and_post
@lead_only
def score_below_quorum(request, candidacy_pk):
    here = Candidacy.objects.in_competition().filter(award__panel_award__panel__edition__in=running_editions())
    candidacy = get_object_or_404(here.for_step(), pk=candidacy_pk)
    action, said = partial(actions.score_below_quorum, candidacy), _("%s gilt als bewertet.") % candidacy.application
    back = reverse("below_quorum", args=[candidacy.award_id])
    return decide(request, "score_below_quorum", action, subject=candidacy, back=back, said=said)


# Sheets and recusals ----------------------------------------------------------------------------
@get_and_post
@office_only
def reopen_sheet(request, juror_pk, application_pk):
    sheets = ScoreSheet.objects.final().filter(juror__panel__edition__in=running_editions())
    sheet = get_object_or_404(sheets.for_office(), juror=juror_pk, application=application_pk)
    action, said = partial(actions.reopen_sheet, sheet), _("%s: Der Bogen ist wieder offen.") % sheet
    back = reverse("application_office", args=[application_pk])
    return decide(request, "reopen_sheet", action, subject=sheet, back=back, said=said)


@get_and_post
@lead_only
def lift_recusal(request, juror_pk, application_pk):
    recusals = Recusal.objects.filter(juror__panel__edition__in=running_editions())
    recusal = get_object_or_404(recusals.for_office(), juror=juror_pk, application=application_pk)
    action, said = partial(actions.lift_recusal, recusal), _("%s: Die Befangenheit ist aufgehoben.") % recusal
    back = reverse("application_office", args=[application_pk])
    return decide(request, "lift_recusal", action, subject=recusal, back=back, said=said)
