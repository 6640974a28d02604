"""The drawing process: one JSON job on stdin, JSON lines on stdout; the last line is the answer.

{"do": "describe" | "draw" | "text" | "places" | "burn" | "examine", "source": path, "kind": "pdf", …}
A line {"page": n} tells progress. Exit status 3 when memory ran out; faults tell their type and place only.
"""

import json
import os
import resource
import sys
import traceback
from pathlib import Path

from gongkai.kernel.redaction.drawing.burning import burn
from gongkai.kernel.redaction.drawing.examining import examine
from gongkai.kernel.redaction.drawing.places import lines
from gongkai.kernel.redaction.drawing.sources import PdfSource, Unreadable, opened

MEMORY = 1536 * 1024**2  # bytes of address space


def _tell(page: int) -> None:
    print(json.dumps({"page": page}), flush=True)  # noqa: T201  that is the protocol


def _boxes(job: dict) -> dict[int, list]:
    return {int(n): [(tuple(place), label) for place, label in found] for n, found in job["boxes"].items()}


def _describe(job: dict) -> dict:
    source = opened(job["source"], job["kind"])
    return {"pages": [[round(side, 2) for side in source.size(n)] for n in range(len(source))]}


def _draw(job: dict) -> dict:
    source = opened(job["source"], job["kind"])
    width, _height = source.size(job["page"])
    drawn = source.draw(job["page"], job["width"] / width * 72)
    drawn.save(job["target"], "JPEG", quality=82)
    return {}


def _text(job: dict) -> dict:
    source = opened(job["source"], job["kind"])
    return {"texts": ["".join(s.text for s in source.signs(n)) for n in range(len(source))]}


def _places(job: dict) -> dict:
    """`spans`: [page, start, end] of characters -> the places of each, one for a line."""
    source = opened(job["source"], job["kind"])
    known: dict[int, list] = {}
    found = []
    for page, start, end in job["spans"]:
        if page not in known:
            known[page] = source.signs(page)
        found.append(lines(s.place for s in known[page][start:end] if not s.text.isspace()))
    return {"places": found}


def _burn(job: dict) -> dict:
    source = opened(job["source"], job["kind"])
    target = Path(job["target"])
    burn(source, target, _boxes(job), keep_text=job["keep_text"], font=job.get("font", ""), said=_tell)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return {}


def _examine(job: dict) -> dict:
    source, result = opened(job["source"], job["kind"]), PdfSource(job["result"])
    faults, hints = examine(source, result, job["result"], _boxes(job), _tell, job.get("font", ""))
    return {"faults": [f.as_dict() for f in faults], "hints": [f.as_dict() for f in hints]}


WORK = {
    "describe": _describe,
    "draw": _draw,
    "text": _text,
    "places": _places,
    "burn": _burn,
    "examine": _examine,
}


def _fault(kind, _error, trace) -> None:
    sys.stderr.write("".join(traceback.format_tb(trace)) + kind.__name__ + "\n")


def main() -> None:
    sys.excepthook = _fault
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    job = json.load(sys.stdin)
    try:
        answer = WORK[job["do"]](job)
    except Unreadable as verdict:
        answer = {"problem": verdict.code}
    except MemoryError:
        sys.exit(3)
    print(json.dumps(answer), flush=True)  # noqa: T201  that is the protocol


if __name__ == "__main__":
    main()
