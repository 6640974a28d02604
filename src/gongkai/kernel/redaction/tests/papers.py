"""Real documents for the tests. The people in them are invented; their numbers have wrong check signs or are unassigned."""

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageDraw

NAME, NUMBER, MOBILE = "欧阳震华", "430112199003071233", "13874801234"
TITLE = "关于靖港镇复胜村集体土地征收补偿的答复意见"
LINES = (
    TITLE,
    f"被征收人{NAME}，公民身份号码 {NUMBER}。",
    f"联系电话 {MOBILE}，承包地 3.27 亩。",
    "补偿标准按照湘政发〔2024〕8号文件执行。",
)
_UPRIGHT = {0: "", 90: "0 1 -1 0 842 0 cm", 180: "-1 0 0 -1 595 842 cm", 270: "0 -1 1 0 0 595 cm"}
TOP, STEP, LEFT, SIZE = 760, 40, 72, 14


def paper(
    *pages: tuple[str, ...],
    rotate: int = 0,
    crop: tuple | None = None,
    hidden: str = "",
    hidden_mode: int = 3,
    extras: bool = False,
    **saving,
) -> bytes:
    """A4 pages of lines set in a Chinese font. `hidden`: text in the middle of the page in an unseen mode."""
    with Pdf.new() as pdf:
        font = _song(pdf)
        for lines in pages or (LINES,):
            page = pdf.add_blank_page(page_size=(842, 595) if rotate in (90, 270) else (595, 842))
            page.Resources = Dictionary(Font=Dictionary(F=font))
            shown = [_line(line, LEFT, TOP - n * STEP) for n, line in enumerate(lines)]
            if hidden:
                shown.append(f"{hidden_mode} Tr {_line(hidden, LEFT, 400)} 0 Tr")
            turned = " ".join((_UPRIGHT[rotate], *shown))  # upright once the reader has turned the page
            page.Contents = pdf.make_stream(turned.encode())
            if rotate:
                page.obj.Rotate = rotate
            if crop:
                page.obj.CropBox = Array(list(crop))
        if extras:
            _extras(pdf)
        target = BytesIO()
        pdf.save(target, **saving)
    return target.getvalue()


def _line(text: str, x: float, y: float) -> str:
    return f"BT /F {SIZE} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET"


def _song(pdf: Pdf) -> pikepdf.Object:
    system = Dictionary(Registry="Adobe", Ordering="GB1", Supplement=4)
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=system,
        DW=1000,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/STSong-Light-UniGB-UCS2-H"),
            Encoding=Name("/UniGB-UCS2-H"),
            DescendantFonts=Array([pdf.make_indirect(inner)]),
        )
    )


def _extras(pdf: Pdf) -> None:
    """Author, XMP, a script, an attachment, a comment."""
    pdf.docinfo["/Author"] = NAME
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [NAME]
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.attachments["底稿.txt"] = NAME.encode()
    comment = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 10, 30, 30]), T=NAME, Contents=NUMBER
    )
    pdf.pages[0].Annots = Array([pdf.make_indirect(comment)])


def scan(kind: str = "PNG") -> bytes:
    """A scanned sheet with a dark field."""
    picture = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(picture).rectangle((200, 300, 900, 340), fill="navy")
    target = BytesIO()
    picture.save(target, kind)
    return target.getvalue()
