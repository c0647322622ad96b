"""Codes that people read off paper and type: on a certificate, in a letter. Imports nothing of ours."""

import hashlib
import secrets

# 32 characters, 5 bits each: no 0 and O, no 1 and I. Twelve of them are 60 bits that nobody guesses through a page
# that answers a few times a minute.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH, GROUP = 12, 4


def new():
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code):
    """ABCD-EFGH-JKLM: as it is printed and read aloud."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def clean(typed):
    """What somebody typed, without blanks and dashes of any kind, in capitals."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def is_code(code):
    return len(code) == LENGTH and set(code) <= set(ALPHABET)


def digest(code):
    """What the database looks a code up by. How long a search in an index takes tells something about how much of the
    key was right; of a hash that is worth nothing."""
    return hashlib.sha256(code.encode()).hexdigest()
