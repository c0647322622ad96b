from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from prize import rules
from prize.models import EditionText, History
from prize.models.edition_text import hash_of, sources_of

from .errors import NotAllowed
from .workflow import lock_edition


@dataclass(frozen=True)
class TextChange:
    """What somebody typed for one text, and hashes of what they had before them: translation and original."""

    text: str
    shown: str
    source: str
    fits: bool = False  # somebody says that it still fits an original that has changed

    @property
    def is_one(self):
        return hash_of(self.text) != self.shown or self.fits


@transaction.atomic
def save_texts(edition, language, changes, *, by, at):
    """{key: TextChange} -> (keys that were written, {key: what somebody else wrote meanwhile, which stays}).

    Only what was changed is written: two people who work on the same language do not undo each other.
    """
    if not rules.is_office(by):
        raise NotAllowed(_("Die Texte einer Ausgabe ändert die Geschäftsstelle."))
    edition = lock_edition(edition.pk)
    known = {source.key for source in sources_of(edition)}
    there = {text.key: text for text in edition.texts.filter(language=language)}
    written, refused = [], {}
    for key, change in changes.items():
        now = there[key].text if key in there else ""
        if key not in known or not change.is_one or (change.text == now and not change.fits):
            continue
        if hash_of(now) != change.shown:
            refused[key] = now
            continue
        keep(edition, language, key, change, by=by, at=at)
        written.append(key)
    if written:
        History.objects.append(edition, "translate", by=by, at=at, language=language, texts=written)
    return written, refused


def keep(edition, language, key, change, *, by, at):
    """An emptied box takes the text away: the page shows the original again."""
    if not change.text:
        edition.texts.filter(language=language, key=key).delete()
        return
    facts = {"text": change.text, "source_hash": change.source, "changed_at": at, "changed_by": by}
    EditionText.objects.update_or_create(edition=edition, language=language, key=key, defaults=facts)
