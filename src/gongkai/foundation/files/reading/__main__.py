"""The reading process: `python -m gongkai.foundation.files.reading SOURCE TARGET EXTENSION` -> one JSON
object.

Exit status 0 with {"problem": …} when the file is refused, 3 when memory ran out, anything else for a fault.
Faults are told by their type and place only, never by a message that might quote the file.
"""

import errno
import json
import os
import sys
import traceback
from pathlib import Path

from gongkai.foundation.files.reading import documents, limits
from gongkai.foundation.files.reading.results import Reading, Unacceptable
from gongkai.foundation.files.rules.marks import classification_marks

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def main(source: str, target: str, extension: str) -> dict:
    """Read the file and write its public copy when that differs from the original."""
    try:
        reading = documents.read(Path(source).read_bytes(), f"x.{extension}")
        if classification_marks(f"{reading.text}\n\n{reading.hidden}"):
            raise Unacceptable("classification_mark")
        return _written(reading, target)
    except Unacceptable as verdict:
        return {"problem": {"code": verdict.code, "where": verdict.where, "values": verdict.values}}
    except OSError as error:
        if error.errno not in FULL:
            raise
        return {"problem": {"code": "disk_full", "where": "", "values": {}}}


def _written(reading: Reading, target: str) -> dict:
    if reading.public is not None:
        with open(target, "wb") as file:
            file.write(reading.public)
            file.flush()
            os.fsync(file.fileno())
    return {
        "kind": reading.kind,
        "text": _storable(reading.text[: limits.TEXT]),
        "text_state": "partial" if len(reading.text) > limits.TEXT else reading.text_state,
        "public": reading.public_state,
        "public_problem": reading.public_problem,
        "public_written": reading.public is not None,
        "notes": reading.notes,
    }


def _storable(text: str) -> str:
    """No zero bytes and no lone surrogates: PostgreSQL and UTF-8 refuse them."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _tell(kind, _error, trace) -> None:
    sys.stderr.write("".join(traceback.format_tb(trace)) + kind.__name__ + "\n")


if __name__ == "__main__":
    sys.excepthook = _tell
    limits.apply()
    try:
        answer = main(*sys.argv[1:4])
    except MemoryError:
        sys.exit(3)
    json.dump(answer, sys.stdout)
