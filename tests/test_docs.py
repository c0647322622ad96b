from pathlib import Path

import pytest
from django.conf import settings

from prize.management.commands.draw_workflow import drawing

ROOT = Path(settings.BASE_DIR)


def test_the_drawn_workflow_is_the_one_in_the_code():
    assert drawing() in (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8"), "run `make graph`"


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")), ids=str)
def test_links_between_pages_lead_somewhere(path):
    import re

    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not t.startswith("mailto:") and not (path.parent / t).exists()]
    assert not missing
