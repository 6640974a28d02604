"""What happened to a record, newest first and page by page: acts in the ledger, opinions, reviews, versions and the rest."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.selectors import newest_acts
from gongkai.kernel.casework.models import Case, WorkItem
from gongkai.kernel.casework.rules import Outcome as SignOutcome
from gongkai.kernel.records.models import Record, Review
from gongkai.kernel.records.register import Cursor
from gongkai.kernel.records.rules.gate import EVIDENCE_FIELDS
from gongkai.kernel.records.rules.reading import read_by_eye
from gongkai.kernel.records.rules.signing import EVIDENCE_LABELS

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
    "record.order_erasure": _("提出涉密清除"),
    "record.drop_erasure": _("撤销涉密清除"),
    "record.erase": _("确认涉密清除"),
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


PAGE = 40


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One act: what, who, when, the reason given, and where it stands in the ledger."""

    id: int
    what: str
    who: str
    at: datetime
    reason: str
    chain: str
    number: int


def acts(record: Record, *, before_id: int | None = None, limit: int = PAGE) -> list[TrailLine]:
    """Acts on the record and in its sign-offs, newest first, at most `limit`; one query."""
    cases = _cases(record).annotate(key=Cast("pk", CharField())).values("key")
    subjects = {"record": [str(record.pk)], "case": cases}
    return [_line(entry) for entry in newest_acts(subjects, before_id=before_id, limit=limit)]


def _line(entry: Entry) -> TrailLine:
    return TrailLine(
        entry.pk,
        str(VERBS.get(entry.verb, entry.verb)),
        entry.actor_name,
        entry.at,
        str(entry.detail.get("reason", "")),
        entry.chain,
        entry.number,
    )


def _cases(record: Record) -> QuerySet[Case]:
    return Case.objects.filter(rounds__items__record=record).distinct().order_by()


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a history: when, who, the result in a word, what was written. `version`: its number, if one is
    meant. `facts`: labels and values behind it, such as the basis and the evidence."""

    id: int
    at: datetime
    who: str
    what: str
    text: str
    version: int | None = None
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of history: a page of it, and the cursor of the page that follows (empty on the last)."""

    rows: list[Said] | list[TrailLine]
    older: str = ""


PARTS = {
    "acts": _("办理经过"),
    "opinions": _("审签意见"),
    "reviews": _("保密审查"),
    "versions": _("版本"),
    "withdrawals": _("撤回"),
    "reassessments": _("定期评估"),
}


def part(record: Record, name: str, after: str = "") -> Part:
    """A page of one part of the record's history, newest first; one query. KeyError for an unknown name."""
    if name == "acts":
        number = int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None
        lines = acts(record, before_id=number, limit=PAGE + 1)
        return Part(lines[:PAGE], str(lines[PAGE - 1].id) if len(lines) > PAGE else "")
    rows, as_said = _READS[name](record)
    cursor = Cursor.parse(after)
    if cursor:
        rows = rows.filter(Q(when__lt=cursor.at) | Q(when=cursor.at, id__lt=cursor.id))
    found = [as_said(row) for row in rows.order_by("-when", "-id")[: PAGE + 1]]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Part(found[:PAGE], str(Cursor(last.at, last.id)) if last else "")


def _opinions(record: Record):
    rows = WorkItem.objects.filter(case__in=_cases(record).values("pk"), at__isnull=False)

    def as_said(item: WorkItem) -> Said:
        outcome = str(SignOutcome(item.outcome).label) if item.outcome else ""
        who = item.acted_by.name if item.acted_by else ""
        if item.acted_for:
            who = f"{who}（{_('代 %(name)s') % {'name': item.acted_for.name}}）"
        facts = _filled((_("依据"), item.basis))
        return Said(item.pk, item.at, who, f"{item.step.label} · {outcome}", item.opinion, facts=facts)

    return rows.annotate(when=F("at")).select_related("step", "acted_by", "acted_for"), as_said


def _reviews(record: Record):
    rows = record.reviews.annotate(when=F("reviewed_at")).select_related("reviewer", "version")
    shown = ("record", "opinion", "outcome", "basis", "legal_basis", "evidence", "accepted")

    def as_said(row: Review) -> Said:
        facts, what = review_facts(row), row.get_outcome_display()
        return Said(row.pk, row.when, row.reviewer.name, what, row.opinion, row.version.number, facts)

    return rows.only(*shown, "reviewer__name", "version__number"), as_said


def review_facts(review: Review) -> tuple[tuple[str, str], ...]:
    """Labels and values of what a review rests on: how it was made, its basis, the evidence of an earlier publication."""
    proof = (
        (label, review.evidence.get(name))
        for name, label in zip(EVIDENCE_FIELDS, EVIDENCE_LABELS, strict=True)
    )
    read, accepted = len(read_by_eye(review.accepted)), len(review.accepted)
    return _filled(
        (_("审查方式"), review.get_basis_display()),
        (_("依据"), review.legal_basis),
        (_("逐项接受的发现"), accepted - read),
        (_("人工逐页核对的附件"), read),
        *proof,
    )


def _filled(*facts: tuple[object, object]) -> tuple[tuple[str, str], ...]:
    return tuple((str(label), str(value)) for label, value in facts if value)


def _versions(record: Record):
    rows = record.versions.annotate(when=F("saved_at")).select_related("drafter")
    return rows.only("record", "title", "number", "drafter__name"), lambda row: Said(
        row.pk, row.when, row.drafter.name, "", row.title, row.number
    )


def _withdrawals(record: Record):
    rows = record.withdrawals.annotate(when=F("withdrawn_at")).select_related("by", "version")
    return rows.only("record", "reason", "by__name", "version__number"), lambda row: Said(
        row.pk, row.when, row.by.name, "", row.reason, row.version.number
    )


def _reassessments(record: Record):
    rows = record.reassessments.annotate(when=F("at")).select_related("by", "version")
    return rows.only("record", "reason", "keep_withheld", "by__name", "version__number"), lambda row: Said(
        row.pk,
        row.when,
        row.by.name,
        str(_("继续不公开") if row.keep_withheld else _("可以公开")),
        row.reason,
        row.version.number,
    )


_READS = {
    "opinions": _opinions,
    "reviews": _reviews,
    "versions": _versions,
    "withdrawals": _withdrawals,
    "reassessments": _reassessments,
}
