from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "gongkai.kernel.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from gongkai.foundation.common.holding import hold_with
        from gongkai.kernel.casework import owners
        from gongkai.kernel.clocks import subjects
        from gongkai.kernel.records.selectors import seen_as_subject
        from gongkai.kernel.records.services.drafting import hold
        from gongkai.kernel.records.services.signing import carry_over

        subjects.register("record", seen_as_subject)
        hold_with("record", hold)
        owners.register("record", owners.Owner("record.sign", carry_over))
