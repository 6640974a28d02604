"""Refused rows in a file of the same format as the import, for mending and giving again."""

import csv
import io
import json
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.tabular.layouts import RECORDS, Layout
from gongkai.kernel.records.tabular.reading import CSV, JSONL, RawRow, Source
from gongkai.kernel.records.tabular.writing import WRITERS, Writer


class Refused(Protocol):
    @property
    def reasons(self) -> tuple[Reason, ...]: ...
    @property
    def marked(self) -> bool: ...


class Rejects:
    """A context manager that makes the file with the first refused row. Classified text is left out of it.

    A table gets the columns of the import and one more with the reasons, which an import ignores. What could
    not be read as a row is written as it came.
    """

    def __init__(self, path: Path, source: Source, layout: Layout = RECORDS):
        self._path, self._source, self._layout = path, source, layout
        self._stream: BinaryIO | None = None
        self._writer: Writer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._writer is not None and self._stream is not None:
            self._writer.close()
            self._stream.close()

    def take(self, raw: RawRow, refused: Refused) -> None:
        if refused.marked:
            return
        stream, writer = self._opened()
        if isinstance(raw.original, str):
            stream.write(raw.original.rstrip("\r\n").encode("utf-8", "replace") + b"\n")
        elif isinstance(raw.original, list):
            self._write_cells(stream, writer, raw.original)
        elif self._source.format == JSONL:
            stream.write(
                json.dumps(raw.original or raw.cells, ensure_ascii=False, default=str).encode() + b"\n"
            )
        else:
            writer.write({**raw.cells, "refusal": " ".join(reason.text for reason in refused.reasons)})

    def _opened(self) -> tuple[BinaryIO, Writer]:
        if self._writer is None or self._stream is None:
            self._stream = open(self._path, "xb")  # noqa: SIM115  closed by __exit__
            self._writer = WRITERS[self._source.format](self._stream, self._columns(), self._layout)
        return self._stream, self._writer

    def _columns(self) -> list[str]:
        return [name for name in self._source.heading if name != "refusal"] + ["refusal"]

    def _write_cells(self, stream: BinaryIO, writer: Writer, cells: list[str]) -> None:
        """Cells that do not fit the heading: as they came in a CSV; in a worksheet what fits is kept."""
        if self._source.format == CSV:
            text = io.StringIO()
            csv.writer(text).writerow(cells)
            stream.write(text.getvalue().encode())
        else:
            writer.write(dict(zip(self._columns(), cells, strict=False)))
