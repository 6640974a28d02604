"""Reads the cells of a small CSV or XLSX file, whatever the encoding a Chinese office program gave it."""

import csv
import io
import zipfile
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from gongkai.foundation.common.reasons import NotAllowed, Reason

LARGEST = 2 * 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_LINES = 2000

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


def _refusal(code: str, text: str) -> NotAllowed:
    return NotAllowed([Reason(code, text, "", "file")])


def read_lines(upload: BinaryIO) -> list[tuple[int, list[object]]]:
    """(line number from 1, cells) of the file; its kind and encoding are told from its content.

    Raises NotAllowed when it is too large, of another kind, broken or in no known encoding.
    """
    data = upload.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _refusal("file_too_large", _("文件超过 2 MB，不像是放假通知表。"))
    if not data.strip():
        raise _refusal("file_empty", _("文件是空的。"))
    if data.startswith(_OLE):
        raise _refusal("file_kind", _("这是旧版 .xls 文件，请另存为 .xlsx 或 CSV 后再导入。"))
    lines = _from_xlsx(data) if data.startswith(_ZIP) else _from_csv(data)
    if len(lines) > MOST_LINES:
        raise _refusal("file_too_long", _("文件超过 2000 行，不像是放假通知表。"))
    return lines


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif b"\0" in data:
        candidates = ["utf-16-le" if data[1:2] == b"\0" or data[3:4] == b"\0" else "utf-16-be"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refusal("file_encoding", _("无法识别文件编码，请保存为 UTF-8、GBK 或 UTF-16 的 CSV，或 .xlsx。"))


def _from_csv(data: bytes) -> list[tuple[int, list[object]]]:
    text = _decode(data)
    if "\0" in text:
        raise _refusal("file_kind", _("文件不是 CSV 或 .xlsx 表格。"))
    head = text[:4000]
    delimiter = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: list[tuple[int, list[object]]] = []
    try:
        for cells in reader:
            lines.append((reader.line_num, list(cells)))
    except csv.Error as error:
        raise _refusal(
            "file_broken", _("CSV 第 %d 行格式有误，无法读取。") % (reader.line_num + 1)
        ) from error
    return lines


def _from_xlsx(data: bytes) -> list[tuple[int, list[object]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            if sum(member.file_size for member in pack.infolist()) > LARGEST_UNPACKED:
                raise _refusal("file_too_large", _("表格解压后过大，未予读取。"))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_LINES + 1, values_only=True)
        return [(number, list(cells)) for number, cells in enumerate(rows, start=1)]
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        ParseError,
        KeyError,
        IndexError,
        ValueError,
        OSError,
    ) as error:
        raise _refusal("file_broken", _("表格文件已损坏或不是 .xlsx，无法读取。")) from error
