from django import template

from prize import wording

register = template.Library()
register.filter("clock", wording.clock)
register.filter("nested", wording.nested)
register.filter("file_size", wording.file_size)
