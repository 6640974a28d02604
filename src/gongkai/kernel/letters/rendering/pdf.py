"""A Document as PDF (typst, in this process) and as pictures of its pages. The same input gives the same bytes."""

import json
from importlib.resources import files

import typst

from gongkai.kernel.letters.rendering import fonts
from gongkai.kernel.letters.rules.composing import SEAL_PLACE, Document, Items, Remedy, Table
from gongkai.kernel.letters.rules.values import chinese_date

STANDARD = "a-2u"  # PDF/A-2u: kept for archives; every character has its code and its font inside


def to_pdf(document: Document) -> bytes:
    """The letter, about a second on the first call of a process (fonts), then a tenth."""
    return _compiler(document).compile(format="pdf", pdf_standards=[STANDARD], timestamp=0)


def to_pictures(document: Document, *, ppi: float = 96) -> list[bytes]:
    """One PNG a page, of the same layout as the PDF."""
    pages = _compiler(document).compile(format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def _compiler(document: Document) -> typst.Compiler:
    source = (files("gongkai.kernel.letters.rendering") / "letter.typ").read_bytes()
    data = json.dumps(_data(document), ensure_ascii=False)
    return typst.Compiler(
        source, font_paths=fonts.loaded(), ignore_system_fonts=True, sys_inputs={"letter": data}
    )


def _data(document: Document) -> dict:
    return {
        "title": document.title,
        "addressee": document.addressee,
        "blocks": [_block(block) for block in document.blocks],
        "attachments": document.attachment_lines,
        "copies": document.lines[-1] if document.copies else "",
        "organ": document.organ,
        "signer": document.organ,
        "signed": document.signed,
        "red_head": document.red_head,
        "number": document.number,
        "date": chinese_date(document.dated_on),
        "seal_place": SEAL_PLACE,
        "fonts": fonts.families(),
    }


def _block(block) -> dict:
    match block:
        case Items():
            return {"kind": "items", "lines": block.lines}
        case Table(rows):
            return {"kind": "table", "rows": [list(row) for row in rows]}
        case Remedy(paragraphs):
            return {"kind": "remedy", "lines": list(paragraphs)}
        case _:
            return {"kind": "paragraph", "lines": [block.text]}
