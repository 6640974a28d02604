"""Bounds on what one file may cost."""

import resource
import time

MEMORY = 1536 * 1024**2  # bytes of address space
CPU = 90  # seconds
WALL = 120  # seconds, kept by the parent
TEXT_TIME = 20  # seconds spent on the text of all documents of an upload together
TEXT = 2_000_000  # characters kept for search
PAGES = 1000  # of a PDF
CELLS = 300_000  # of a workbook
PIXELS = 150_000_000
FRAMES = 500
ENTRIES, PACKAGE_ENTRIES = 2000, 10_000  # of a zip, of an office document
DEPTH = 2  # a zip inside a zip
UNPACKED = 400 * 1024**2  # bytes of all members together
XML_PART = 64 * 1024**2
RATIO, RATIO_FROM = 300, 8 * 1024**2  # a member beyond both is a bomb

_clock = {"started": time.monotonic()}


def apply() -> None:
    """Bound this process. The file-size limit of the parent stays as it is."""
    for limit, wanted in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(limit)
        bound = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(limit, (bound, bound))


def start_clock() -> None:
    """An upload begins; the time for its words runs from here."""
    _clock["started"] = time.monotonic()


def text_time_left() -> bool:
    return time.monotonic() - _clock["started"] < TEXT_TIME
