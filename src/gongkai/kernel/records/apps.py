from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "gongkai.kernel.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from gongkai.kernel.clocks import subjects
        from gongkai.kernel.records.selectors import seen_as_subject

        subjects.register("record", seen_as_subject)
