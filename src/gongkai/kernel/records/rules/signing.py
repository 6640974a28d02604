"""Reasons against the acts of sign-off that belong to records. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.rules.gate import EVIDENCE_FIELDS
from gongkai.kernel.records.rules.vocabulary import Stage

LAW = "政府信息公开条例 第十七条"
EVIDENCE_LABELS = (
    gettext_lazy("发布机关"),
    gettext_lazy("首发网址"),
    gettext_lazy("日期"),
    gettext_lazy("证据"),
)


def reasons_against_submitting(*, title: str, stage: str, attribute: str, same_organ: bool) -> list[Reason]:
    """A draft with a title and an attribute may be submitted: the attribute is fixed at drafting (条例 第十三条)."""
    reasons = []
    if stage == Stage.SIGNING:
        reasons.append(Reason("in_signing", _("《%(title)s》已在审签中。") % {"title": title}))
    if stage == Stage.CANCELLED:
        reasons.append(Reason("cancelled", _("《%(title)s》已注销。") % {"title": title}))
    if stage == Stage.SIGNED:
        reasons.append(Reason("signed", _("《%(title)s》已签发，修改后才需要重新审签。") % {"title": title}))
    if not title.strip():
        reasons.append(Reason("title_empty", _("没有标题。"), "", "title"))
    if not attribute:
        text = _("《%(title)s》没有确定公开属性，提交前请先选择。") % {"title": title}
        reasons.append(Reason("attribute_missing", text, "政府信息公开条例 第十三条", "attribute"))
    if not same_organ:
        reasons.append(Reason("other_organ", _("同一轮审签只能包括本机关的信息。")))
    return reasons


def reasons_against_review(
    *,
    author: bool,
    act_used: bool,
    opinion: str,
    opened: bool = True,
    opened_in_time: bool = True,
    reply_missing: bool = False,
) -> list[Reason]:
    """One act reviews one item that its reviewer opened and did not draft (逐项审查).

    `reply_missing`: the item was referred to the competent authority, and the decision does not cite its answer.
    """
    reasons = []
    if not opened:
        text = _("须由审查人本人登录工作台，逐件打开后签署，不能由他人或程序代签。")
        reasons.append(Reason("not_opened", text, LAW))
    if reply_missing:
        text = _("这一件已报主管部门确定，请在“依据”中写明答复的文号和日期。")
        reasons.append(Reason("reply_missing", text, LAW, "legal_basis"))
    if author:
        reasons.append(Reason("reviewer_drafted", _("您参与了起草，须由另一人审查。"), LAW))
    if not opened_in_time:
        text = _("打开这一件的时间晚于现在，服务器时钟可能调整过。请重新打开后再记录结论。")
        reasons.append(Reason("opened_in_future", text, LAW))
    if act_used:
        reasons.append(Reason("reviewed_in_bulk", _("保密审查须逐项进行：请打开这一件后再记录结论。"), LAW))
    if not opinion.strip():
        reasons.append(Reason("opinion_missing", _("请填写审查意见。"), "", "opinion"))
    return reasons


def evidence_reasons(evidence: Mapping[str, str], today: date) -> list[Reason]:
    """What must be known of text that is said to be public already: by whom, where on the web, since when, the proof."""
    missing = [
        Reason("evidence_missing", _("“已依法公开”缺少%(name)s。") % {"name": label}, LAW, f"evidence_{name}")
        for name, label in zip(EVIDENCE_FIELDS, EVIDENCE_LABELS, strict=True)
        if not str(evidence.get(name, "")).strip()
    ]
    return [*missing, *_address_reasons(evidence), *_date_reasons(evidence, today)]


def _address_reasons(evidence: Mapping[str, str]) -> Iterator[Reason]:
    address = str(evidence.get("address", "")).strip()
    if address and not is_web_address(address):
        text = _("首发网址“%s”应是以 http:// 或 https:// 开头的完整网址。") % address[:80]
        yield Reason("evidence_address", text, LAW, "evidence_address")


def _date_reasons(evidence: Mapping[str, str], today: date) -> Iterator[Reason]:
    given = str(evidence.get("date", "")).strip()
    try:
        day = date.fromisoformat(given) if given else None
    except ValueError:
        yield Reason("evidence_date", _("首发日期“%s”应写作 2026-01-31。") % given[:30], LAW, "evidence_date")
        return
    if day is not None and day > today:
        text = _("首发日期 %s 晚于今天，还没有公开过的不能按“已依法公开”导入。") % day.isoformat()
        yield Reason("evidence_in_future", text, LAW, "evidence_date")


def is_web_address(text: str) -> bool:
    """True for a complete http or https address with a host name and no blanks."""
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and not set(text) & set(" \t\n\u3000")
        )
    except ValueError:
        return False
