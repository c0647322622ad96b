"""Verbs: the only code that issues, revokes, or changes what certificates say. `by` and `at` are always required."""

from .design import save_design
from .errors import Damaged, NotDrawable, NotReady
from .files import write_files
from .issuing import Report, after_step, content, folder, issue, issue_all, preview, revoke
from .readiness import design_of, missing

__all__ = [
    "Damaged",
    "NotDrawable",
    "NotReady",
    "Report",
    "after_step",
    "content",
    "design_of",
    "folder",
    "issue",
    "issue_all",
    "missing",
    "preview",
    "revoke",
    "save_design",
    "write_files",
]
