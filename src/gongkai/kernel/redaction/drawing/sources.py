"""One look for PDF documents and pictures: pages with a size, a drawing, and signs with their places."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageOps
from pypdfium2 import raw

Place = tuple[float, float, float, float]
"""x, y, w, h, relative"""

PICTURES = {"png", "jpg", "tif", "bmp", "webp", "gif"}
PAGES = 1000
LONGEST = 3600  # pixels of a drawn side
PICTURE_DPI = 150
Image.MAX_IMAGE_PIXELS = 150_000_000


class Unreadable(Exception):  # noqa: N818  a verdict on the file, not a fault of ours
    """`code`: encrypted, broken, too_long."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sign:
    """One character of a page and where it is seen."""

    text: str
    place: Place


class PdfSource:
    def __init__(self, path: str):
        try:
            self._document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            wrong = "encrypted" if "password" in str(error).lower() else "broken"
            raise Unreadable(wrong) from error
        self._document.init_forms()
        if len(self) > PAGES:
            raise Unreadable("too_long")

    def __len__(self) -> int:
        return len(self._document)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height as shown, in points."""
        return self._document.get_page_size(number)

    @contextmanager
    def _page(self, number: int) -> Iterator[pdfium.PdfPage]:
        try:
            page = self._document[number]
        except pdfium.PdfiumError as error:
            raise Unreadable("broken") from error
        try:
            yield page
        finally:
            page.close()

    def draw(self, number: int, dpi: float) -> Image.Image:
        """The page with annotations and form fields as a reader shows them, on white."""
        with self._page(number) as page:
            scale = min(dpi / 72, LONGEST / max(page.get_size()))
            bitmap = page.render(scale=scale, fill_color=(255, 255, 255, 255), rev_byteorder=True)
            try:
                return bitmap.to_pil().convert("RGB")
            finally:
                bitmap.close()

    def signs(self, number: int) -> list[Sign]:
        """Every character of the text layer in its order, the hidden ones too."""
        with self._page(number) as page:
            text = page.get_textpage()
            try:
                return [self._sign(page, text, index) for index in range(text.count_chars())]
            finally:
                text.close()

    @staticmethod
    def _sign(page: pdfium.PdfPage, text: pdfium.PdfTextPage, index: int) -> Sign:
        code = raw.FPDFText_GetUnicode(text, index)
        left, bottom, right, top = text.get_charbox(index, loose=True)
        corners = [_shown(page, x, y) for x, y in ((left, bottom), (right, top))]
        xs, ys = sorted(c[0] for c in corners), sorted(c[1] for c in corners)
        sign = chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else " "
        return Sign(sign, (xs[0], ys[0], xs[1] - xs[0], ys[1] - ys[0]))


_GRID = 1_000_000


def _shown(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Page space to the shown page: PDFium knows rotation and crop box."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value / _GRID, down.value / _GRID


class PictureSource:
    """A picture, or the frames of a TIFF, as pages without words."""

    def __init__(self, path: str):
        try:
            self._picture = Image.open(path)
            self._count = getattr(self._picture, "n_frames", 1)
            if self._picture.format == "GIF":
                self._count = 1
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise Unreadable("broken") from error
        if self._count > PAGES:
            raise Unreadable("too_long")

    def __len__(self) -> int:
        return self._count

    def size(self, number: int) -> tuple[float, float]:
        width, height = self._upright(number).size
        return width * 72 / PICTURE_DPI, height * 72 / PICTURE_DPI

    def _upright(self, number: int) -> Image.Image:
        self._picture.seek(number)
        return ImageOps.exif_transpose(self._picture)

    def draw(self, number: int, dpi: float) -> Image.Image:
        try:
            upright = self._upright(number).convert("RGBA")
        except (OSError, ValueError) as error:
            raise Unreadable("broken") from error
        drawn = Image.new("RGB", upright.size, "white")
        drawn.paste(upright, mask=upright.getchannel("A"))
        scale = min(dpi / PICTURE_DPI, LONGEST / max(drawn.size))
        return drawn if scale >= 1 else drawn.resize([max(1, round(side * scale)) for side in drawn.size])

    def signs(self, number: int) -> list[Sign]:
        return []


Source = PdfSource | PictureSource


def opened(path: str, kind: str) -> Source:
    """Unreadable for what cannot be shown."""
    return PictureSource(path) if kind in PICTURES else PdfSource(path)
