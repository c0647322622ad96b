import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from prize import rules

from .constraints import one_of
from .people import OrganisationKind

MOST_GRACE = 24 * 60  # minutes


class EditionKind(models.TextChoices):
    REGULAR = "regular", _("laufend")
    ARCHIVE = "archive", _("Archiv")
    PRACTICE = "practice", _("Übung")


class Qualifier(models.TextChoices):
    """How sure the source is of the number of applications."""

    EXACT = "", _("genau")
    MORE_THAN = ">", _("mehr als")
    ABOUT = "~", _("rund")
    JUST_UNDER = "<", _("knapp")


def euros(amount):
    return _("%s Euro") % number_format(amount, force_grouping=True)


class Donor(models.Model):
    name = models.CharField(_("Name"), max_length=120, unique=True)
    is_land = models.BooleanField(_("ist das Land Niedersachsen"), default=False)

    class Meta:
        verbose_name = _("Stifter")
        verbose_name_plural = _("Stifter")
        ordering = ["-is_land", "name", "pk"]

    def __str__(self):
        return self.name


class EditionQuerySet(models.QuerySet):
    def archive(self):
        return self.filter(kind=EditionKind.ARCHIVE)

    def on_this_site(self, *, practice):
        """A practice site shows the archive and its practice season, a real one never shows practice."""
        hidden = EditionKind.REGULAR if practice else EditionKind.PRACTICE
        return self.exclude(kind=hidden)

    def running(self, *, practice):
        """The editions that are worked on, newest first."""
        kind = EditionKind.PRACTICE if practice else EditionKind.REGULAR
        return self.filter(kind=kind).order_by("-year", "-pk")

    def by_slug(self, slug):
        """The edition that an address names, or none."""
        year = slug.removeprefix("uebung-")
        if not year.isdecimal():
            return self.none()
        kinds = [EditionKind.PRACTICE] if slug != year else [EditionKind.REGULAR, EditionKind.ARCHIVE]
        return self.filter(year=int(year), kind__in=kinds)

    def newest_first(self):
        return self.order_by("-year", "kind", "pk")

    def known_to_all(self, at):
        """The same question as rules.is_announced, for many."""
        return self.filter(Q(kind=EditionKind.ARCHIVE) | Q(announced_at__lte=at))

    def known_to(self, user, at):
        """Editions whose laureates the user may see: the office every one, everybody else the announced."""
        return self if rules.may_read_office(user) else self.known_to_all(at)

    def with_laureates(self):
        return self.filter(laureates__revoked_at__isnull=True, laureates__isnull=False).distinct()

    def for_call(self):
        """What the call shows: the awards and who gives them, questions and answers."""
        return self.prefetch_related(
            models.Prefetch("awards", Award.objects.select_related("donor").order_by("position", "pk")), "faqs"
        )


