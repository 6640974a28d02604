"""Images inside a text: pasted ones become stored files; the text then names the file's address on the desk, and
the publisher puts the public address in its place."""

import io
import re
from datetime import date, datetime

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.files.services import store
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.records.desk.common import numbers
from gongkai.kernel.records.desk.uploads import usable_files
from gongkai.kernel.records.html import extract_data_images
from gongkai.kernel.records.rules.content import INLINE_ADDRESS, AttachedFile

ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/bmp": "bmp",
}
_INLINE = re.compile(re.escape(INLINE_ADDRESS.split("{", maxsplit=1)[0]) + r"(\d+)/")


def store_pasted(html: str, *, organ: Organ, by: Person, at: datetime) -> tuple[str, list[Reason]]:
    """The text with every pasted image stored and named by address, and the reasons against those that were refused."""
    html, images = extract_data_images(html)
    reasons: list[Reason] = []
    for number, (media_type, data, placeholder) in enumerate(images, 1):
        name = f"image-{number}.{ENDINGS.get(media_type, 'png')}"
        try:
            file = store(upload=io.BytesIO(data), name=name, organ=organ, by=by, at=at)
        except NotAllowed as refusal:
            reasons += refusal.reasons
        else:
            html = html.replace(f'"{placeholder}"', f'"{INLINE_ADDRESS.format(file.pk)}"')
    return html, reasons


def inline_files(html: str, *, organ: Organ, person: Person, today: date) -> tuple[AttachedFile, ...]:
    """The stored images of the organ that a text shows and its writer may use, as attachments, each once."""
    files = usable_files(numbers(_INLINE.findall(html)), organ=organ, person=person, today=today)
    return tuple(AttachedFile(pk, files[pk].digest, files[pk].name, inline=True) for pk in sorted(files))
