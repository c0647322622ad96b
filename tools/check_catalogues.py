"""Every sentence that applicants read is there in every language, with the placeholders and tags of the original.

No gettext is needed. The table says how far each language is; faults are named with the sentence.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import catalogues, messages

IS_COMPLETE = True  # False while many pages are written: what is missing is counted then and does not fail


def check(locale, found):
    """(row of the table, sentences about what is wrong)"""
    po = catalogues.read(locale)
    live = {entry.msgid: entry for entry in po if not entry.obsolete}
    missing = [msgid for msgid in found if msgid not in live or not catalogues.is_translated(live[msgid])]
    left = [*po.obsolete_entries(), *(entry for msgid, entry in live.items() if msgid not in found)]
    wrong = [f"{entry.msgid!r}: {fault}" for entry in live.values() for fault in catalogues.faults(locale, entry)]
    if po.metadata.get("Plural-Forms") != catalogues.PLURALS[locale]:
        wrong.append("Plural-Forms is not that of tools/catalogues.py")
    row = f"  {locale:<12} {len(found) - len(missing):5} {len(missing):8} {len(left):10} {len(wrong):7}"
    if IS_COMPLETE:
        wrong += [f"not translated: {msgid!r}" for msgid in missing]
        wrong += [f"nobody asks for it any more: {entry.msgid!r}; run make messages" for entry in left]
    return row, [f"{locale}: {sentence}" for sentence in wrong]


def main():
    messages.start()
    found = messages.all_messages()
    wrong = [
        f"{path.relative_to(messages.ROOT)}:{line}: translated while the program starts; use gettext_lazy"
        for path in messages.files()
        if path.suffix == ".py"
        for line in messages.spoken_too_early(path)
    ]
    print(f"  {'language':<12} {'ready':>5} {'missing':>8} {'left over':>10} {'faults':>7}")
    for locale in catalogues.PLURALS:
        row, sentences = check(locale, found)
        print(row)
        wrong += sentences
    if wrong:
        sys.exit("\n".join(["*** the catalogues are not right:", *wrong]))


if __name__ == "__main__":
    main()
