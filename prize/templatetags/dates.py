"""The filter `date` as Django's, but the order and the signs are those of the language that is spoken.

Templates write the German way, `date:"l, j. F Y, H:i"`. A format with a name (`DATE_FORMAT`) is in config/formats.
"""

from django import template
from django.template.defaultfilters import date as django_date
from django.utils.translation import get_language

register = template.Library()

GERMAN = ("l, j. F Y", "j. F Y", "j. F", "d.m.Y", "d.m.")
DAYS = {  # in the order of GERMAN
    "en": ("l, j F Y", "j F Y", "j F", "d/m/Y", "d/m"),
    "uk": ("l, j E Y", "j E Y", "j E", "d.m.Y", "d.m"),  # E: the month in the genitive
    "tr": ("j F Y l", "j F Y", "j F", "d.m.Y", "d.m"),
    "ar": ("l، j F Y", "j F Y", "j F", "d/m/Y", "d/m"),
    "fa": ("l، j F Y", "j F Y", "j F", "Y/m/d", "m/d"),
}
COMMA = {"ar": "، ", "fa": "، "}


def in_order_of(language, way):
    """A German format as the language writes it."""
    for german, other in zip(GERMAN, DAYS.get(language, GERMAN), strict=True):
        if way.startswith(german):
            return other + way.removeprefix(german).replace(", ", COMMA.get(language, ", "))
    return way


@register.filter(expects_localtime=True, is_safe=False)
def date(value, way=None):
    return django_date(value, way and in_order_of(get_language(), way))
