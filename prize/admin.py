"""The technical administration: set up editions, awards and people. States, numbers and what has happened are only read
here; they change through the office's pages, which ask the rules and write history."""

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import URLField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prize import actions, models, rules


class ColumnAdmin(admin.ModelAdmin):
    """Saves the columns that were changed in the form: a whole row would write counters, heads of the history and
    decisions back as they were when it was read."""

    def save_model(self, request, obj, form, change):
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=[name for name in form.changed_data if name in columns] if change else None)


class KeptAdmin(ColumnAdmin):
    """What has a history is never deleted."""

    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def has_delete_permission(self, request, obj=None):
        return False

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is models.Membership:
            changed = [membership for membership, _fields in formset.changed_objects]
            at = timezone.now()
            actions.log_memberships(formset.new_objects, changed, formset.deleted_objects, by=request.user, at=at)


class ReadOnlyAdmin(KeptAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class MembershipInline(admin.TabularInline):
    model = models.Membership
    fields = ["user", "organisation", "right"]
    autocomplete_fields = ["user", "organisation"]
    extra = 0


class UserForm(forms.ModelForm):
    def clean_email(self):
        return self.cleaned_data["email"].lower()


RIGHTS = ["office_role", "is_staff", "groups", "user_permissions"]
TRACED = ["email", "office_role", "is_active", "is_staff"]


@admin.register(models.User)
class UserAdmin(KeptAdmin):
    """Passwords are not set here: people sign in with a mailed code, and set one themselves if they like."""

    list_display = ["email", "name", "office_role", "is_active", "is_staff"]
    list_filter = ["office_role", "is_active", "is_staff"]
    search_fields = ["email", "name"]
    form = UserForm
    fields = ["email", "name", "office_role", "is_active", "is_staff", "groups", "user_permissions", "joined_at"]
    readonly_fields = ["joined_at"]
    filter_horizontal = ["groups", "user_permissions"]
    inlines = [MembershipInline]

    def get_readonly_fields(self, request, obj=None):
        """Who may not give every right may give none: otherwise staff could make themselves mighty. The mail address
        opens the account, so whoever changes it has it."""
        if request.user.is_superuser:
            return self.readonly_fields
        return [*self.readonly_fields, *RIGHTS, *(["email"] if obj else [])]

    def has_change_permission(self, request, obj=None):
        """A mail address opens the account, so only superusers touch a superuser's."""
        is_below = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_below and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def construct_change_message(self, request, form, formsets, add=False):
        """Who has made whom what: the log keeps the values before and after, not only the name of the field."""
        message = super().construct_change_message(request, form, formsets, add)
        if told := [told_change(form, name) for name in form.changed_data if name in TRACED]:
            message.append({"changed": {"fields": told}})
        return message


def told_change(form, name):
    """„Rolle in der Geschäftsstelle: Sachbearbeitung → Leitung“"""
    words = dict(getattr(form.fields[name], "choices", ()))
    values = (form.initial.get(name), form.cleaned_data[name])
    before, after = (words.get(value, value) if value not in ("", None) else "–" for value in values)
    return f"{form.fields[name].label}: {before} → {after}"


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """What was done here; the auditor of the office reads it as well, once they may enter at all."""

    list_display = ["action_time", "user", "content_type", "object_repr", "get_change_message"]
    list_filter = ["content_type", "action_flag"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message", "user__email"]

    def has_view_permission(self, request, obj=None):
        return rules.may_read_office(request.user) or super().has_view_permission(request, obj)

    def has_module_permission(self, request):
        return self.has_view_permission(request)


class ChecklistInline(admin.TabularInline):
    model = models.ChecklistItem
    fields = ["position", "text", "rule"]
    extra = 0


class EligibleKindsForm(forms.ModelForm):
    eligible_kinds = forms.MultipleChoiceField(
        label=_("zugelassene Arten von Organisationen"),
        choices=models.OrganisationKind,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Ohne Auswahl dürfen sich alle bewerben."),
    )


@admin.register(models.Award)
class AwardAdmin(KeptAdmin):
    form = EligibleKindsForm
    list_display = ["name", "edition", "kind", "donor", "places", "amount_eur", "position"]
    list_filter = ["edition", "kind"]
    list_select_related = ["edition", "donor"]
    search_fields = ["name"]
    fields = [
        "edition",
        "kind",
        "name",
        "donor",
        "ordinal",
        "places",
        "amount_eur",
        "is_automatic",
        "eligible_kinds",
        "position",
        "ranking_frozen_at",
        "decided_at",
    ]
    readonly_fields = ["ranking_frozen_at", "decided_at"]
    inlines = [ChecklistInline]


class FaqInline(admin.TabularInline):
    """What the public page of the call answers; unlike what has a history, an answer may go again."""

    model = models.Faq
    fields = ["position", "question", "answer"]
    extra = 0


@admin.register(models.Edition)
class EditionAdmin(KeptAdmin):
    list_display = ["year", "kind", "ordinal", "motto", "opens_at", "closes_at", "announced_at"]
    list_filter = ["kind"]
    fields = [
        "kind",
        "year",
        "ordinal",
        "motto",
        "call_text",
        "opens_at",
        "closes_at",
        "grace_minutes",
        "announced_at",
        "ceremony_on",
        "ceremony_place",
        "contact_name",
        "contact_email",
        "contact_phone",
        "allows_several_awards",
        "last_number",
    ]
    readonly_fields = ["announced_at", "last_number"]
    inlines = [FaqInline]

    def save_model(self, request, obj, form, change):
        """A new edition begins with the form of the one before it, or with the standard form."""
        super().save_model(request, obj, form, change)
        if not change and not obj.is_archive:
            actions.lay_out_form(obj, by=request.user, at=timezone.now(), source=actions.newest_form(obj))


@admin.register(models.Donor)
class DonorAdmin(KeptAdmin):
    list_display = ["name", "is_land"]
    fields = ["name", "is_land"]


@admin.register(models.Organisation)
class OrganisationAdmin(KeptAdmin):
    list_display = ["name", "kind", "town", "is_practice"]
    list_filter = ["kind", "is_practice"]
    search_fields = ["name", "town"]
    fields = ["name", "kind", "street", "postcode", "town", "district", "website", "is_practice"]
    readonly_fields = ["is_practice"]
    inlines = [MembershipInline]


@admin.register(models.Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ["number", "project_title", "organisation", "edition", "state", "submitted_at"]
    list_filter = ["edition", "state", "channel"]
    list_select_related = ["edition", "organisation"]
    search_fields = ["project_title", "organisation__name"]


@admin.register(models.Candidacy)
class CandidacyAdmin(ReadOnlyAdmin):
    list_display = ["pk", "application_id", "award", "state"]
    list_filter = ["state", "award"]
    list_select_related = ["award"]


@admin.register(models.Laureate)
class LaureateAdmin(ReadOnlyAdmin):
    list_display = ["project", "edition", "award", "rank", "revoked_at"]
    list_filter = ["edition"]
    list_select_related = ["edition", "award"]


@admin.register(models.Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ["pk", "subject", "to_address", "state", "created_at", "sent_at"]
    list_filter = ["state", "kind"]
    search_fields = ["subject", "to_address"]
    exclude = ["body"]  # as the outbox shows it, see Letter.readable_body
    readonly_fields = ["text"]

    @admin.display(description=_("Text"))
    def text(self, letter):
        return letter.readable_body


@admin.register(models.History)
class HistoryAdmin(ReadOnlyAdmin):
    list_display = ["edition", "position", "step", "before", "after", "by_name", "at"]
    list_filter = ["edition", "step"]
    list_select_related = ["edition"]


admin.site.register(models.District, ReadOnlyAdmin)
admin.site.register(models.FieldOfAction, ReadOnlyAdmin)


@admin.register(models.OrganisationHistory)
class OrganisationHistoryAdmin(ReadOnlyAdmin):
    list_display = ["at", "organisation", "step", "user", "email", "before", "after", "by"]
    list_filter = ["step"]
    list_select_related = ["organisation", "user", "by"]
    search_fields = ["organisation__name", "user__email", "email"]
    fields = ["at", "organisation", "step", "user", "email", "before", "after", "by"]
