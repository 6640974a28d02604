"""Open cases get the nearest due date of the open clocks on their subject."""

from django.db import migrations
from django.db.models import Min, OuterRef, Subquery


def copy(apps, editor):
    clocks = apps.get_model("clocks", "Clock").objects
    running = clocks.filter(
        subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"), stopped_on=None
    )
    nearest = running.order_by().values("subject_id").annotate(due=Min("due_on")).values("due")
    apps.get_model("casework", "Case").objects.filter(concluded_at=None).update(due_on=Subquery(nearest))


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_delegation_supervision_copies_due"),
        ("clocks", "0003_wake_open_clocks"),
    ]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
