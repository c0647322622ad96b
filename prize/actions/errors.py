"""What an action may refuse. Each is shown as a 409 page with its own words; nothing has been changed."""

from django.utils.translation import gettext as _

from prize.wording import nested


class Conflict(Exception):  # noqa: N818 -- a word people read, no Python error name
    """The thing is not, or no longer, in the state that the person saw."""

    title = ""
    is_repeatable = False  # may the person decide to do the same once more, now knowing?

    def __init__(self, *words):
        self.words = [str(word) for word in words]
        super().__init__(" ".join(self.words))

    @property
    def heading(self):
        return _("Das ist gerade nicht möglich")


class StepNotOpen(Conflict):
    def __init__(self, thing, step, reasons=()):
        self.thing, self.step = thing, step
        words = list(reasons) or [
            _("„%(thing)s“ steht jetzt auf „%(state)s“. Vielleicht war jemand anderes schneller.")
            % {"thing": nested(thing), "state": thing.get_state_display()}
        ]
        super().__init__(*words)


class DeadlinePassed(Conflict):
    def __init__(self):
        super().__init__(
            _(
                "Die Bewerbungsfrist läuft nicht. Ihr Entwurf ist gespeichert; "
                "bitte wenden Sie sich an die Geschäftsstelle."
            )
        )


class EditedMeanwhile(Conflict):
    """`kept` is the version with the typed text that was not taken over; none where nothing was typed."""

    is_repeatable = True

    def __init__(self, kept=None):
        self.kept = kept
        super().__init__(
            _("Jemand anderes hat dieselbe Angabe inzwischen geändert. Ihr Text ist aufgehoben, aber nicht übernommen.")
            if kept
            else _("Jemand anderes hat diese Bewerbung inzwischen geändert.")
        )

    @property
    def heading(self):
        return _("Inzwischen geändert")


class Incomplete(Conflict):
    """`problems` say what is missing or wrong (models.Problem)."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__(_("Es fehlen noch Angaben."))


class NothingToEnter(Conflict):
    def __init__(self, too_late=()):
        """`too_late` are the awards that are being decided already."""
        if too_late:
            names = ", ".join(nested(award) for award in too_late)
            words = _("Keine Teilnahme mehr möglich: %s. Über die Vergabe wird schon entschieden.") % names
        else:
            words = _("Für diese Art von Organisation ist in dieser Ausgabe kein Preis ausgeschrieben.")
        super().__init__(words)


class NotAllowed(Conflict):
    """The person may not do this at all, or not now."""


class NoRoom(NotAllowed):
    """The question has as many files as it takes."""

    def __init__(self):
        super().__init__(_("Mehr Dateien dieser Art sind nicht möglich. Entfernen Sie zuerst eine andere."))


class MembershipEnded(Conflict):
    """Somebody writes for an organisation that they no longer belong to. `typed` is [(label, text)]: their words, which
    the page gives back."""

    def __init__(self, organisation, typed):
        self.organisation, self.typed = organisation, typed
        super().__init__(
            _("Sie gehören nicht mehr zu „%s“. Deshalb wurde nichts gespeichert.") % nested(organisation),
        )


class FormChanged(Conflict):
    """The form of an edition, or the question, is not any more what the person saw."""

    def __init__(self):
        super().__init__(_("Jemand anderes hat den Bewerbungsbogen inzwischen geändert."))

    @property
    def heading(self):
        return _("Inzwischen geändert")


class NeedsConsent(Conflict):
    """People have answered already: `plan` says what the change means for them, and has to be agreed to."""

    is_repeatable = True

    def __init__(self, plan):
        self.plan = plan
        super().__init__(*plan.asks.values())


class QuestionRefused(Conflict):
    """`faults` are [(field of the editor or "", words)]."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(*(words for _field, words in faults))
