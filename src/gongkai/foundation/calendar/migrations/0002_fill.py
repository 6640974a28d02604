"""Every database, of tests too, knows the working days that the installed package knows."""

from django.db import migrations
from django.utils import timezone

from gongkai.foundation.calendar.package import write_days


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    write_days(
        versions=apps.get_model("calendar", "CalendarVersion").objects.using(alias),
        days=apps.get_model("calendar", "CalendarDay").objects.using(alias),
        at=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
