"""`make messages`: bring the catalogues to the sentences that stand in the code; says what is missing."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import catalogues, messages

messages.start()
found = messages.all_messages()
for locale in catalogues.PLURALS:
    catalogue = catalogues.merge(locale, found)
    path = catalogues.path_of(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    missing = sum(not catalogues.is_translated(entry) for entry in catalogue if not entry.obsolete)
    print(f"  {locale:<12} {len(found)} sentences, {missing} to translate")
