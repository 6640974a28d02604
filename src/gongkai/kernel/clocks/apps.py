from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ClocksConfig(AppConfig):
    name = "gongkai.kernel.clocks"
    label = "clocks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        autodiscover_modules("limits")
