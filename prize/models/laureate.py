from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prize import rules

from .candidacy import Candidacy
from .constraints import exactly_when
from .edition import Award, AwardKind, Edition, euros
from .people import Organisation


@dataclass(frozen=True)
class Line:
    """A laureate as lists show it. A list of all editions as full models would cost three times as much."""

    who: str  # the recipients, or where the sources name none, the project
    what: str  # place and project, as they follow the name
    special: str  # the name of a special prize, empty for the main one


class LaureateQuerySet(models.QuerySet):
    def standing(self):
        """Not revoked."""
        return self.filter(revoked_at__isnull=True)

    def announced(self, at):
        return self.filter(edition__in=Edition.objects.known_to_all(at))

    def visible_to(self, user, *, at):
        """The office sees all, everybody else what is announced and stands."""
        return self if rules.may_read_office(user) else self.standing().announced(at)

    def in_order(self):
        return self.order_by("-edition__year", "award__position", models.F("rank").asc(nulls_last=True), "pk")

    def for_page(self):
        related = self.select_related("edition", "award__donor", "candidacy__application")
        return related.prefetch_related("recipients").in_order()

    def lines(self):
        """{edition pk: [Line]} in the order of the page, in two queries."""
        names, lines = defaultdict(list), defaultdict(list)
        both, unknown = f" {gettext('und')} ", gettext("Name nicht überliefert")
        recipients = Recipient.objects.filter(laureate__in=self.order_by()).order_by("laureate", "position")
        for laureate, name in recipients.values_list("laureate", "name"):
            names[laureate].append(name)
        columns = ("pk", "edition", "project", "place", "award__kind", "award__name")
        for pk, edition, project, place, kind, award in self.in_order().values_list(*columns):
            special = award if kind == AwardKind.SPECIAL else ""
            who = both.join(names[pk])
            what = (f", {place}" if place else "") + (f" – {project}" if who and project else "")
            lines[edition].append(Line(who or project or unknown, what, special))
        return lines


class Laureate(models.Model):
    """Who was awarded what: recipients, a rank, a sum, or an honour without money.

    Made by the award step, for editions before this system by the archive import. Public pages and certificates
    read laureates, never states.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="laureates")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="laureates")
    candidacy = models.OneToOneField(
        Candidacy, on_delete=models.PROTECT, null=True, blank=True, related_name="laureate", editable=False
    )
    project = models.CharField(_("Projekt"), max_length=200, blank=True)
    place = models.CharField(_("Ort"), max_length=120, blank=True)
    text = models.TextField(_("Wofür"), blank=True)
    rank = models.PositiveSmallIntegerField(_("Rang"), null=True, blank=True)
    category = models.CharField(_("Kategorie"), max_length=120, blank=True)
    amount_eur = models.PositiveIntegerField(_("Preisgeld in Euro"), null=True, blank=True)
    sources = models.JSONField(_("Quellen"), default=list, blank=True)
    revoked_at = models.DateTimeField(_("widerrufen"), null=True, editable=False)
    revoked_reason = models.TextField(_("Grund des Widerrufs"), blank=True, editable=False)

    objects = LaureateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Preisträgerin oder Preisträger")
        verbose_name_plural = _("Preisträgerinnen und Preisträger")
        ordering = ["-edition__year", "award__position", "rank", "pk"]
        constraints = [
            exactly_when(Q(revoked_at__isnull=False), ~Q(revoked_reason=""), "laureate_revoked_with_reason"),
        ]

    def __str__(self):
        return f"{self.names()} – {self.award} {self.edition.year}"

    @property
    def sum_for_people(self):
        """The sum in words. Without one: an honour, or for the archive simply not handed down."""
        if self.amount_eur:
            return euros(self.amount_eur)
        return _("Preisgeld nicht überliefert") if self.edition.is_archive else _("Ehrung ohne Preisgeld")

    def names(self):
        """The recipients in one line; reads the prefetched recipients."""
        return " / ".join(r.name for r in self.recipients.all()) or self.project


class Recipient(models.Model):
    """One of those who share a prize: an organisation, a part of one, or a person."""

    laureate = models.ForeignKey(Laureate, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField(_("Name"), max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="wins")
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)

    class Meta:
        verbose_name = _("Empfängerin oder Empfänger")
        verbose_name_plural = _("Empfängerinnen und Empfänger")
        ordering = ["laureate_id", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["laureate", "position"], name="recipient_position_once")]

    def __str__(self):
        return self.name
