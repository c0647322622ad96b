import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value):
    """For a data- attribute: data in an inline script would need a hole in the content security policy."""
    return json.dumps(value, cls=DjangoJSONEncoder)
