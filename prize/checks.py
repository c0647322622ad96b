from django.conf import settings
from django.core.checks import Warning, register


@register()
def kern_is_there(app_configs, **kwargs):
    if settings.HAS_KERN:
        return []
    hint = "Run `python tools/fetch_kern.py`; it needs npm, or pip with access to a package index."
    return [Warning("KERN UX is missing: the site runs in its plain look.", hint=hint, id="prize.W001")]
