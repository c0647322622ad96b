from django import template
from django.utils.html import urlize

register = template.Library()
SIGNS = ("://", "www.", "@")


@register.filter(needs_autoescape=True)
def linked(value, autoescape=True):
    """Django's urlize, asked only where something looks like an address: for 4,000 characters it takes milliseconds."""
    text = str(value)
    return urlize(text, nofollow=True, autoescape=autoescape) if any(sign in text for sign in SIGNS) else value
