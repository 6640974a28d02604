"""The whole trail of a record: its own acts and those of its sign-off, as the ledger has them, in their order."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.ledger.selectors import trail
from gongkai.kernel.casework.models import Case
from gongkai.kernel.casework.selectors import TrailRow
from gongkai.kernel.casework.selectors import trail as case_trail
from gongkai.kernel.records.models import Record

VERBS = {
    "record.draft": _("起草"),
    "record.save": _("修改"),
    "record.file_under": _("归入公开事项"),
    "record.submit": _("提交审签"),
    "record.review": _("保密审查"),
    "record.publish": _("公开"),
    "record.correct": _("更正公开"),
    "record.schedule": _("设定定时公开"),
    "record.unschedule": _("取消定时公开"),
    "record.schedule_refused": _("到时未能公开"),
    "record.withdraw": _("撤回公开"),
    "record.release_reason": _("核准公开撤回理由"),
    "record.cancel": _("注销"),
    "record.import": _("导入"),
    "record.keep_number": _("沿用原索引号"),
    "record.await_review": _("导入后等待审查"),
    "record.take_over_import": _("接手导入批次的审查"),
    "record.reassess": _("定期评估"),
    "case.open": _("开始审签"),
    "case.resubmit": _("重新提交"),
    "case.act": _("签署意见"),
    "case.send_back": _("退回"),
    "case.take_back": _("撤回"),
    "case.add_signer": _("加签"),
    "case.remove_signer": _("取消加签"),
    "case.open_item": _("打开待办"),
    "case.remind": _("催办"),
    "case.reassign": _("转办"),
    "case.abandon": _("终止审签"),
    "case.delegate": _("交办"),
    "case.return": _("交回"),
    "case.add_divisions": _("会办"),
    "case.supervise": _("督办"),
    "case.report": _("回复督办"),
    "case.circulate": _("传阅"),
    "case.read_copy": _("阅知"),
    "clock.start": _("期限起算"),
    "clock.stop": _("期限终止"),
    "clock.recompute": _("期限重算"),
    "clock.warned": _("期限临近"),
    "clock.ran_out": _("期限届满"),
    "clock.silence": _("逾期未答复"),
}


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One act: what, who, when, the reason given, and where it stands in the ledger."""

    what: str
    who: str
    at: datetime
    reason: str
    chain: str
    number: int


def whole_trail(record: Record) -> list[TrailLine]:
    """All acts, newest first."""
    entries = list(trail("record", str(record.pk)))
    for case in _cases(record):
        entries += trail("case", str(case.pk))
    lines = [
        TrailLine(
            str(VERBS.get(entry.verb, entry.verb)),
            entry.actor_name,
            entry.at,
            str(entry.detail.get("reason", "")),
            entry.chain,
            entry.number,
        )
        for entry in entries
    ]
    return sorted(lines, key=lambda line: (line.at, line.number), reverse=True)


def opinions(record: Record) -> list[TrailRow]:
    """What was written when signing, round by round."""
    return [row for case in _cases(record) for row in case_trail(case)]


def _cases(record: Record) -> list[Case]:
    return list(Case.objects.filter(rounds__items__record=record).distinct().order_by("id"))
