"""The examination of a burnt document, from the bytes that would leave: words, pixels, and what else is inside."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import pikepdf
from pikepdf import Dictionary, Pdf, Stream
from PIL import Image, ImageChops

from gongkai.kernel.redaction.drawing.burning import DPI, Box, blackened
from gongkai.kernel.redaction.drawing.places import Place, covered, pixels
from gongkai.kernel.redaction.drawing.sources import PdfSource, Source

FAR, SHARE = 96, 0.03
"""A pixel that differs by more than FAR is not explained by JPEG; SHARE of pixels may differ by a third of it."""
ALLOWED = frozenset({"/Type", "/Pages", "/Version"})
PAGE_ALLOWED = frozenset({"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"})
LONG_ENOUGH = 6  # signs of a covered text that is looked for elsewhere


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`: pages, words, pixels, inside, elsewhere. `page` from 1, 0 for the whole; `box` from 1 on its page."""

    code: str
    page: int = 0
    box: int = 0

    def as_dict(self) -> dict:
        return asdict(self)


def examine(
    source: Source,
    result: PdfSource,
    path: str,
    boxes: dict[int, list[Box]],
    said: Callable[[int], None] = lambda page: None,
    font: str = "",
) -> tuple[list[Fault], list[Fault]]:
    """(faults that forbid release, hints for the reviewer)."""
    faults, hints = [*_inside(path)], []
    if len(source) != len(result):
        return [*faults, Fault("pages")], []
    hidden: list[tuple[str, int, int]] = []
    texts = []
    for number in range(len(result)):
        own = boxes.get(number, [])
        signs = result.signs(number)
        texts.append("".join(s.text for s in signs if not s.text.isspace()))
        faults += _words(number, own, [s.place for s in signs if not s.text.isspace()])
        if own:
            faults += _pixels(number, own, result.draw(number, DPI), font)
            hidden += _under(source, number, own)
        said(number + 1)
    for text, page, box in hidden:
        if any(text in known for known in texts):
            hints.append(Fault("elsewhere", page, box))
    return faults, hints


def _words(number: int, boxes: list[Box], signs: list[Place]) -> list[Fault]:
    return [
        Fault("words", number + 1, n)
        for n, (place, _label) in enumerate(boxes, 1)
        if any(covered(_core(sign), [place]) for sign in signs)
    ]


def _core(sign: Place) -> Place:
    """The middle of a sign: laid words are placed by lines, so edges may touch a box beside them."""
    x, y, w, h = sign
    return x + w * 0.3, y + h * 0.3, w * 0.4, h * 0.4


def _under(source: Source, number: int, boxes: list[Box]) -> list[tuple[str, int, int]]:
    """(text, page, box) of what each box hides, where it is long enough to be looked for elsewhere."""
    signs = source.signs(number)
    found = []
    for n, (place, _label) in enumerate(boxes, 1):
        text = "".join(s.text for s in signs if not s.text.isspace() and covered(s.place, [place]))
        if len(text) >= LONG_ENOUGH:
            found.append((text, number + 1, n))
    return found


def _pixels(number: int, boxes: list[Box], shown: Image.Image, font: str) -> list[Fault]:
    """Each box against the same box drawn on nothing: whatever else is seen in it came from the page."""
    expected = blackened(Image.new("RGB", shown.size, "white"), boxes, font).convert("L")
    differences = ImageChops.difference(expected, shown.convert("L"))
    return [
        Fault("pixels", number + 1, n)
        for n, (place, _label) in enumerate(boxes, 1)
        if not _uniform(differences, pixels(place, *shown.size))
    ]


def _uniform(differences: Image.Image, area: tuple[int, int, int, int]) -> bool:
    left, upper, right, lower = area
    edge = 2 if right - left > 8 and lower - upper > 8 else 0
    part = differences.crop((left + edge, upper + edge, right - edge, lower - edge))
    counts = part.histogram()
    total = max(sum(counts), 1)
    return sum(counts[FAR:]) == 0 and sum(counts[FAR // 3 :]) <= SHARE * total


def _inside(path: str) -> list[Fault]:
    """Pages with one picture and at most the font of the words; nothing else, nowhere."""
    with Pdf.open(path) as pdf:
        clean = set(pdf.Root.keys()) <= ALLOWED and "/Info" not in pdf.trailer and not pdf.attachments
        clean = clean and all(_clean(page) for page in pdf.pages)
        clean = clean and not any(_foreign(item) for item in pdf.objects)
    return [] if clean else [Fault("inside")]


def _clean(page: pikepdf.Page) -> bool:
    resources = page.obj.get("/Resources", Dictionary())
    drawn, fonts = resources.get("/XObject", Dictionary()), resources.get("/Font", Dictionary())
    return (
        set(page.obj.keys()) <= PAGE_ALLOWED
        and set(resources.keys()) <= {"/XObject", "/Font"}
        and set(drawn.keys()) == {"/P"}
        and drawn.P.get("/Subtype") == "/Image"
        and set(fonts.keys()) <= {"/F"}
    )


_FOREIGN = (
    "/JS",
    "/AA",
    "/OpenAction",
    "/EmbeddedFile",
    "/Metadata",
    "/Annots",
    "/AcroForm",
    "/PieceInfo",
    "/AF",
)


def _foreign(item: pikepdf.Object) -> bool:
    return isinstance(item, (Dictionary, Stream)) and (
        any(key in item for key in _FOREIGN) or item.get("/Type") in ("/Metadata", "/Annot", "/Filespec")
    )
