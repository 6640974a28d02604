from django.apps import AppConfig


class OpenapiConfig(AppConfig):
    name = "gongkai.faces.openapi"
    label = "openapi"
    default_auto_field = "django.db.models.BigAutoField"
