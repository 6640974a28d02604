from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "gongkai.kernel.clocks"
    label = "clocks"
    default_auto_field = "django.db.models.BigAutoField"
