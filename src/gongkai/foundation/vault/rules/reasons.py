"""When personal data may be looked at or erased: with a reason that is itself free of personal data."""

import re

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import Reason

LAW = "个人信息保护法 第六条"
SHORTEST, LONGEST = 4, 200
_NUMBER = re.compile(r"[0-9０-９][0-9０-９Xx\s\-]{6,}")


class Purpose(TextChoices):
    """What the platform itself needs plain text for."""

    LETTER = "letter", gettext_lazy("制作文书")
    DELIVERY = "delivery", gettext_lazy("邮寄送达")
    NOTICE = "notice", gettext_lazy("发送通知")
    IDENTITY = "identity", gettext_lazy("核对身份")
    TRANSFER = "transfer", gettext_lazy("移送其他机关")
    EXPORT = "export", gettext_lazy("导出台账")
    RESUME = "resume", gettext_lazy("申请人续填")
    INTAKE = "intake", gettext_lazy("受理来信")
    OPENING = "opening", gettext_lazy("打开封存的文件")


def reasons_against_unmasking(*, forgotten: bool, reason: str) -> list[Reason]:
    """A value that is still there, and a reason of 4 to 200 characters without numbers of persons."""
    found = []
    if forgotten:
        found.append(Reason("forgotten", _("该信息已按规定清除，无法查看。"), "", "field"))
    if not SHORTEST <= len(reason.strip()) <= LONGEST:
        found.append(Reason("reason_missing", _("请写明查看的事由（4 至 200 字）。"), LAW, "reason"))
    elif _NUMBER.search(reason):
        text = _("事由会永久留痕，请勿写入证件号、电话等号码。")
        found.append(Reason("reason_personal", text, LAW, "reason"))
    return found


def reasons_against_forgetting(*, forgotten: bool, reason: str) -> list[Reason]:
    found = []
    if forgotten:
        found.append(Reason("forgotten_already", _("该信息已经清除。"), "", "field"))
    if not SHORTEST <= len(reason.strip()) <= LONGEST or _NUMBER.search(reason):
        text = _("请写明清除的依据或事由（4 至 200 字，不含证件号、电话等号码）。")
        found.append(Reason("reason_missing", text, "个人信息保护法 第四十七条", "reason"))
    return found
