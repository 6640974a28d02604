"""Uploads of a form that is not handed in yet: kept beside it, so that a mistake elsewhere loses none of them."""

from collections.abc import Iterable
from datetime import datetime

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import IntakeDraft
from gongkai.domains.foi.portal.shell import APPLICANT
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import store
from gongkai.foundation.orgs.models import Organ

SALT = "foi.tray"
MOST_FILES, MOST_BYTES = 5, 20 * 1024 * 1024
LARGEST_FORM = MOST_FILES * MOST_BYTES + 1024 * 1024
TAKEN = ("pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "bmp", "txt")  # fmt: skip
DAY = 24 * 3600


def token_of(draft: IntakeDraft | None) -> str:
    return signing.dumps(draft.pk, salt=SALT) if draft else ""


def tray_of(token: str, organ: Organ, at: datetime) -> IntakeDraft | None:
    """The tray that this very page was given; None for a foreign or old token."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return None
    return IntakeDraft.objects.filter(pk=pk, organ=organ, expires_at__gt=at).first()


def store_uploads(
    uploads: Iterable[UploadedFile], organ: Organ, at: datetime, *, held: int = 0
) -> tuple[list[StoredFile], list[Reason]]:
    """What could be kept, and why the rest could not. Stands outside any transaction."""
    kept, reasons = [], []
    for upload in uploads:
        reason = _refusal(upload, held + len(kept))
        if reason is None:
            try:
                kept.append(
                    store(upload=upload, name=upload.name, organ=organ, by=APPLICANT, at=at, sealed=True)
                )
            except NotAllowed as refusal:
                reasons += [_about(upload, str(one.text)) for one in refusal.reasons]
        else:
            reasons.append(_about(upload, reason))
    return kept, reasons


def _refusal(upload: UploadedFile, held: int) -> str | None:
    if held >= MOST_FILES:
        return _("最多上传 %d 个文件。") % MOST_FILES
    if upload.size > MOST_BYTES:
        return _("超过 %d MB，请压缩或拆分后再上传。") % (MOST_BYTES // 1024**2)
    if upload.name.rpartition(".")[2].lower() not in TAKEN:
        return _("只接收 PDF、OFD、Word、Excel、WPS、图片和文本文件。")
    return None


def _about(upload: UploadedFile, said: str) -> Reason:
    words = {"name": upload.name[:60], "said": said}
    return Reason("file", _("文件“%(name)s”没有收下：%(said)s") % words, where="files")
