"""Constraints that several models state in the same words."""

from django.conf import settings
from django.db import models
from django.db.models import Q


def one_of(field, choices, name):
    """A model's choices constrain nothing in the database; this does."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def spoken_or_empty(field, name):
    """One of the languages that people may choose, or none chosen."""
    codes = ["", *(code for code, _name in settings.LANGUAGES)]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": codes}), name=name)


def exactly_when(condition, fact, name):
    """State and fact agree: `condition` holds if and only if `fact` does."""
    return models.CheckConstraint(condition=(condition & fact) | (~condition & ~fact), name=name)