class Edition(models.Model):
    """One year's competition. The ordinal cannot be derived from the year: 2013 and 2015 had none."""

    kind = models.CharField(_("Art"), max_length=10, choices=EditionKind, default=EditionKind.REGULAR)
    year = models.PositiveSmallIntegerField(_("Jahr"))
    ordinal = models.PositiveSmallIntegerField(_("wievielter Preis"))
    motto = models.CharField(_("Motto"), max_length=200, blank=True)
    call_text = models.TextField(_("Aufruf"), blank=True)
    opens_at = models.DateTimeField(_("Beginn der Bewerbungsfrist"), null=True, blank=True)
    closes_at = models.DateTimeField(_("Ende der Bewerbungsfrist"), null=True, blank=True)
    grace_minutes = models.PositiveSmallIntegerField(
        _("Nachfrist für alle, in Minuten"),
        default=0,
        validators=[MaxValueValidator(MOST_GRACE)],
        help_text=_("So lange nach dem Ende der Frist nehmen wir noch an, was gerade geschrieben wird. 0: keine."),
    )
    announced_at = models.DateTimeField(_("Bekanntgabe (Ende der Sperrfrist)"), null=True, blank=True, editable=False)
    ceremony_on = models.DateField(_("Tag der Verleihung"), null=True, blank=True)
    ceremony_place = models.CharField(_("Ort der Verleihung"), max_length=120, blank=True)
    contact_name = models.CharField(_("Ansprechperson für Fragen"), max_length=120, blank=True)
    contact_email = models.EmailField(_("E-Mail-Adresse für Fragen"), blank=True)
    contact_phone = models.CharField(_("Telefonnummer für Fragen"), max_length=40, blank=True)
    allows_several_awards = models.BooleanField(_("eine Bewerbung darf mehrere Preise erhalten"), default=False)
    # What the sources say about editions before this system; empty means unknown.
    reported_applications = models.PositiveIntegerField(_("Zahl der Bewerbungen laut Quelle"), null=True, blank=True)
    reported_qualifier = models.CharField(
        _("Genauigkeit der Zahl"), max_length=1, choices=Qualifier, blank=True, default=Qualifier.EXACT
    )
    reported_prizes = models.PositiveSmallIntegerField(_("Zahl der Landespreise laut Quelle"), null=True, blank=True)
    reported_amount_eur = models.PositiveIntegerField(_("Preisgeld des Landes laut Quelle"), null=True, blank=True)
    sources = models.JSONField(_("Quellen"), default=list, blank=True)
    # Counters kept under the edition's row lock.
    last_number = models.PositiveIntegerField(default=0, editable=False)
    history_length = models.PositiveIntegerField(default=0, editable=False)
    history_head = models.CharField(max_length=64, blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ausgabe")
        verbose_name_plural = _("Ausgaben")
        ordering = ["-year", "pk"]
        constraints = [
            # A practice season may carry the year of a real one; two real ones never share a year.
            models.UniqueConstraint(fields=["year"], condition=~Q(kind="practice"), name="edition_year_once"),
            one_of("kind", EditionKind, "edition_kind"),
            models.CheckConstraint(condition=Q(reported_qualifier__in=Qualifier.values), name="edition_qualifier"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(opens_at__lt=F("closes_at")),
                name="edition_opens_before_it_closes",
            ),
            models.CheckConstraint(condition=Q(grace_minutes__lte=MOST_GRACE), name="edition_grace_is_short"),
            models.CheckConstraint(
                condition=Q(kind="archive") | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="edition_has_a_call",
            ),
        ]

    def __str__(self):
        return f"{self.year}"

    def get_absolute_url(self):
        return reverse("winners_edition", args=[self.slug])

    @property
    def slug(self):
        """How addresses name the edition; a practice season may carry the year of a real one."""
        return f"uebung-{self.year}" if self.is_practice else str(self.year)

    @property
    def is_archive(self):
        return self.kind == EditionKind.ARCHIVE

    @property
    def is_practice(self):
        return self.kind == EditionKind.PRACTICE

    def is_announced(self, at):
        return rules.is_announced(self, at)

    def what_blocks_announcement(self):
        """Why the results cannot be announced yet, in words; asks for the edition's awards."""
        awards = list(self.awards.all())
        if not awards:
            return [_("Diese Ausgabe hat keine Preise.")]
        return [_("Noch nicht entschieden: %s") % award for award in awards if not award.is_decided]

    @property
    def accepts_until(self):
        """The last moment of the grace period, which is the deadline where there is none."""
        return self.closes_at and self.closes_at + datetime.timedelta(minutes=self.grace_minutes)

    def phase(self, at):
        """Where the call stands, for the public: upcoming, open (also in the grace period), closed or announced."""
        if rules.is_announced(self, at):
            return "announced"
        if rules.is_open_for_filing(self, at):
            return "open"
        return "upcoming" if self.opens_at and at < self.opens_at else "closed"

    @property
    def has_contact(self):
        return bool(self.contact_name or self.contact_email or self.contact_phone)

    def kinds_that_may_enter(self):
        """Kinds of organisations for which at least one award is open; reads the awards."""
        return [kind for kind in OrganisationKind if any(rules.may_enter(award, kind) for award in self.awards.all())]

    @property
    def name_for_people(self):
        return _("%(ordinal)s. Niedersächsischer Integrationspreis") % {"ordinal": self.ordinal}

    @property
    def applications_for_people(self):
        """The number of applications with the uncertainty of its source, in words; empty when unknown.

        Editions of this system have counted for themselves: a number is given at filing, without gaps.
        """
        number = self.reported_applications if self.is_archive else self.last_number
        if not number:
            return ""
        text = ngettext("%(count)s Bewerbung", "%(count)s Bewerbungen", number)
        text %= {"count": number_format(number, force_grouping=True)}
        qualifier = self.get_reported_qualifier_display() if self.is_archive and self.reported_qualifier else ""
        return f"{qualifier} {text}".strip()

    @property
    def reported_sum_for_people(self):
        return euros(self.reported_amount_eur)

    def missing_laureates(self, laureates):
        """How many of the Land's prizes the sources report without a name; None when even the number is unknown."""
        if self.reported_prizes is None:
            return None
        return max(0, self.reported_prizes - sum(not laureate.award.is_special for laureate in laureates))


class AwardKind(models.TextChoices):
    MAIN = "main", _("Integrationspreis")
    SPECIAL = "special", _("Sonderpreis")


def award_waits():
    """[(condition over Award, words)]: what must be over before an award can be closed, from other apps."""
    return [import_string(path)() for path in settings.AWARD_WAITS]


class AwardQuerySet(models.QuerySet):
    def for_decision(self):
        """With the numbers of candidacies on which closing an award rests."""

        def count(**facts):
            return models.Count(
                "candidacies", filter=Q(**{f"candidacies__{name}": fact for name, fact in facts.items()})
            )

        return (
            self.select_related("edition", "donor")
            .annotate(**{f"waits_{n}": condition for n, (condition, _words) in enumerate(award_waits())})
            .annotate(
                unchecked_count=count(state="submitted"),
                unscored_count=count(state="eligible"),
                scored_count=count(state="jury_scored"),
                nominated_count=count(state="jury_scored", nominated_at__isnull=False),
                awarded_count=count(state="awarded"),
            )
            .order_by("position", "pk")
        )


class Award(models.Model):
    """Something to win in an edition. Each donor counts its own prize."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="awards")
    kind = models.CharField(_("Art"), max_length=10, choices=AwardKind)
    name = models.CharField(_("Bezeichnung"), max_length=160)
    donor = models.ForeignKey(
        Donor, on_delete=models.PROTECT, null=True, blank=True, related_name="awards", verbose_name=_("Stifter")
    )
    ordinal = models.PositiveSmallIntegerField(_("wievielter Preis dieses Stifters"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("Zahl der Preise"), default=1)
    amount_eur = models.PositiveIntegerField(_("Preisgeld je Preis in Euro"), null=True, blank=True)
    is_automatic = models.BooleanField(
        _("jede Bewerbung nimmt teil"), default=True, help_text=_("Sonst entscheidet die bewerbende Organisation.")
    )
    eligible_kinds = models.JSONField(_("zugelassene Arten von Organisationen"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    ranking_frozen_at = models.DateTimeField(_("Rangliste festgeschrieben"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("entschieden"), null=True, blank=True, editable=False)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("Preis")
        verbose_name_plural = _("Preise")
        ordering = ["edition_id", "position", "pk"]
        constraints = [
            one_of("kind", AwardKind, "award_kind"),
            models.CheckConstraint(condition=Q(places__gte=1), name="award_has_a_place"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(ranking_frozen_at__isnull=False),
                name="award_decided_on_a_frozen_ranking",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """A place that is taken stays; asks for the award's candidacies."""
        taken = self.pk and self.candidacies.aggregate(highest=models.Max("slot"))["highest"]
        if taken and self.places is not None and self.places < taken:
            raise ValidationError({"places": _("Weniger als %d geht nicht: So viele sind schon vergeben.") % taken})

    @property
    def is_special(self):
        return self.kind == AwardKind.SPECIAL

    @property
    def is_decided(self):
        return self.decided_at is not None

    @property
    def takes_entries(self):
        """Nobody enters an award whose ranking is frozen: it is being decided, or it is."""
        return self.ranking_frozen_at is None

    @property
    def offer_for_people(self):
        """How many prizes of which sum, in words."""
        text = ngettext("%(count)s Preis", "%(count)s Preise", self.places) % {"count": self.places}
        if not self.amount_eur:
            return text
        joined = ngettext("%(prizes)s zu %(sum)s", "%(prizes)s zu je %(sum)s", self.places)
        return joined % {"prizes": text, "sum": self.sum_for_people}

    @property
    def sum_for_people(self):
        """What one prize brings, in words; empty when it is an honour without money."""
        return euros(self.amount_eur) if self.amount_eur else ""

    def with_donor_and_sum(self):
        """„Sonderpreis Sport (LandesSportBund, 3.000 Euro)“; reads the donor."""
        about = ", ".join(str(part) for part in (self.donor, self.sum_for_people) if part)
        return f"{self.name} ({about})" if about else self.name

    def has_free_place(self):
        """Asks for the award's candidacies."""
        return self.candidacies.awarded().count() < self.places

    def what_blocks_closing(self, at):
        """Why the decision cannot be closed yet, in words; reads the numbers of for_decision()."""
        runs = self.edition.phase(at) in {"upcoming", "open"}
        waits = [(getattr(self, f"waits_{n}"), words) for n, (_condition, words) in enumerate(award_waits())]
        found = [(runs, _("Die Bewerbungsfrist ist noch nicht vorbei.")), *waits]
        counted = [words % count for count, words in self._unfinished() if count]
        return [str(words) for is_so, words in found if is_so] + counted

    def _unfinished(self):
        """[(number, words)] of what has to be done for each candidacy."""
        return [
            (
                self.unchecked_count,
                ngettext(
                    "%d Bewerbung ist noch nicht geprüft.",
                    "%d Bewerbungen sind noch nicht geprüft.",
                    self.unchecked_count,
                ),
            ),
            (
                self.unscored_count,
                ngettext(
                    "%d Bewerbung ist noch nicht bewertet.",
                    "%d Bewerbungen sind noch nicht bewertet.",
                    self.unscored_count,
                ),
            ),
            (
                self.nominated_count,
                ngettext(
                    "%d Vorschlag ist noch nicht bestätigt oder zurückgenommen.",
                    "%d Vorschläge sind noch nicht bestätigt oder zurückgenommen.",
                    self.nominated_count,
                ),
            ),
        ]

    def kinds_for_people(self):
        """The eligible kinds in words; empty when everybody may enter."""
        return [str(OrganisationKind(kind).label) for kind in self.eligible_kinds]
