from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "gongkai.kernel.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from gongkai.kernel.casework import subjects
        from gongkai.kernel.casework.services.following_clocks import keep_due
        from gongkai.kernel.clocks.following import follow

        follow(keep_due)
        subjects.register()
