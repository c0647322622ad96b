"""Verbs: the only code that issues, revokes, or changes what certificates say. `by` and `at` are always required."""

from .design import save_design
from .errors import Damaged, NotDrawable, NotReady, ReceiptDamaged
from .files import write_files
from .issuing import Report, after_step, content, folder, issue, issue_all, preview, revoke
from .readiness import design_of, missing
from .receipts import after_filing, enclosure_of, make_receipts, receipt_content, retry_receipts

__all__ = [
    "Damaged",
    "NotDrawable",
    "NotReady",
    "ReceiptDamaged",
    "Report",
    "after_filing",
    "after_step",
    "content",
    "design_of",
    "enclosure_of",
    "folder",
    "issue",
    "issue_all",
    "make_receipts",
    "missing",
    "preview",
    "receipt_content",
    "retry_receipts",
    "revoke",
    "save_design",
    "write_files",
]
