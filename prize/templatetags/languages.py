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


@register.simple_tag
def lang_of(text):
    """Attributes for the element around a text that the page's language does not have, see edition_text.Spoken."""
    language = getattr(text, "language", "")
    return format_html(' lang="{}" dir="{}"', language, languages.direction(language)) if language else ""


@register.filter
def spoken(text):
    """The same for a text inside a line."""
    return format_html("<span{}>{}</span>", lang_of(text), text) if getattr(text, "language", "") else text


@register.filter
def bdi(value):
    """For a name or a text of somebody's inside a sentence: its direction is its own and moves no sign around it."""
    return format_html("<bdi{}>{}</bdi>", lang_of(value), value) if value else value
