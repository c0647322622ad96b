"""Yes/no questions about certificates. Imports nothing of this app."""

from prize import rules


def may_issue(user):
    """Issuing, and saying who signs, is the office's work."""
    return rules.is_office(user)


def may_revoke(user):
    return rules.is_lead(user)


def is_valid_on(signatory, day):
    """Signs on this day: offices change hands within an edition."""
    return (signatory.valid_from is None or signatory.valid_from <= day) and (
        signatory.valid_to is None or day <= signatory.valid_to
    )
