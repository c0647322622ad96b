"""Certificates as PDF files: facts in, bytes out. Only this package imports ReportLab; it knows no models."""

from .facts import CannotDraw, CertificateFacts, DoesNotFit, GlyphMissing, Signatory
from .page import draw, draw_all

__all__ = ["CannotDraw", "CertificateFacts", "DoesNotFit", "GlyphMissing", "Signatory", "draw", "draw_all"]
