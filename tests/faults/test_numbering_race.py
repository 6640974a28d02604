"""Writers at the same time, some of whose acts fail: serials stay distinct and without gaps."""

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

WRITER = """
from gongkai.foundation.numbering.services import next_serial

class Failed(Exception):
    pass

for turn in range(40):
    try:
        with transaction.atomic():
            serial = next_serial(series=sys.argv[1], year=2026)
            if turn % 3 == 0:
                raise Failed
        print(serial)
    except Failed:
        pass
"""


def test_serials_are_distinct_and_without_gaps(place):
    first, *same = place.run(
        *(place.start(WRITER, series) for series in ("430100", "430S00", "430S00", "430S00"))
    )
    kept = [int(line) for output in same for line in output.split()]
    assert sorted(kept) == list(range(1, 3 * 26 + 1))
    assert sorted(int(line) for line in first.split()) == list(range(1, 27))
