"""A filing, its receipt, and a renderer that fails."""

import pytest
from django.utils import timezone

from certificates import pdf
from certificates.models import Receipt
from prize import actions
from tests.certificates.filing import cannot_draw, make
from tests.prize.conftest import applicant, draft, edition, main_award, office, organisation

__all__ = ["applicant", "draft", "edition", "main_award", "office", "organisation"]


@pytest.fixture
def broken_renderer():
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(pdf, "draw_receipt", cannot_draw)
        yield broken


@pytest.fixture
def filed(draft, applicant):
    return actions.file_application(draft, by=applicant, at=timezone.now())


@pytest.fixture
def receipt(filed):
    assert make() == (1, 0)
    return Receipt.objects.get()
