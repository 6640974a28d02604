"""Working days that an answer took, kept with the request: what charts count is then counted by the database."""

from collections import defaultdict
from functools import cache

from django.db import migrations, models

from gongkai.foundation.calendar.selectors import calendar
from gongkai.kernel.clocks import deriving, rules

BATCH = 500


def fill(apps, editor):
    """From the stopped answer clocks; the last of a request holds."""
    clocks = apps.get_model("clocks", "Clock").objects.filter(
        subject_type="request", limit_code="foi-answer", stopped_on__isnull=False
    )
    regions, known, spent = cache(calendar), {}, {}
    rows = clocks.select_related("organ").prefetch_related("periods").order_by("pk")
    for clock in rows.iterator(chunk_size=2000):
        spent[int(clock.subject_id)] = _used(clock, regions, known)
    by_days = defaultdict(list)
    for pk, days in spent.items():
        by_days[days].append(pk)
    requests = apps.get_model("foi", "Request").objects
    for days, ids in by_days.items():
        for first in range(0, len(ids), BATCH):
            rows = requests.filter(pk__in=ids[first : first + BATCH], answered_on__isnull=False)
            rows.update(used_days=days)


def _used(clock, regions, known) -> int:
    limit, start = deriving.limit_of(clock), deriving.start_of(clock)
    stop = deriving.stop_of(clock, limit) or clock.stopped_on
    periods = tuple(deriving.period_of(row) for row in clock.periods.all())
    same = (limit, start, stop, clock.organ.region_id, periods)
    if same not in known:
        known[same] = int(rules.used(limit, start, list(periods), regions(clock.organ.region_id), stop))
    return known[same]


class Migration(migrations.Migration):
    dependencies = [("foi", "0019_counted_from_an_index"), ("clocks", "0006_own_limit")]
    operations = [
        migrations.AddField(
            "request",
            "used_days",
            models.PositiveIntegerField(blank=True, null=True, verbose_name="答复用时（工作日）"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
