"""Images that were pasted as data: taken out of the text, so that they are stored as files like any other."""

import base64
import binascii
import re

_IMAGE = re.compile(r"<img\b[^<>]*>", re.I)
_SOURCE = re.compile(
    r"\bsrc\s*=\s*(?P<quote>[\"'])data:(?P<type>[^;,\"']{0,60})(?P<base64>;base64)?,(?P<data>[^\"']*)(?P=quote)",
    re.I,
)
MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
PLACEHOLDER = "/desk/pasted/{}"


def extract_data_images(html: str) -> tuple[str, list[tuple[str, bytes, str]]]:
    """The HTML with a placeholder for each pasted image, and (media type, bytes, placeholder) for each.

    The caller stores the bytes and puts the file's address in place of the placeholder. Data that is no image
    of a usual kind, or cannot be decoded, goes with its tag. The media type is a claim: who stores it looks.
    """
    images: list[tuple[str, bytes, str]] = []

    def replace(tag: re.Match[str]) -> str:
        match = _SOURCE.search(tag[0])
        if match is None:
            return tag[0]
        media_type = match["type"].strip().lower().replace("image/jpg", "image/jpeg")
        content = _decoded(match["data"]) if match["base64"] and media_type in MEDIA_TYPES else b""
        if not content:
            return ""
        place = PLACEHOLDER.format(len(images) + 1)
        images.append((media_type, content, place))
        return f'{tag[0][: match.start()]}src="{place}"{tag[0][match.end() :]}'

    return _IMAGE.sub(replace, html), images


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
