"""From rows to what is printed, and from what was stored back to it."""

import datetime
import json
from dataclasses import asdict

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from certificates import pdf
from prize import codes

from .readiness import design_of, signatories_on


def printed_facts(laureate, *, serial, code):
    """What the certificate of this laureate says; without a code (a preview) it leads to the empty check page."""
    edition, award = laureate.edition, laureate.award
    design = design_of(edition)
    address = reverse("certificate_check", args=[code]) if code else reverse("certificate_check_form")
    return pdf.CertificateFacts(
        recipients=tuple(recipient.name for recipient in laureate.recipients.all()) or (laureate.project,),
        project=laureate.project,
        award=award.name,
        ordinal=award.ordinal,
        edition_year=edition.year,
        motto=edition.motto,
        donor=award.donor.name if award.donor else "",
        rank=laureate.rank,
        amount_eur=laureate.amount_eur,
        date=design.printed_date,
        place=design.printed_place,
        signatories=tuple(
            pdf.Signatory(name=one.name, office=one.office) for one in signatories_on(edition, design.printed_date)
        ),
        serial=serial,
        check_url=settings.SITE_URL + address,
        check_code=codes.grouped(code) if code else codes.grouped("X" * codes.LENGTH),
        is_practice=edition.is_practice,
    )


def to_json(facts):
    return json.loads(json.dumps(asdict(facts), cls=DjangoJSONEncoder))


def from_json(stored):
    return pdf.CertificateFacts(
        **{
            **stored,
            "recipients": tuple(stored["recipients"]),
            "signatories": tuple(pdf.Signatory(**one) for one in stored["signatories"]),
            "date": datetime.date.fromisoformat(stored["date"]),
        }
    )
