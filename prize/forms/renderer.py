from django.forms.renderers import DjangoTemplates


class KernRenderer(DjangoTemplates):
    pass
