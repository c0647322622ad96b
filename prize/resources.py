"""Import and export columns, named one by one. Nothing here can be imported into a state or a number."""

import codecs
import datetime
import io
import re

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources
from import_export.formats import base_formats
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from prize.models import Application, CandidacyState

FORMULA = ("=", "+", "-", "@", "\t", "\r")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what no spreadsheet can hold


def defused(cell):
    """A text that a spreadsheet would take for a formula begins with an apostrophe instead."""
    if not isinstance(cell, str):
        return cell
    cell = CONTROL.sub("", cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class BaseResource(resources.ModelResource):
    """Every resource names its fields, validates what it imports, and defuses what it exports."""

    class Meta:
        abstract = True
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True

    def export_field(self, field, instance, **kwargs):
        return defused(super().export_field(field, instance, **kwargs))


def moment(value):
    """The wall clock of Lower Saxony; a spreadsheet knows no time zones."""
    return timezone.localtime(value).replace(tzinfo=None) if value else None


class RegisterResource(BaseResource):
    """The register as a table: one row an application, one column for the state in each award. Export only."""

    reference = fields.Field(column_name=_("Nummer"), attribute="reference", readonly=True)
    submitted_at = fields.Field(column_name=_("Eingegangen"), readonly=True)
    is_late = fields.Field(column_name=_("Verspätet angenommen, weil"), attribute="late_reason", readonly=True)
    state = fields.Field(column_name=_("Stand der Bewerbung"), attribute="get_state_display", readonly=True)
    kind = fields.Field(column_name=_("Art"), attribute="get_kind_display", readonly=True)
    channel = fields.Field(column_name=_("Eingangsweg"), attribute="get_channel_display", readonly=True)
    organisation = fields.Field(column_name=_("Organisation"), attribute="organisation__name", readonly=True)
    organisation_kind = fields.Field(
        column_name=_("Art der Organisation"), attribute="organisation__get_kind_display", readonly=True
    )
    project_title = fields.Field(column_name=_("Projekt"), attribute="project_title", readonly=True)
    place = fields.Field(column_name=_("Ort"), attribute="place", readonly=True)
    district = fields.Field(column_name=_("Landkreis oder kreisfreie Stadt"), attribute="district", readonly=True)
    region = fields.Field(column_name=_("Region"), attribute="district__region", readonly=True)
    contact_name = fields.Field(column_name=_("Ansprechperson"), attribute="contact_name", readonly=True)
    contact_email = fields.Field(column_name=_("E-Mail"), attribute="contact_email", readonly=True)
    contact_phone = fields.Field(column_name=_("Telefon"), attribute="contact_phone", readonly=True)

    class Meta(BaseResource.Meta):
        model = Application
        fields = (
            "reference",
            "submitted_at",
            "is_late",
            "state",
            "kind",
            "channel",
            "organisation",
            "organisation_kind",
            "project_title",
            "place",
            "district",
            "region",
            "contact_name",
            "contact_email",
            "contact_phone",
        )
        export_order = fields

    def __init__(self, awards):
        super().__init__()
        self.awards = awards

    def dehydrate_submitted_at(self, application):
        return moment(application.submitted_at)

    def get_export_headers(self, selected_fields=None):
        return [*super().get_export_headers(selected_fields), *(defused(award.name) for award in self.awards)]

    def export_resource(self, instance, selected_fields=None, **kwargs):
        states = {c.award_id: CandidacyState(c.state).label for c in instance.candidacies.all()}
        row = super().export_resource(instance, selected_fields, **kwargs)
        return [*row, *(str(states.get(award.pk, "")) for award in self.awards)]


# Files ------------------------------------------------------------------------------------------
WIDEST = 45  # characters of a column; longer texts wrap


def as_xlsx(dataset):
    """A sheet to work with: a header that stays and filters, German dates, columns as wide as needed but no wider."""
    book = Workbook()
    sheet = book.active
    sheet.title = str(_("Bewerbungen"))
    sheet.append([str(head) for head in dataset.headers])
    for row in dataset:
        sheet.append(row)
    for column in sheet.columns:
        lay_out(sheet, column)
    sheet.freeze_panes, sheet.auto_filter.ref = "A2", sheet.dimensions
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def lay_out(sheet, column):
    head, *cells = column
    head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    widest = max(len(str(head.value)) + 3, 8)  # the filter's arrow needs room
    for cell in cells:
        if isinstance(cell.value, datetime.datetime):
            cell.number_format, length = "DD.MM.YYYY HH:MM", 16
        else:
            length = len(str(cell.value or ""))
        cell.alignment = Alignment(wrap_text=length > WIDEST, vertical="top")
        widest = max(widest, length + 1)
    sheet.column_dimensions[head.column_letter].width = min(widest, WIDEST)


def as_csv(dataset):
    """Semicolons, a BOM and German dates: what a German Excel opens without asking."""
    dataset.add_formatter(
        None, lambda cell: cell.strftime("%d.%m.%Y %H:%M") if isinstance(cell, datetime.datetime) else cell
    )
    return codecs.BOM_UTF8 + dataset.export("csv", delimiter=";").encode()


FORMATS = {  # ending -> (content type, writer)
    "xlsx": (base_formats.XLSX.CONTENT_TYPE, as_xlsx),
    "csv": ("text/csv; charset=utf-8", as_csv),
}


def file_name(edition, ending):
    marker = "uebung-" if settings.PRACTICE else ""
    return f"{marker}bewerbungen-{edition.year}.{ending}"
