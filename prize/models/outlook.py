"""What happens next with an application, and when its people will hear: whole sentences for its page.

It rests on what they may know of its state (a shown.Shown) and on the edition's dates, never on a state itself. So
before the announcement it tells nothing of a result.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from prize import rules
from prize.languages import say_date

from . import shown


def what_next(application, state, at):
    """[sentence] for somebody whose application reads `state`."""
    say = {
        shown.DRAFT: of_draft,
        shown.LAPSED: of_lapsed,
        shown.RETURNED: of_returned,
        shown.RECEIVED: of_received,
        shown.IN_COMPETITION: of_competition,
        shown.REFUSED: of_refused,
        shown.AWARDED: of_awarded,
        shown.NOT_AWARDED: of_not_awarded,
        shown.WITHDRAWN: of_withdrawn,
    }
    return [sentence for sentence in say[state](application, at) if sentence]


def is_over(state):
    """Nothing more comes of it in this edition; the next call may be a chance."""
    return state in (shown.LAPSED, shown.REFUSED, shown.NOT_AWARDED)


# Before filing ----------------------------------------------------------------------------------
def of_draft(application, at):
    return [
        _("Reichen Sie Ihre Bewerbung bis %s ein. Ein Entwurf allein nimmt nicht teil.")
        % moment(rules.deadline_for(application.organisation, application.edition, at)),
        _("Danach bekommen Sie sofort eine Bestätigung mit Ihrer Nummer, und die Geschäftsstelle prüft die Bewerbung."),
    ]


def of_lapsed(application, at):
    return [
        _("Die Frist endete am %s.") % moment(application.edition.closes_at),
        _("Ihr Text bleibt hier stehen. Sie können ihn für eine spätere Bewerbung verwenden."),
        _("Ist beim Einreichen etwas schiefgegangen? Dann schreiben Sie bitte bald der Geschäftsstelle."),
    ]


# Under way --------------------------------------------------------------------------------------
def of_returned(application, at):
    return [
        _("Nummer und Tag des Eingangs bleiben. Ergänzen können Sie auch nach dem Ende der Bewerbungsfrist."),
        _("Wenn Sie noch einmal eingereicht haben, prüft die Geschäftsstelle weiter."),
    ]


def of_received(application, at):
    return [
        _("Die Geschäftsstelle prüft, ob alle Angaben da sind. Fehlt etwas, schreibt sie an %s.")
        % application.contact_email,
        _("Danach liest und bewertet die unabhängige Jury alle zugelassenen Bewerbungen."),
        hearing(application.edition, at),
        ceremony(application.edition, at),
    ]


def of_competition(application, at):
    return [
        _("Die unabhängige Jury liest und bewertet die Bewerbungen. Sie müssen nichts tun."),
        hearing(application.edition, at),
        ceremony(application.edition, at),
    ]


def hearing(edition, at):
    """When the result comes. The planned moment is no result: all learn it, see decision 0007."""
    if rules.is_announced(edition, at):
        return ""
    if edition.announced_at:
        return _("Das Ergebnis erfahren Sie am %s auf dieser Seite, und wir schreiben Ihnen in jedem Fall.") % moment(
            edition.announced_at
        )
    return _(
        "Das Ergebnis erfahren Sie hier und in jedem Fall per E-Mail. "
        "Der Tag steht noch nicht fest; sobald es so weit ist, lesen Sie ihn auf dieser Seite."
    )


def ceremony(edition, at):
    if not edition.ceremony_on or edition.ceremony_on < timezone.localdate(at):
        return ""
    facts = {"day": say_date(edition.ceremony_on, "l, j. F Y"), "place": edition.ceremony_place}
    if edition.ceremony_place:
        return _("Verliehen werden die Preise am %(day)s (%(place)s).") % facts
    return _("Verliehen werden die Preise am %(day)s.") % facts


# At the end -------------------------------------------------------------------------------------
def of_refused(application, at):
    return [
        _("Den Grund lesen Sie unten. Mehr müssen Sie nicht tun."),
        _("Haben Sie Fragen dazu, oder halten Sie es für einen Irrtum? Dann schreiben Sie der Geschäftsstelle."),
    ]


def of_awarded(application, at):
    return [
        ceremony(application.edition, at),
        _("Die Urkunde bekommen Sie bei der Verleihung. Was Sie dafür wissen müssen, schreiben wir Ihnen.")
        if is_before_ceremony(application.edition, at)
        else "",
        _("Ihr Projekt steht jetzt auch auf der Seite „Preisträger“."),
    ]


def is_before_ceremony(edition, at):
    return edition.ceremony_on is None or edition.ceremony_on >= timezone.localdate(at)


def of_not_awarded(application, at):
    return [_("Beim nächsten Aufruf können Sie sich wieder bewerben, auch mit demselben Projekt.")]


def of_withdrawn(application, at):
    found = [
        _("Das lässt sich nicht rückgängig machen. War es ein Versehen? Schreiben Sie gleich der Geschäftsstelle.")
    ]
    if rules.is_open_for(application.organisation, application.edition, at):
        found.append(
            _("Eine neue Bewerbung ist bis %s möglich.")
            % moment(rules.deadline_for(application.organisation, application.edition, at))
        )
    return found


def moment(at):
    return _("%s Uhr") % say_date(timezone.localtime(at), "l, j. F Y, H:i")
