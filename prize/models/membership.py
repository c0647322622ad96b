import datetime
import hashlib

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prize import rules

from .constraints import one_of
from .people import Organisation, User


class Right(models.TextChoices):
    """What a member may do; each right includes those before it."""

    VIEW = rules.VIEW, _("lesen")
    EDIT = rules.EDIT, _("bearbeiten")
    SUBMIT = rules.SUBMIT, _("einreichen")
    OWNER = rules.OWNER, _("verantwortlich")


GIVEN = [(right.value, right.label) for right in (Right.VIEW, Right.EDIT, Right.SUBMIT)]  # the fourth is handed over
EXPLAINED = {
    Right.VIEW: _("sieht die Bewerbungen und ihren Stand"),
    Right.EDIT: _("liest, schreibt an Entwürfen und ändert die Angaben der Organisation"),
    Right.SUBMIT: _("liest, schreibt, reicht ein und zieht zurück"),
    Right.OWNER: _("darf alles und verwaltet die Mitglieder"),
}
VALID_FOR = datetime.timedelta(days=14)


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Members see who else belongs to their organisation; for all others it does not exist."""
        return self.filter(organisation__in=Organisation.objects.own(user).order_by())

    def who_may(self, right):
        return self.filter(right__in=rules.at_least(right))

    def for_list(self):
        """The responsible person first, then by name."""
        is_owner = models.Case(models.When(right=Right.OWNER, then=0), default=1)
        return self.select_related("user", "organisation").order_by(is_owner, "user__name", "user__email", "pk")


class Membership(models.Model):
    """A person who may act for an organisation. Exactly one of its members is responsible: the database refuses a
    second, the actions never leave it without one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("Person"))
    right = models.CharField(_("Recht"), max_length=10, choices=Right, default=Right.SUBMIT)
    joined_at = models.DateTimeField(_("dabei seit"), default=timezone.now, null=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="membership_once"),
            one_of("right", Right, "membership_right"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(right=rules.OWNER),
                name="membership_one_owner",
                violation_error_message=_("Für eine Organisation ist genau eine Person verantwortlich."),
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.organisation}"

    @property
    def is_owner(self):
        return self.right == Right.OWNER

    @property
    def explained(self):
        return EXPLAINED[self.right]


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(organisation__in=Organisation.objects.own(user).order_by())

    def waiting(self):
        """Neither accepted nor taken back; some of them may have expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True).order_by("email", "pk")

    def by_token(self, token):
        return self.filter(token_hash=hash_of(token))


def hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """Somebody is asked by mail to join. The link alone opens nothing: one must be signed in with that very address."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("E-Mail-Adresse"))
    right = models.CharField(_("Recht"), max_length=10, choices=GIVEN, default=Right.EDIT)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("eingeladen"))
    expires_at = models.DateTimeField(_("gilt bis"))
    accepted_at = models.DateTimeField(_("angenommen"), null=True)
    revoked_at = models.DateTimeField(_("zurückgenommen"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        constraints = [
            models.CheckConstraint(condition=Q(right__in=[value for value, _l in GIVEN]), name="invitation_right"),
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")), name="invitation_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_ends_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_waits_once",
            ),
        ]

    def __str__(self):
        return f"{self.email} – {self.organisation}"

    @property
    def explained(self):
        return EXPLAINED[self.right]

    def is_open(self, at):
        return self.accepted_at is None and self.revoked_at is None and at <= self.expires_at

    def is_for(self, user):
        return user.email == self.email


STEPS = {
    "register": _("Organisation eingetragen"),
    "invite": _("Eingeladen"),
    "revoke_invitation": _("Einladung zurückgenommen"),
    "join": _("Beigetreten"),
    "change_right": _("Recht geändert"),
    "remove": _("Entfernt"),
    "leave": _("Ausgetreten"),
    "hand_over": _("Verantwortung übernommen"),
}


class OrganisationHistoryQuerySet(models.QuerySet):
    def update(self, **changes):
        raise PermissionDenied("History is append-only.")

    def delete(self):
        raise PermissionDenied("History is append-only.")

    def was_member(self, organisation, user):
        """Somebody whose membership ended: they knew the organisation's pages, which need not deny that they exist."""
        return self.filter(organisation=organisation, user=user, step__in=("remove", "leave")).exists()

    def for_page(self):
        return self.select_related("by", "user").order_by("-at", "-pk")


class OrganisationHistory(models.Model):
    """Who changed an organisation's members, when: append-only. It belongs to no edition, hence not to its chain."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="history")
    step = models.SlugField(_("Schritt"), max_length=20, choices=STEPS)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("wer"))
    at = models.DateTimeField(_("wann"))
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("wen"))
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    before = models.CharField(_("vorher"), max_length=10, choices=Right, blank=True)
    after = models.CharField(_("nachher"), max_length=10, choices=Right, blank=True)

    objects = OrganisationHistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Verlauf der Mitglieder")
        verbose_name_plural = _("Verlauf der Mitglieder")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.organisation} {self.step}"

    def delete(self, *args, **kwargs):
        raise PermissionDenied("History is append-only.")
