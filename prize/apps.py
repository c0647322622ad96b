from django.apps import AppConfig


class PrizeConfig(AppConfig):
    name = "prize"
    verbose_name = "Preis"

    def ready(self):
        from . import checks  # noqa: F401 -- registers itself
