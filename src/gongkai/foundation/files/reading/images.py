"""Images: decoded once to see that they are whole; place, device and names are cut out, pixels stay."""

import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from gongkai.foundation.files.reading import limits
from gongkai.foundation.files.reading.results import Reading, Unacceptable

_FORMATS = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "tif": "TIFF", "bmp": "BMP"}
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
    zlib.error,
)
_ORIENTATION = 0x0112
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs acTL fcTL fdAT hIST sPLT cICP".split()
)
_WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_LOSSLESS_TIFF = frozenset({"raw", "group3", "group4", "packbits", "tiff_lzw", "tiff_adobe_deflate"})
Image.MAX_IMAGE_PIXELS = None  # our own bound is checked on every frame, before it is decoded


def read(data: bytes, kind: str) -> Reading:
    """An image of the kind that its first bytes say. Raises Unacceptable when it cannot be shown whole."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            hidden, public = _examine(data, kind)
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise Unacceptable("broken") from error
    reading = Reading(kind, text_state="none_found", hidden=hidden)
    if public != data:
        reading.public = public
        reading.note("location_removed")
    return reading


def _examine(data: bytes, kind: str) -> tuple[str, bytes]:
    with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as image:
        _look_at_frames(image)
        hidden = _said(image)
        orientation = image.getexif().get(_ORIENTATION, 1)
        public = _cleaned(image, data, kind, orientation if orientation in range(2, 9) else 1)
    return hidden, public


def _look_at_frames(image: Image.Image) -> None:
    """Decode every frame once; its size is known before its pixels are."""
    frames, pixels = getattr(image, "n_frames", 1), 0
    if frames > limits.FRAMES:
        raise Unacceptable("too_complex")
    for number in range(frames):
        image.seek(number)
        width, height = image.size
        pixels += width * height
        if width * height > limits.PIXELS or pixels > 16 * limits.PIXELS:
            raise Unacceptable("image_size", width=width, height=height)
        image.load()
    image.seek(0)


def _said(image: Image.Image) -> str:
    """Texts inside the file that no viewer shows: titles, comments."""
    values = [*image.info.values(), *image.getexif().values()]
    texts = [v.decode("utf-8", "ignore") if isinstance(v, bytes) and len(v) < 65_536 else v for v in values]
    return "\n".join(text for text in texts if isinstance(text, str))


def _cleaned(image: Image.Image, data: bytes, kind: str, orientation: int) -> bytes:
    if kind == "jpg":
        return strip_jpeg(data, orientation)
    if kind == "png":
        return strip_png(data, orientation)
    if kind == "webp":
        return strip_webp(data, orientation)
    return strip_gif(data) if kind == "gif" else _painted_anew(image, kind)


def _exif(orientation: int) -> bytes:
    """A TIFF block that says which way is up, and nothing else."""
    return b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0) + b"\0\0\0\0"


def strip_jpeg(data: bytes, orientation: int = 1) -> bytes:
    """Without EXIF, XMP, IPTC, comments, previews and anything after the end. Pixels, colour profile and
    orientation stay. ValueError when the segments do not hold."""
    kept = [b"\xff\xd8"]
    if orientation != 1:
        body = b"Exif\0\0" + _exif(orientation)
        kept.append(b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if data[at : at + 1] != b"\xff" or at + 2 > len(data):
            raise ValueError("not a segment")
        marker = data[at + 1]
        if marker == 0xD9:
            return b"".join([*kept, b"\xff\xd9"])
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end < at + 4:
            raise ValueError("segment length")
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        if _jpeg_keeps(marker, data[at + 4 : at + 16]):
            kept.append(data[at:end])
        at = end


def _end_of_scan(data: bytes, start: int) -> int:
    """Where the next marker stands that is neither a stuffed byte nor a restart."""
    found = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]").search(data, start)
    if found is None:
        raise ValueError("no end of image")
    return found.start()


def _jpeg_keeps(marker: int, head: bytes) -> bool:
    if marker == 0xE2:
        return head.startswith(b"ICC_PROFILE")
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def strip_png(data: bytes, orientation: int = 1) -> bytes:
    """Without text, times, EXIF, private chunks, anything after the end. ValueError for odd chunks."""
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        name, end = data[at + 4 : at + 8], at + 12 + length
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IHDR" and orientation != 1:
            kept.append(_png_chunk(b"eXIf", _exif(orientation)))
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError("no end of image")


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def strip_webp(data: bytes, orientation: int = 1) -> bytes:
    """Without EXIF and XMP chunks and anything after the end; orientation stays."""
    kept, at = [], 12
    end = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    turned = _riff_chunk(b"EXIF", _exif(orientation)) if orientation != 1 else b""
    while at + 8 <= end:
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        chunk = data[at : at + 8 + length + length % 2]
        if name == b"VP8X":
            flags = chunk[8] & ~0x0C | (0x08 if turned else 0)  # EXIF 0x08, XMP 0x04
            chunk = chunk[:8] + bytes([flags]) + chunk[9:]
        if name in _WEBP_KEPT:
            kept.append(chunk)
        at += 8 + length + length % 2
    return _riff_chunk(b"RIFF", b"WEBP" + b"".join(kept) + turned)


def _riff_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def strip_gif(data: bytes) -> bytes:
    """Without comments, XMP and anything after the end; pictures, timing and looping stay."""
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    kept = [data[:at]]
    while True:
        start, block = at, data[at]
        if block == 0x3B:
            return b"".join([*kept, b";"])
        if block == 0x21:
            at = _after_sub_blocks(data, at + 2)
            label, application = data[start + 1], data[start + 3 : start + 14]
            if (
                label == 0xF9
                or label == 0x01
                or (label == 0xFF and application in {b"NETSCAPE2.0", b"ANIMEXTS1.0"})
            ):
                kept.append(data[start:at])
        elif block == 0x2C:
            flags = data[at + 9]
            at = _after_sub_blocks(data, at + 10 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0) + 1)
            kept.append(data[start:at])
        else:
            raise ValueError("not a block")


def _after_sub_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


def _painted_anew(image: Image.Image, kind: str) -> bytes:
    """TIFF and BMP: pixels, resolution and colour profile into a new file, turned upright."""
    options = {"dpi": image.info["dpi"]} if "dpi" in image.info else {}
    if kind == "tif":
        packing = image.info.get("compression", "raw")
        # never lossy twice
        options["compression"] = packing if packing in _LOSSLESS_TIFF else "tiff_lzw"
        options |= {"save_all": True, "append_images": _upright(image, 1)}
        if image.info.get("icc_profile"):
            options["icc_profile"] = image.info["icc_profile"]
    target = BytesIO()
    next(_upright(image, 0)).save(target, _FORMATS[kind], **options)
    return target.getvalue()


def _upright(image: Image.Image, first: int) -> Iterator[Image.Image]:
    """Frames from `first` on, bare of everything but pixels; one at a time, for scans have hundreds."""
    for number in range(first, getattr(image, "n_frames", 1)):
        image.seek(number)
        picture = ImageOps.exif_transpose(image).copy()
        picture.info = {}
        yield picture
