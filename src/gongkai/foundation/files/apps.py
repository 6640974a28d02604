from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "gongkai.foundation.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
