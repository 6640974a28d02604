"""Clocks that were started before they had acts of their own: the first daily job looks at all that are open."""

from datetime import UTC, datetime

from django.db import migrations

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def wake(apps, editor):
    clocks = apps.get_model("clocks", "Clock").objects
    clocks.filter(stopped_on=None, due_on__isnull=False).update(strikes_at=LONG_AGO)


class Migration(migrations.Migration):
    dependencies = [("clocks", "0002_acts_of_the_clock")]
    operations = [migrations.RunPython(wake, migrations.RunPython.noop)]
