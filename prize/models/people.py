from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prize import rules

from .constraints import one_of, spoken_or_empty
from .place import District


class OfficeRole(models.TextChoices):
    CLERK = rules.CLERK, _("Sachbearbeitung")
    LEAD = rules.LEAD, _("Leitung")
    AUDITOR = rules.AUDITOR, _("Revision")


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person known by the mail address; without a password only mailed codes open the door."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())

    def for_practice(self):
        """Whom the one-click sign-in may open: people who exist for the practice only, never anybody else."""
        return self.filter(is_practice=True, is_active=True, is_staff=False, is_superuser=False).order_by("pk")


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    language = models.CharField(_("Sprache"), max_length=12, choices=settings.LANGUAGES, blank=True)
    office_role = models.CharField(_("Rolle in der Geschäftsstelle"), max_length=10, choices=OfficeRole, blank=True)
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_staff = models.BooleanField(_("darf in die technische Verwaltung"), default=False)
    is_practice = models.BooleanField(_("nur für die Übung"), default=False, editable=False)
    joined_at = models.DateTimeField(_("dabei seit"), default=timezone.now, editable=False)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        ordering = ["email", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(office_role__in=["", *OfficeRole.values]), name="user_office_role"),
            models.CheckConstraint(condition=Q(email=models.functions.Lower("email")), name="user_email_is_lower_case"),
            spoken_or_empty("language", "user_language"),
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return str(self)


class OrganisationKind(models.TextChoices):
    VEREIN = "verein", _("Verein")
    VERBAND = "verband", _("Verband")
    SPORTVEREIN = "sportverein", _("Sportverein")
    INITIATIVE = "initiative", _("Initiative")
    STIFTUNG = "stiftung", _("Stiftung")
    SCHULE = "schule", _("Schule")
    KINDERGARTEN = "kindergarten", _("Kindergarten")
    HOCHSCHULE = "hochschule", _("Hochschule")
    KIRCHE = "kirche", _("Kirche oder Religionsgemeinschaft")
    INSTITUTION = "institution", _("Institution")
    KOMMUNE = "kommune", _("Kommune")
    UNTERNEHMEN = "unternehmen", _("Unternehmen")
    PERSON = "person", _("Einzelperson")
    SONSTIGE = "sonstige", _("Sonstige")


class OrganisationQuerySet(models.QuerySet):
    def own(self, user):
        """Those that the user is a member of; an office role adds nothing here."""
        return self.filter(memberships__user=user).order_by("name", "pk")

    def with_right(self, user, right):
        """Those in which the user's membership has at least this right."""
        return self.filter(memberships__user=user, memberships__right__in=rules.at_least(right)).order_by("name", "pk")

    def visible_to(self, user):
        """The office sees all organisations, everybody else those they are a member of."""
        if rules.may_read_office(user):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user)


class Organisation(models.Model):
    name = models.CharField(_("Name der Organisation"), max_length=200)
    kind = models.CharField(_("Art"), max_length=20, choices=OrganisationKind)
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=10, blank=True)
    town = models.CharField(_("Ort"), max_length=80)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Landkreis oder kreisfreie Stadt")
    )
    website = models.URLField(_("Internetseite"), blank=True)
    is_practice = models.BooleanField(_("nur für die Übung"), default=False, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        ordering = ["name", "pk"]
        constraints = [one_of("kind", OrganisationKind, "organisation_kind")]

    def __str__(self):
        return self.name
