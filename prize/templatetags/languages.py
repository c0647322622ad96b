from django import template
from django.conf import settings
from django.utils.html import format_html

from prize import languages

register = template.Library()
register.filter("direction", languages.direction)


@register.simple_tag
def language_choices():
    """[(code, own name, direction, is it spoken now)]"""
    return [(code, name, languages.direction(code), code == languages.active()) for code, name in settings.LANGUAGES]


@register.simple_tag(takes_context=True)
def way_back(context):
    """Where one stays when the language changes: this page, or after a POST the page with the form."""
    request = context["request"]
    return request.get_full_path() if request.method in {"GET", "HEAD"} else request.headers.get("Referer", "/")


@register.filter
def bdi(value):
    """For a name or a text of somebody's inside a sentence: its direction is its own and moves no sign around it."""
    return format_html("<bdi>{}</bdi>", value) if value else value
