"""Boxes burnt in: pictures of the pages with black boxes, joined to a new PDF that holds nothing else.

On request the words that are seen outside the boxes are laid over the picture, invisible, so that the document can
be searched and read aloud. Written in pieces of a few pages, so that memory does not grow with the document.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageDraw, ImageFont

from gongkai.kernel.redaction.drawing.places import Place, covered, pixels
from gongkai.kernel.redaction.drawing.sources import Sign, Source

DPI = 150
PIECE = 20  # pages
QUALITY = 80
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)
Box = tuple[Place, str]
"""place, label"""


def blackened(picture: Image.Image, boxes: list[Box], font: str = "") -> Image.Image:
    """The picture with its boxes; used for the result and, on white, for what the examination expects.

    `font`: file of the labels' face; without one a face of the system, and without that no labels.
    """
    draw = ImageDraw.Draw(picture)
    for place, label in boxes:
        left, upper, right, lower = pixels(place, *picture.size)
        draw.rectangle((left, upper, right - 1, lower - 1), fill="black")
        _write(draw, (left, upper, right, lower), label, font)
    return picture


def _write(draw: ImageDraw.ImageDraw, area: tuple[int, int, int, int], label: str, file: str) -> None:
    """The label in white, where there is room for it."""
    left, upper, right, lower = area
    size = min(int((lower - upper) * 0.62), 22, int((right - left - 6) / max(len(label), 1)))
    font = _font(size, file) if size >= 8 and label else None
    if font is not None:
        middle = ((left + right) / 2, (upper + lower) / 2)
        draw.text(middle, label, fill="white", font=font, anchor="mm")


def _font(size: int, file: str) -> ImageFont.FreeTypeFont | None:
    found = next((path for path in (file, *_FONTS) if path and Path(path).exists()), None)
    return ImageFont.truetype(found, size) if found else None


def burn(
    source: Source,
    target: Path,
    boxes: dict[int, list[Box]],
    *,
    keep_text: bool,
    font: str = "",
    said: Callable[[int], None] = lambda page: None,
) -> None:
    """Write the new document. `boxes`: page from 0 -> boxes; `said` is told each finished page."""
    pieces = []
    for start in range(0, len(source), PIECE):
        pieces.append(target.with_name(f"{target.name}.{start}"))
        with Pdf.new() as pdf:
            for number in range(start, min(start + PIECE, len(source))):
                _add(pdf, source, number, boxes.get(number, []), keep_text, font)
                said(number + 1)
            pdf.save(pieces[-1], deterministic_id=True)
    _join(pieces, target)


def _join(pieces: list[Path], target: Path) -> None:
    """Streams are copied from file to file, never all in memory."""
    with Pdf.new() as whole:
        parts = [Pdf.open(piece) for piece in pieces]
        for part in parts:
            whole.pages.extend(part.pages)
        whole.save(target, deterministic_id=True, encryption=False)
        for part in parts:
            part.close()
    for piece in pieces:
        piece.unlink()


def _add(pdf: Pdf, source: Source, number: int, boxes: list[Box], keep_text: bool, font: str) -> None:
    drawn = source.draw(number, DPI)
    words = list(_seen(source.signs(number), [place for place, _label in boxes], drawn)) if keep_text else []
    picture = _plain(blackened(drawn, boxes, font))
    # a hair less than whole pixels, so that drawing it again gives as many and no blank line more
    width, height = (side * 72 / DPI - 0.01 for side in picture.size)
    page = pdf.add_blank_page(page_size=(width, height))
    raw = BytesIO()
    picture.save(raw, "JPEG", quality=QUALITY)
    image = pdf.make_stream(
        raw.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB,
        Filter=Name.DCTDecode,
    )
    page.Resources = Dictionary(XObject=Dictionary(P=image))
    content = f"q {width:.4f} 0 0 {height:.4f} 0 0 cm /P Do Q\n"
    if words:
        page.Resources.Font = Dictionary(F=_font_of(pdf, "".join(text for text, _place in words)))
        content += "".join(_laid(text, place, width, height) for text, place in words)
    page.Contents = pdf.make_stream(content.encode("ascii"))


def _plain(picture: Image.Image) -> Image.Image:
    """Grey when nothing in it is coloured: half the size."""
    small = picture.resize((min(picture.width, 200), min(picture.height, 280)))
    _hue, saturation, _value = small.convert("HSV").split()
    return picture if (saturation.getextrema()[1] or 0) > 40 else picture.convert("L")


def _seen(signs: list[Sign], boxes: list[Place], picture: Image.Image) -> Iterator[tuple[str, Place]]:
    """Runs of signs outside the boxes that leave ink in the picture: words hidden from a reader stay out."""
    grey = picture.convert("L")
    run: list[Sign] = []
    for sign in signs:
        kept = not sign.text.isspace() and _on_page(sign.place) and not covered(sign.place, boxes)
        kept = kept and _has_ink(grey, sign.place)
        if run and (not kept or not _beside(run[-1].place, sign.place)):
            yield _run(run)
            run = []
        if kept:
            run.append(sign)
    if run:
        yield _run(run)


def _run(signs: list[Sign]) -> tuple[str, Place]:
    left, top = min(s.place[0] for s in signs), min(s.place[1] for s in signs)
    right = max(s.place[0] + s.place[2] for s in signs)
    bottom = max(s.place[1] + s.place[3] for s in signs)
    return "".join(s.text for s in signs), (left, top, right - left, bottom - top)


def _beside(a: Place, b: Place) -> bool:
    return abs(a[1] - b[1]) < 0.5 * max(a[3], 1e-6) and -0.001 <= b[0] - a[0] <= 2.5 * max(a[2], b[2])


def _on_page(place: Place) -> bool:
    x, y, w, h = place
    return x > -0.001 and y > -0.001 and x + w < 1.001 and y + h < 1.001 and w > 0 and h > 0


def _has_ink(grey: Image.Image, place: Place) -> bool:
    low, high = grey.crop(pixels(place, *grey.size)).getextrema()
    return high - low > 60


def _laid(text: str, place: Place, width: float, height: float) -> str:
    x, y, w, h = place
    size = max(h * height, 1)
    stretch = 100 * w * width / (len(text) * size)
    codes = text.encode("utf-16-be").hex()
    return f"BT 3 Tr /F {size:.2f} Tf {stretch:.2f} Tz 1 0 0 1 {x * width:.2f} {(1 - y - 0.85 * h) * height:.2f} Tm <{codes}> Tj ET\n"


def _font_of(pdf: Pdf, text: str) -> pikepdf.Object:
    """A font without glyphs: nothing of it is ever drawn, its map gives the words back."""
    pairs = [f"<{code:04x}> <{code:04x}>" for code in sorted({ord(c) for c in text if ord(c) < 0x10000})]
    blocks = "\n".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar"
        for part in (pairs[i : i + 100] for i in range(0, len(pairs), 100))
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /Words def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{blocks}\nendcmap end end"
    )
    system = Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)
    inner = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Words, CIDSystemInfo=system, DW=1000
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.Words,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(inner)]),
            ToUnicode=pdf.make_stream(cmap.encode("ascii")),
        )
    )
