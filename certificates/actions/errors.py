"""What these actions may refuse, besides prize.actions' own refusals. Nothing has been changed."""

from django.utils.translation import gettext as _

from prize.actions import Conflict


class NotReady(Conflict):
    """Something that has to be printed is not known yet. `words` name each missing thing."""

    @property
    def heading(self):
        return _("Für die Urkunden fehlen noch Angaben")


class NotDrawable(Conflict):
    """The drawing refused: a character that no font has, or a text that does not fit."""

    @property
    def heading(self):
        return _("Diese Urkunde kann so nicht gedruckt werden")


class Damaged(Conflict):
    """The stored file is missing or is not the one that was issued."""

    def __init__(self, certificate):
        super().__init__(
            _(
                "Die gespeicherte Datei der Urkunde %s fehlt oder ist nicht mehr die, die ausgestellt wurde. "
                "Bitte wenden Sie sich an die technische Verwaltung, damit sie aus der Sicherung geholt wird."
            )
            % certificate
        )


class ReceiptDamaged(Conflict):
    """The same of a receipt."""

    def __init__(self, file_name):
        super().__init__(
            _(
                "Die gespeicherte Datei „%s“ fehlt oder ist nicht mehr die, die erstellt wurde. Ihre Bewerbung ist "
                "davon nicht berührt. Bitte schreiben Sie der Geschäftsstelle."
            )
            % file_name
        )
