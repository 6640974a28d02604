from django.apps import AppConfig


class SpecimenConfig(AppConfig):
    name = "gongkai.foundation.vault.tests.specimen"
    label = "vault_specimen"
    default_auto_field = "django.db.models.BigAutoField"
