from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from jury import actions
from jury.models import AwardWeight, Criterion, Juror, Panel, PanelAward
from prize.actions import Conflict
from prize.admin import ColumnAdmin


class FrozenOnceOpened:
    """The rules of a panel stand once its scoring has opened."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not (obj and obj.is_opened)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_opened)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_opened)


class PanelAwardInline(FrozenOnceOpened, admin.TabularInline):
    model = PanelAward
    extra = 0
    fields = ("award",)


class CriterionInline(FrozenOnceOpened, admin.TabularInline):
    model = Criterion
    extra = 0
    fields = ("position", "name", "hint", "weight", "low", "high", "low_words", "high_words")


class JurorInline(admin.TabularInline):
    """Members may join later; one who has written a sheet cannot be removed."""

    model = Juror
    extra = 0
    fields = ("user", "name", "is_chair")
    autocomplete_fields = ("user",)


@admin.register(Panel)
class PanelAdmin(ColumnAdmin):
    list_display = ("name", "edition", "quorum", "scoring_opened_at", "scoring_closed_at")
    list_select_related = ("edition",)
    readonly_fields = ("scoring_opened_at", "scoring_closed_at")
    fields = ("edition", "name", "quorum", *readonly_fields)
    inlines = (PanelAwardInline, CriterionInline, JurorInline)
    actions = ("preset_criteria",)

    def get_readonly_fields(self, request, obj=None):
        return (*self.readonly_fields, "edition", "quorum") if obj and obj.is_opened else self.readonly_fields

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_opened)

    @admin.action(description=_("Die fünf Kriterien des Preises anlegen"))
    def preset_criteria(self, request, queryset):
        for panel in queryset:
            try:
                actions.preset_criteria(panel)
            except Conflict as conflict:
                messages.error(request, f"{panel}: {conflict}")
            else:
                messages.success(request, _("%s: Die Kriterien sind angelegt.") % panel)


@admin.register(AwardWeight)
class AwardWeightAdmin(admin.ModelAdmin):
    list_display = ("award", "criterion", "weight")
    list_select_related = ("award", "criterion")
    fields = ("award", "criterion", "weight")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.criterion.panel.is_opened)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.criterion.panel.is_opened)
