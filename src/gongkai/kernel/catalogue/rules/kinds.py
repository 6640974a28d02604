"""The 15 kinds of official documents (党政机关公文处理工作条例, 中办发〔2012〕14号, 第八条)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentKind(TextChoices):
    """文种. 公告 is addressed to everybody at home and abroad, 通告 to the public concerned, 通知 to offices;
    通报 praises, criticises or informs offices."""

    RESOLUTION = "resolution", _("决议")
    DECISION = "decision", _("决定")
    ORDER = "order", _("命令（令）")
    COMMUNIQUE = "communique", _("公报")
    ANNOUNCEMENT = "announcement", _("公告")
    PUBLIC_NOTICE = "public_notice", _("通告")
    OPINIONS = "opinions", _("意见")
    NOTICE = "notice", _("通知")
    CIRCULAR = "circular", _("通报")
    REPORT = "report", _("报告")
    REQUEST_FOR_INSTRUCTIONS = "request_for_instructions", _("请示")
    REPLY = "reply", _("批复")
    PROPOSAL = "proposal", _("议案")
    LETTER = "letter", _("函")
    MINUTES = "minutes", _("纪要")
    OTHER = "other", _("其他")


_ENDINGS = {
    "决议": DocumentKind.RESOLUTION,
    "决定": DocumentKind.DECISION,
    "命令": DocumentKind.ORDER,
    "令": DocumentKind.ORDER,
    "公报": DocumentKind.COMMUNIQUE,
    "公告": DocumentKind.ANNOUNCEMENT,
    "通告": DocumentKind.PUBLIC_NOTICE,
    "意见": DocumentKind.OPINIONS,
    "通知": DocumentKind.NOTICE,
    "通报": DocumentKind.CIRCULAR,
    "报告": DocumentKind.REPORT,
    "请示": DocumentKind.REQUEST_FOR_INSTRUCTIONS,
    "批复": DocumentKind.REPLY,
    "议案": DocumentKind.PROPOSAL,
    "函": DocumentKind.LETTER,
    "纪要": DocumentKind.MINUTES,
}
_OPENING = {"（": "）", "(": ")", "〔": "〕", "[": "]"}


def kind_from_title(title: str) -> DocumentKind | None:
    """The kind that the title ends with, bracketed remarks at the end left out; None when it names none.

    A proposal for the editor and for imports, never a decision: a person confirms it.
    """
    bare = _without_trailing_brackets(title.strip())
    for ending in sorted(_ENDINGS, key=len, reverse=True):
        if bare.endswith(ending):
            return _ENDINGS[ending]
    return None


def _without_trailing_brackets(title: str) -> str:
    closings = {closing: opening for opening, closing in _OPENING.items()}
    while title and title[-1] in closings:
        start = title.rfind(closings[title[-1]])
        if start <= 0:
            break
        title = title[:start].rstrip()
    return title
