from django.apps import AppConfig


class FoiConfig(AppConfig):
    name = "gongkai.domains.foi"
    label = "foi"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from gongkai.domains.foi import lessons, limits, listening, subjects  # noqa: F401  limits, listeners are told at start
        from gongkai.domains.foi.mail import tasks  # noqa: F401  its job is known to the queue

        subjects.register()
        lessons.register()
