from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "gongkai.foundation.orgs"
    label = "orgs"
    default_auto_field = "django.db.models.BigAutoField"
