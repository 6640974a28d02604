from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FiguresConfig(AppConfig):
    name = "gongkai.kernel.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        autodiscover_modules("metrics")
