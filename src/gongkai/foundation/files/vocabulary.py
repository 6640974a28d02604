"""States of a stored file, and what the reviewer is told about its inside."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TextState(TextChoices):
    """Whether the words of a file can be searched."""

    EXTRACTED = "extracted", _("文字可检索")
    PARTIAL = "partial", _("只提取了前一部分文字")
    NONE_FOUND = "none_found", _("没有文字层（扫描件或图片），文字不可检索")
    NOT_SUPPORTED = "not_supported", _("此格式的文字不可检索")
    FAILED = "failed", _("文字提取失败，不可检索")


UNREAD_TEXT = {
    TextState.PARTIAL: _("只提取出一部分文字，其余（如扫描的页、图片）没有检查。"),
    TextState.NONE_FOUND: _("没有文字层，是扫描件或图片。"),
    TextState.NOT_SUPPORTED: _("这种格式的文字不能自动提取。"),
    TextState.FAILED: _("提取文字时出错。"),
}
"""Why the words of a file were not, or not all, looked through by a program."""


class PublicState(TextChoices):
    """Whether a copy without traces of its authors can go public."""

    READY = "ready", _("公开副本已生成")
    NEEDS_ACCEPTANCE = "needs_acceptance", _("作者信息无法清除，须逐件认可")
    NONE = "none", _("不能生成公开副本")


PUBLIC_PROBLEMS = {
    "legacy": _(
        "旧格式（doc、xls、ppt、wps、et）中的作者信息无法清除，请转换为 docx、xlsx、PDF 或 OFD，"
        "或由审查人逐件认可。"
    ),
    "signed": _(
        "文件带有电子签章，清除其中的作者信息会使签章失效；请由审查人逐件认可，或换用不带作者信息的签章文件。"
    ),
    "macro": _("文件含有宏，不能公开。请另存为不含宏的 docx 或 xlsx。"),
    "failed": _("清除作者信息时出错。请用原软件重新另存，或转换为 PDF。"),
}

NOTES = {
    "author_removed": _("公开副本已去除作者、单位等文件属性"),
    "location_removed": _("公开副本已去除拍摄位置和设备信息"),
    "attachments_removed": _("公开副本已去除文件内嵌的附件"),
    "scripts_removed": _("公开副本已去除脚本和自动动作"),
    "restrictions_removed": _("公开副本不带打印、复制限制"),
    "comments": _("文件含批注，公开副本保留批注文字、隐去批注人"),
    "tracked_changes": _("文件含修订记录，被删除的文字他人仍可看到；请接受全部修订后重新上传"),
    "hidden_sheets": _("工作簿含隐藏的工作表，公开后他人可以取消隐藏"),
    "hidden_text": _("文档含隐藏文字，公开后他人可以显示"),
    "embedded_objects": _("文件含嵌入对象，其内容未作检查"),
    "external_links": _("文件含指向其他文件的链接，可能露出内部路径"),
    "signed": _("文件带有电子签章"),
    "system_files_removed": _("公开副本已去除压缩包内的系统文件"),
    "converted_utf8": _("公开副本已转为 UTF-8 编码"),
}
