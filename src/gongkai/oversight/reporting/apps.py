from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "gongkai.oversight.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from gongkai.foundation.common.holding import hold_with
        from gongkai.kernel.clocks import subjects
        from gongkai.kernel.records import guards
        from gongkai.oversight.reporting import guarding, limits  # noqa: F401  limits are told at start
        from gongkai.oversight.reporting.events import SUBJECT
        from gongkai.oversight.reporting.selectors import seen_as_subject
        from gongkai.oversight.reporting.services.recording import hold

        subjects.register(SUBJECT, seen_as_subject)
        hold_with(SUBJECT, hold)
        guards.register(SUBJECT, guarding.reasons_against)
