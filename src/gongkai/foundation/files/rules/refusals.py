"""What the official reads when a file is refused: what is wrong, where, and what to do."""

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason

ACCEPTED = _(
    "PDF、OFD、Word、Excel、PowerPoint、WPS、图片（png、jpg、gif、webp、tif、bmp）、txt、csv、json、zip"
)

_TEXTS = {
    "empty": _("文件是空的（0 字节）。请检查后重新上传。"),
    "too_large": _("文件超过 %(limit)s MB 的上限。请压缩、拆分，或降低扫描分辨率后再上传。"),
    "disk_full": _("服务器存储空间不足，文件没有保存。请联系系统管理员清理空间后重试。"),
    "classification_mark": _(
        "文件带有国家秘密标志，未作任何保存。涉密文件不得进入本平台；如系误标或已解密，请先办理手续并去除标志。"
    ),
    "unknown_type": _("无法识别文件内容，它不是可以上传的类型。可以上传：%(accepted)s。"),
    "program": _("文件的实际内容是程序或脚本，不能上传。"),
    "web_page": _(
        "文件的实际内容是网页（HTML），不是它的名称所说的类型。请用 Word 或 Excel 打开并另存为 docx 或 xlsx。"
    ),
    "svg": _("SVG 图片可以夹带脚本，不能上传。请导出为 PNG 或 PDF。"),
    "rtf": _("RTF 文件不能上传。请用 Word 或 WPS 打开并另存为 docx。"),
    "xml": _("XML 文件不能上传。请转换为 Word、Excel 或 PDF。"),
    "other_archive": _("只接收 zip 压缩包。请解压后重新压缩为 zip，或直接上传其中的文件。"),
    "encrypted": _("文件设有打开密码，无法审查其内容。请取消密码后再上传。"),
    "macro": _("文件含有宏。请另存为不含宏的 docx、xlsx 或 pptx 后再上传。"),
    "broken": _("文件已损坏或不完整，无法打开。请用原软件打开确认后重新保存、上传。"),
    "too_complex": _("文件过于复杂，在允许的时间和内存内无法检查。请拆分或简化后再上传。"),
    "encoding": _("无法识别文本的编码（第 %(position)s 字节起）。请另存为 UTF-8 编码后再上传。"),
    "json": _("文件名是 .json，内容不是完整的 JSON（第 %(line)s 行）。请由导出它的程序重新导出后再上传。"),
    "polyglot": _("文件尾部夹带了另一个压缩包。请用原软件重新另存后再上传。"),
    "external_entity": _(
        "文件内的 XML 含有文档类型声明（DOCTYPE），不符合规范，可能用于攻击。请用办公软件重新另存。"
    ),
    "image_size": _("图片像素过多（%(width)s×%(height)s）。请缩小到 1.5 亿像素以内。"),
    "zip_bomb": _("压缩包解压后的体积异常（疑为压缩炸弹）。请直接上传其中的文件。"),
    "zip_entries": _("压缩包内的文件超过 %(limit)s 个。请拆分后上传。"),
    "zip_depth": _("压缩包内嵌套的压缩包超过 %(limit)s 层。请解压内层后重新压缩。"),
    "zip_path": _("压缩包内有不安全的路径（如“..”、绝对路径或链接）。请重新压缩后上传。"),
    "zip_duplicate": _("压缩包内有重名的文件。请改名后重新压缩。"),
    "zip_method": _("压缩包采用了不支持的压缩方法。请用系统自带的 zip 压缩后上传。"),
    "zip_nothing": _("压缩包内没有文件。"),
}

_NAMED = _("“%(where)s”：%(text)s")
_LAW = {"classification_mark": "保守国家秘密法 第三十五条"}


def refusal(code: str, where: str = "", **values: object) -> Reason:
    """The reason for a code. `where` names the member of an archive; `values` fill the text.

    KeyError for a code that has no text.
    """
    text = str(_TEXTS[code]) % {"accepted": ACCEPTED, **values}
    if where:
        text = str(_NAMED) % {"where": where, "text": text}
    return Reason(code, text, _LAW.get(code, ""), "file")


def codes() -> frozenset[str]:
    """Every code that can be refused with."""
    return frozenset(_TEXTS)
