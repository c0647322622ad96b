"""Certificates as files in a folder, for the printer."""

from django.utils.text import slugify

from certificates.models import Certificate

from .issuing import content, folder

LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
LONGEST_NAME = 60


def write_files(edition, to):
    """Each standing certificate of the edition as a file of its own, and all of them in one; returns the paths.

    Raises Damaged where a stored file is gone or another one.
    """
    to.mkdir(parents=True, exist_ok=True)
    certificates = list(Certificate.objects.filter(edition=edition).standing().for_page())
    paths = [to / file_name(certificate) for certificate in certificates]
    for path, certificate in zip(paths, certificates, strict=True):
        path.write_bytes(content(certificate))
    if certificates:
        paths.append(to / f"{edition.slug}-alle.pdf")
        paths[-1].write_bytes(folder(certificates))
    return paths


def file_name(certificate):
    """Ü2026-001-hemminger-netzwerk.pdf: the number, and names that every file system takes."""
    names = slugify(" ".join(certificate.printed_recipients).translate(LETTERS))[:LONGEST_NAME].strip("-")
    return "-".join(filter(None, [certificate.serial, names])) + ".pdf"
