"""Reading counters."""

from gongkai.foundation.numbering.models import Counter


def last_serial(*, series: str, year: int) -> int:
    """The last serial given, 0 when none was."""
    found = Counter.objects.filter(series=series, year=year).values_list("last", flat=True)
    return next(iter(found), 0)
