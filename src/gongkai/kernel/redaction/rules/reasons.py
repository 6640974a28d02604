"""When a redaction may be started, changed, burnt, approved, and may leave."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import Reason

KINDS = frozenset({"pdf", "png", "jpg", "tif", "bmp", "webp", "gif"})
OFFICE = frozenset({"docx", "doc", "wps", "xlsx", "xls", "et", "pptx", "ppt", "dps", "ofd"})
LAW = "政府信息公开条例 第三十七条"


class State(TextChoices):
    DRAFT = "draft", gettext_lazy("编辑中")
    BURNING = "burning", gettext_lazy("正在生成")
    FAILED = "failed", gettext_lazy("没有通过检验")
    BURNT = "burnt", gettext_lazy("待复核")
    APPROVED = "approved", gettext_lazy("已复核")


CHECKS = {
    "pages": gettext_lazy("页数与原件不符。"),
    "words": gettext_lazy("遮盖框下仍能提取文字。"),
    "pixels": gettext_lazy("遮盖框内的像素不是全黑。"),
    "inside": gettext_lazy("文件中留有图片以外的内容（属性、附件、批注或脚本）。"),
}
HINTS = {"elsewhere": gettext_lazy("被遮盖的同样文字在文件其他位置没有遮盖。")}
PROBLEMS = {
    "encrypted": gettext_lazy("文件设有打开密码，请取消密码后重新上传。"),
    "broken": gettext_lazy("文件无法显示，请用原软件重新另存为 PDF。"),
    "too_long": gettext_lazy("文件超过 1000 页，请拆分后再办理。"),
    "too_complex": gettext_lazy("文件过于复杂，在允许的时间和内存内无法处理，请拆分后再办理。"),
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the rules ask of a redaction. `verified` is the digest of the bytes that passed, empty before."""

    state: str
    boxes: int
    revision: int
    drafter: str
    verified: str = ""
    public_digest: str = ""
    newer: bool = False


def reasons_against_starting(kind: str) -> list[Reason]:
    """Only what has pages."""
    if kind in KINDS:
        return []
    if kind in OFFICE:
        text = _("此格式没有固定的页面，不能直接遮盖。请用原软件打开并另存为 PDF，检查无误后重新上传。")
    else:
        text = _("只能遮盖 PDF 和图片。请先转换为 PDF 再上传。")
    return [Reason("kind", text, "", "file")]


def reasons_against_saving(found: Snapshot, base: int) -> list[Reason]:
    reasons = _not_draft(found)
    if not reasons and base != found.revision:
        text = _("别人在此期间保存过遮盖框。请刷新页面，在新的基础上修改。")
        reasons.append(Reason("conflict", text, "", "base"))
    return reasons


def _not_draft(found: Snapshot) -> list[Reason]:
    if found.state in (State.DRAFT, State.FAILED):
        return []
    return [Reason("frozen", _("此版遮盖已经生成，不能再改。请另起一版。"), "", "state")]


def reasons_against_burning(found: Snapshot) -> list[Reason]:
    reasons = _not_draft(found)
    if not found.boxes:
        reasons.append(Reason("no_box", _("还没有保存过遮盖框：画好以后先点“保存本页”。"), LAW, "boxes"))
    return reasons


def reasons_against_approving(found: Snapshot, by: str) -> list[Reason]:
    """By another person than who drew the boxes, after the examination passed."""
    reasons = []
    if found.state != State.BURNT:
        reasons.append(Reason("not_burnt", _("还没有生成并通过检验的遮盖件。"), "", "state"))
    if by == found.drafter:
        reasons.append(Reason("same_person", _("须由起草人以外的人复核。"), "", "by"))
    return reasons


def reasons_against_revising(found: Snapshot) -> list[Reason]:
    if found.newer:
        return [Reason("newer", _("已有更新的一版。"), "", "state")]
    if found.state in (State.BURNT, State.APPROVED):
        return []
    return [Reason("open", _("此版还可以修改，不需要另起一版。"), "", "state")]


def reasons_against_release(found: Snapshot) -> list[Reason]:
    """Why the burnt file may not leave now; [] when it may. Asked by whoever hands it out, each time."""
    if found.state not in (State.BURNT, State.APPROVED):
        return [Reason("not_burnt", _("还没有生成并通过检验的遮盖件。"), LAW, "redaction")]
    reasons = []
    if not found.verified or found.verified != found.public_digest:
        text = _("遮盖件没有通过检验，或检验之后被改动。")
        reasons.append(Reason("not_verified", text, "", "redaction"))
    if found.state != State.APPROVED:
        reasons.append(Reason("not_approved", _("遮盖件还没有由第二人复核。"), "", "redaction"))
    if found.newer:
        reasons.append(Reason("newer", _("已有更新的一版，请使用新版。"), "", "redaction"))
    return reasons
