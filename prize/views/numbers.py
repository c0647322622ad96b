"""Numbers that a form sends along."""


def number(text):
    """A whole number as the database can hold it; 0, which is no row's, for everything else that somebody may send."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0
