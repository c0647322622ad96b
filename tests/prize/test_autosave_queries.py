"""What a save costs while people write: every few seconds, by everybody, on the last evening."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prize.models import Question
from tests.prize.wizard import page_url, typed

pytestmark = pytest.mark.django_db


def test_an_autosave_costs_the_same_however_many_questions_there_are(client, draft, applicant):
    cost = []
    for word in ("eins", "zwei"):
        data = typed(draft, "goals", project_title=word, goals=word)
        with CaptureQueriesContext(connection) as found:
            assert client.post(page_url(draft, "goals", "application_autosave"), data).status_code == 200
        cost.append(len(found))
        page = draft.edition.form_pages.last()
        Question.objects.bulk_create(
            Question(edition=draft.edition, page=page, key=f"{word}-{n}", kind="short_text", label="Neu")
            for n in range(20)
        )
    assert cost[0] == cost[1] <= 40
