"""The public address of a record: derived from its index number, so it is stable and says what it is."""

import re

_UNSAFE = re.compile(r"[^0-9A-Za-z._-]+")


def address_of(index_number: str) -> str:
    """`430S00/2026-00001` -> `/records/430S00/2026-00001.html`. ValueError for a number without its two parts."""
    organ, _slash, rest = index_number.partition("/")
    if not organ or not rest:
        raise ValueError(f"not an index number: {index_number!r}")
    return f"/records/{_UNSAFE.sub('-', organ)}/{_UNSAFE.sub('-', rest)}.html"
