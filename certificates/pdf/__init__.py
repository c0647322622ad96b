"""Certificates and receipts as PDF files: facts in, bytes out. Only this package imports ReportLab; it knows no
models."""

from .facts import CannotDraw, CertificateFacts, DoesNotFit, GlyphMissing, Signatory
from .page import draw, draw_all
from .receipt import draw as draw_receipt
from .receipt_facts import ReceiptFacts, Timeliness

__all__ = [
    "CannotDraw",
    "CertificateFacts",
    "DoesNotFit",
    "GlyphMissing",
    "ReceiptFacts",
    "Signatory",
    "Timeliness",
    "draw",
    "draw_all",
    "draw_receipt",
]
