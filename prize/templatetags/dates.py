"""The filter `date` as Django's, but the order and the signs are those of the language that is spoken.

Templates write the German way, `date:"l, j. F Y, H:i"`. A format with a name (`DATE_FORMAT`) is in config/formats.
"""

from django import template
from django.template.defaultfilters import date as django_date
from django.utils.translation import get_language

from prize.languages import in_order_of

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value, way=None):
    return django_date(value, way and in_order_of(get_language(), way))
