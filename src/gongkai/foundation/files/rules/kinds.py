"""The kinds of file the house keeps. A kind is decided by content, never by the name."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: `code` is also the usual extension, `aliases` other extensions that say the same."""

    code: str
    label: Promise
    media_type: str
    aliases: tuple[str, ...] = ()


_OPEN = "application/vnd.openxmlformats-officedocument."

KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", _("PDF 文档"), "application/pdf"),
        Kind("ofd", _("OFD 版式文档"), "application/ofd"),
        Kind("docx", _("Word 文档"), f"{_OPEN}wordprocessingml.document"),
        Kind("xlsx", _("Excel 表格"), f"{_OPEN}spreadsheetml.sheet"),
        Kind("pptx", _("PowerPoint 演示文稿"), f"{_OPEN}presentationml.presentation"),
        Kind("doc", _("旧版 Word 文档"), "application/msword"),
        Kind("xls", _("旧版 Excel 表格"), "application/vnd.ms-excel"),
        Kind("ppt", _("旧版 PowerPoint 演示文稿"), "application/vnd.ms-powerpoint"),
        Kind("wps", _("WPS 文字文档"), "application/vnd.ms-works"),
        Kind("et", _("WPS 表格"), "application/vnd.ms-excel"),
        Kind("dps", _("WPS 演示文稿"), "application/vnd.ms-powerpoint"),
        Kind("png", _("PNG 图片"), "image/png"),
        Kind("jpg", _("JPEG 图片"), "image/jpeg", ("jpeg", "jpe", "jfif")),
        Kind("gif", _("GIF 图片"), "image/gif"),
        Kind("webp", _("WebP 图片"), "image/webp"),
        Kind("tif", _("TIFF 图片"), "image/tiff", ("tiff",)),
        Kind("bmp", _("BMP 图片"), "image/bmp"),
        Kind("zip", _("ZIP 压缩包"), "application/zip"),
        Kind("txt", _("文本文件"), "text/plain; charset=utf-8"),
        Kind("csv", _("CSV 表格"), "text/csv; charset=utf-8"),
        Kind("json", _("JSON 数据"), "application/json"),
    )
}

LEGACY = frozenset({"doc", "xls", "ppt", "wps", "et", "dps"})
IMAGES = frozenset({"png", "jpg", "gif", "webp", "tif", "bmp"})

EXTENSIONS = {extension: kind.code for kind in KINDS.values() for extension in (kind.code, *kind.aliases)}
"""Every extension that names a kept kind -> its code."""
