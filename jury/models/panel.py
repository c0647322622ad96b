"""Who decides what, and by which questions."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from jury import ranking
from prize.models import Award, Edition, EditionKind, User
from prize.models.candidacy import IN_COMPETITION


class PanelQuerySet(models.QuerySet):
    def for_page(self):
        """Panels of an edition with what the office's overview shows; the counts are of applications."""
        application = "panel_awards__award__candidacies__application"
        competing = Q(panel_awards__award__candidacies__state__in=IN_COMPETITION)
        reached = Q(panel_awards__award__candidacies__standing__sheets__gte=F("quorum"))
        return (
            self.select_related("edition")
            .annotate(
                applications=Count(application, filter=competing, distinct=True),
                reached=Count(application, filter=competing & reached, distinct=True),
            )
            .prefetch_related(
                models.Prefetch("jurors", Juror.objects.for_progress()),
                models.Prefetch("panel_awards", PanelAward.objects.select_related("award").order_by("award__position")),
                "criteria",
            )
            .order_by("pk")
        )


class Panel(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="panels", verbose_name=_("Ausgabe"))
    name = models.CharField(_("Name"), max_length=120)
    quorum = models.PositiveSmallIntegerField(
        _("Quorum"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("So viele abgegebene Bögen braucht eine Bewerbung, damit sie in die Rangliste kommt."),
    )
    scoring_opened_at = models.DateTimeField(_("Bewertung geöffnet"), null=True, blank=True, editable=False)
    scoring_closed_at = models.DateTimeField(_("Bewertung geschlossen"), null=True, blank=True, editable=False)

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = _("Jury")
        verbose_name_plural = _("Jurys")
        ordering = ["-edition__year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="panel_name_once"),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="panel_quorum"),
            models.CheckConstraint(
                condition=Q(scoring_closed_at__isnull=True)
                | Q(scoring_opened_at__isnull=False, scoring_closed_at__gte=F("scoring_opened_at")),
                name="panel_closed_after_it_was_opened",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_opened(self):
        """Scoring has begun, so its rules stand; it may be closed by now."""
        return self.scoring_opened_at is not None

    @property
    def is_open(self):
        return self.is_opened and self.scoring_closed_at is None

    @property
    def is_closed(self):
        return self.scoring_closed_at is not None

    @property
    def is_frozen(self):
        """Of a panel loaded `for_page`: an award of its is being decided, so its scoring stands."""
        return any(seat.award.ranking_frozen_at for seat in self.panel_awards.all())

    @property
    def below_quorum(self):
        """Of a panel loaded `for_page`."""
        return self.applications - self.reached


def while_scoring():
    """For settings.AWARD_WAITS: an award is not closed while its panel scores."""
    open_panels = Panel.objects.filter(scoring_opened_at__isnull=False, scoring_closed_at__isnull=True)
    return Exists(open_panels.filter(panel_awards__award=OuterRef("pk"))), _("Die Jury bewertet noch.")


def frozen_once_opened(panel):
    if panel.is_opened:
        raise ValidationError(_("Die Bewertung hat begonnen. Kriterien, Gewichte und Preise stehen jetzt fest."))


class PanelAward(models.Model):
    """One panel decides one or more awards; an award is decided by one panel."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="panel_awards")
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="panel_award", verbose_name=_("Preis"))

    class Meta:
        verbose_name = _("Preis dieser Jury")
        verbose_name_plural = _("Preise dieser Jury")
        ordering = ["panel_id", "award__position", "pk"]

    def __str__(self):
        return str(self.award)

    def clean(self):
        frozen_once_opened(self.panel)
        if self.award_id and self.award.edition_id != self.panel.edition_id:
            raise ValidationError({"award": _("Dieser Preis gehört zu einer anderen Ausgabe.")})


class CriterionQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("position", "pk")

    def weighted_for(self, award):
        """The criteria of the award's panel with `weight_here`: the award's own weight, else the criterion's."""
        own = AwardWeight.objects.filter(award=award, criterion=OuterRef("pk")).values("weight")
        return (
            self.filter(panel__panel_awards__award=award)
            .annotate(weight_here=Coalesce(Subquery(own), F("weight")))
            .in_order()
        )


class Criterion(models.Model):
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(_("Kriterium"), max_length=120)
    hint = models.CharField(_("Hinweis"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("Gewicht"), default=1, validators=[MinValueValidator(1), MaxValueValidator(ranking.MAX_WEIGHT)]
    )
    low = models.PositiveSmallIntegerField(_("kleinste Note"), default=1)
    high = models.PositiveSmallIntegerField(
        _("größte Note"), default=5, validators=[MaxValueValidator(ranking.MAX_MARK)]
    )
    low_words = models.CharField(_("kleinste Note in Worten"), max_length=60, default=_("trifft nicht zu"))
    high_words = models.CharField(_("größte Note in Worten"), max_length=60, default=_("trifft voll zu"))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kriterium")
        verbose_name_plural = _("Kriterien")
        ordering = ["panel_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "name"], name="criterion_name_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=ranking.MAX_WEIGHT), name="criterion_weight"),
            models.CheckConstraint(condition=Q(low__lt=F("high"), high__lte=ranking.MAX_MARK), name="criterion_scale"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        frozen_once_opened(self.panel)
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValidationError({"high": _("Die größte Note muss über der kleinsten liegen.")})

    @property
    def scale(self):
        return range(self.low, self.high + 1)


class AwardWeight(models.Model):
    """An award's own weight for one of its panel's criteria; 0 leaves the criterion out."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="weights", verbose_name=_("Preis"))
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="award_weights")
    weight = models.PositiveSmallIntegerField(_("Gewicht"), validators=[MaxValueValidator(ranking.MAX_WEIGHT)])

    class Meta:
        verbose_name = _("Gewicht für einen Preis")
        verbose_name_plural = _("Gewichte für einzelne Preise")
        constraints = [
            models.UniqueConstraint(fields=["award", "criterion"], name="award_weight_once"),
            models.CheckConstraint(condition=Q(weight__lte=ranking.MAX_WEIGHT), name="award_weight_limit"),
        ]

    def __str__(self):
        return f"{self.award}: {self.criterion} × {self.weight}"

    def clean(self):
        if not self.criterion_id:
            return  # the form says itself that it is missing
        frozen_once_opened(self.criterion.panel)
        if self.award_id and not PanelAward.objects.filter(award=self.award_id, panel=self.criterion.panel_id).exists():
            raise ValidationError({"award": _("Über diesen Preis entscheidet eine andere Jury.")})


@dataclass(frozen=True)
class Progress:
    """How far a juror is; applications that they are recused from are not theirs to read."""

    open: int = 0
    begun: int = 0
    handed_in: int = 0
    recused: int = 0

    @property
    def total(self):
        return self.open + self.begun + self.handed_in

    @property
    def unfinished(self):
        return self.open + self.begun

    @property
    def is_done(self):
        return self.total > 0 and not self.unfinished


class JurorQuerySet(models.QuerySet):
    def active(self):
        """Of editions that run; the archive had no jury here."""
        return self.exclude(panel__edition__kind=EditionKind.ARCHIVE)

    def of(self, user):
        """A person's seats, newest edition first."""
        return (
            self.active()
            .filter(user=user)
            .select_related("panel__edition", "user")
            .order_by("-panel__edition__year", "panel", "pk")
        )

    def for_progress(self):
        """With counts of applications in competition: handed_in, begun, recused_from."""
        from .reading import count_of_recusals, count_of_sheets

        return self.annotate(
            handed_in=count_of_sheets(handed_in_at__isnull=False),
            begun=count_of_sheets(handed_in_at__isnull=True),
            recused_from=count_of_recusals(),
        ).order_by("-is_chair", "name", "pk")


class Juror(models.Model):
    """A person's seat on a panel."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="jurors")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="juror_seats", verbose_name=_("Person"))
    name = models.CharField(_("Name, wie er gedruckt wird"), max_length=160)
    is_chair = models.BooleanField(_("führt den Vorsitz"), default=False)

    objects = JurorQuerySet.as_manager()

    class Meta:
        verbose_name = _("Jurymitglied")
        verbose_name_plural = _("Jurymitglieder")
        ordering = ["panel_id", "-is_chair", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "user"], name="juror_once"),
            models.UniqueConstraint(fields=["panel"], condition=Q(is_chair=True), name="juror_one_chair"),
        ]

    def __str__(self):
        return self.name

    def progress(self):
        """Of a panel loaded `for_page`: reads the counts that it brought along."""
        to_read = self.panel.applications - self.recused_from
        return Progress(to_read - self.begun - self.handed_in, self.begun, self.handed_in, self.recused_from)
