from django.apps import AppConfig


class CollectingConfig(AppConfig):
    name = "gongkai.oversight.collecting"
    label = "collecting"
    default_auto_field = "django.db.models.BigAutoField"
