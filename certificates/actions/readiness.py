"""What the certificates of an edition will say, and what is missing for that."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import MAX_SIGNATORIES, Design, Signatory


def design_of(edition):
    """The edition's design, or an unsaved one that takes everything from the ceremony."""
    design = Design.objects.filter(edition=edition).first() or Design(edition=edition)
    design.edition = edition
    return design


def signatories_on(edition, day):
    return [one for one in Signatory.objects.filter(edition=edition) if day is None or one.signs_on(day)]


def missing(edition):
    """Sentences about what has to be set before a certificate of this edition can be drawn; none when all is there."""
    design = design_of(edition)
    day = design.printed_date
    words = []
    if not design.printed_place:
        words.append(_("Es fehlt der Ort, der auf der Urkunde steht."))
    if day is None:
        words.append(_("Es fehlt das Datum, das auf der Urkunde steht."))
    count = len(signatories_on(edition, day))
    if not count:
        words.append(_("Für das Datum auf der Urkunde ist keine Unterschrift eingetragen."))
    if count > MAX_SIGNATORIES:
        words.append(
            ngettext(
                "Auf der Urkunde hat nur %(most)d Unterschrift Platz.",
                "Auf der Urkunde haben nur %(most)d Unterschriften Platz, für diesen Tag sind es %(count)d.",
                MAX_SIGNATORIES,
            )
            % {"most": MAX_SIGNATORIES, "count": count}
        )
    return words
