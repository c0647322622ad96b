"""Nouns: one file each. What is needed elsewhere is named here."""

from .certificate import (
    HISTORY_WORDS,
    MAX_SIGNATORIES,
    RECEIPT_STEPS,
    Certificate,
    Design,
    Signatory,
    certificate_path,
    laureates_with_certificates,
    serial,
)
from .receipt import Receipt

__all__ = [
    "HISTORY_WORDS",
    "MAX_SIGNATORIES",
    "RECEIPT_STEPS",
    "Certificate",
    "Design",
    "Receipt",
    "Signatory",
    "certificate_path",  # named by the first migration
    "laureates_with_certificates",
    "serial",
]
