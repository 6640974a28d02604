"""One Document, two renderings: .docx for the office's own word processor, .pdf for reading, sending and archives."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.kernel.letters.rendering import fonts
from gongkai.kernel.letters.rendering.pdf import to_pdf, to_pictures
from gongkai.kernel.letters.rendering.word import NotALetterheadError, open_letterhead, to_docx
from gongkai.kernel.letters.rules.composing import Document

__all__ = [
    "NotALetterheadError",
    "Rendered",
    "open_letterhead",
    "reasons_against_rendering",
    "render",
    "to_pictures",
]


@dataclass(frozen=True, slots=True)
class Rendered:
    docx: bytes
    pdf: bytes


def reasons_against_rendering(document: Document) -> list[Reason]:
    """Characters that no installed font can print: a name is never printed as an empty box."""
    words = "\n".join([document.red_head, document.number, *document.lines])
    text = _("字库中没有“%(sign)s”（%(code)s），不能印成文书。请管理员把含有此字的字库放入 var/fonts。")
    return [
        Reason("glyph_missing", text % {"sign": sign, "code": f"U+{ord(sign):04X}"}, where=sign)
        for sign in fonts.missing(words)
    ]


def render(document: Document, *, letterhead: bytes | None = None) -> Rendered:
    """Both files of a letter. NotAllowed for characters without a glyph."""
    refuse(reasons_against_rendering(document))
    return Rendered(to_docx(document, letterhead), to_pdf(document))
