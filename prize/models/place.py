from django.db import models
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from .constraints import one_of


class Region(models.TextChoices):
    """The four areas of the Ämter für regionale Landesentwicklung."""

    BRAUNSCHWEIG = "Braunschweig", "Braunschweig"
    LEINE_WESER = "Leine-Weser", "Leine-Weser"
    LUENEBURG = "Lüneburg", "Lüneburg"
    WESER_EMS = "Weser-Ems", "Weser-Ems"


class DistrictKind(models.TextChoices):
    LANDKREIS = "Landkreis", _("Landkreis")
    STADT = "kreisfreie Stadt", _("kreisfreie Stadt")
    REGION = "Region", _("Region")


class District(models.Model):
    """One of the 45 districts; loaded by a migration from data/districts.csv.

    „Osnabrück“ is both a Landkreis and a kreisfreie Stadt, so the name alone identifies nothing.
    """

    name = models.CharField(_("Name"), max_length=60)
    kind = models.CharField(_("Art"), max_length=20, choices=DistrictKind)
    region = models.CharField(_("Region"), max_length=20, choices=Region)

    class Meta:
        verbose_name = _("Landkreis oder kreisfreie Stadt")
        verbose_name_plural = _("Landkreise und kreisfreie Städte")
        ordering = ["name", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "kind"], name="district_name_and_kind"),
            one_of("kind", DistrictKind, "district_kind"),
            one_of("region", Region, "district_region"),
        ]

    def __str__(self):
        if self.kind == DistrictKind.REGION:
            return self.name
        return _("Landkreis %s") % self.name if self.kind == DistrictKind.LANDKREIS else _("Stadt %s") % self.name


FIELDS_OF_ACTION = (  # for the catalogues: the names themselves are rows
    gettext_noop("Sprache"),
    gettext_noop("Arbeit & Ausbildung"),
    gettext_noop("Wohnen & Leben"),
    gettext_noop("Bürgerschaftliches Engagement"),
    gettext_noop("Gesellschaftliche Teilhabe"),
)


class FieldOfAction(models.Model):
    """One of the alliance's five Handlungsfelder; loaded by a migration."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("Name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"))

    class Meta:
        verbose_name = _("Handlungsfeld")
        verbose_name_plural = _("Handlungsfelder")
        ordering = ["position", "pk"]

    def __str__(self):
        return gettext(self.name)
