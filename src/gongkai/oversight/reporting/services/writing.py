"""Opening a report, writing its words, taking over numbers that moved. Every save is a version."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.clocks.services import start_clock
from gongkai.oversight.reporting.counting import count_all, countable
from gongkai.oversight.reporting.events import LIMIT, SUBJECT
from gongkai.oversight.reporting.limits import own_limit
from gongkai.oversight.reporting.models import AnnualReport, ReportVersion
from gongkai.oversight.reporting.rules.drafting import NUMBERS, first_words
from gongkai.oversight.reporting.rules.due import is_government
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.frozen import from_stored, to_stored
from gongkai.oversight.reporting.rules.readiness import SECTIONS, Standing
from gongkai.oversight.reporting.rules.versions import form_of
from gongkai.oversight.reporting.selectors import clock_ids, form_used, last_report, was_sent
from gongkai.oversight.reporting.services.recording import lock, tell

MOST = 20_000
"""Characters of a section."""


def open_report(*, organ: Organ, year: int, by: Actor, at: datetime) -> AnnualReport:
    """The organ's report on a year, begun when there is none yet. Its clock runs once the year is over.

    NotAllowed for a year that has not begun, or has no form with tables.
    """
    form, today = form_of(year), shanghai_date(at)
    refuse(_reasons_against_opening(form, year, today))
    assert form is not None
    with transaction.atomic():
        report, made = AnnualReport.objects.get_or_create(
            organ=organ, year=year, defaults={"form": form.code, "opened_at": at}
        )
        report = lock(report)
        if made:
            tell(report, "report.open", by=by, at=at, form=form.code)
        _run_clock(report, by=by, at=at)
    return report


def _reasons_against_opening(form: Form | None, year: int, today: date) -> list[Reason]:
    if form is None or form.is_list:
        text = _("%(year)d年的年度报告没有规定的三张表，不能在这里编写。")
        return [Reason("no_form", text % {"year": year}, "", "year")]
    if year > today.year:
        return [Reason("year_not_begun", _("%(year)d年还没有开始。") % {"year": year}, "", "year")]
    return []


def _run_clock(report: AnnualReport, *, by: Actor, at: datetime) -> None:
    """Once: a report that was published has had its clock."""
    last_day = date(report.year, 12, 31)
    if shanghai_date(at) <= last_day or clock_ids(report).exists():
        return
    start_clock(
        subject_type=SUBJECT,
        subject_id=str(report.pk),
        limit_code=LIMIT,
        start=last_day,
        organ=report.organ,
        own=own_limit(last_day=last_day, government=is_government(report.organ.name)),
        by=by,
        at=at,
    )


def draft_report(*, report: AnnualReport, by: Person, at: datetime) -> ReportVersion:
    """The first version, its words drafted from the figures; the current one where there is one already."""
    with transaction.atomic():
        report = lock(report)
        if report.current is not None:
            return report.current
        government = is_government(report.organ.name)
        words = first_words(form_used(report), government=government, figures=countable())
        version = add_version(report, words, _counted(report), "", by=by, at=at)
        tell(report, "report.draft", by=by, at=at, version=version.number, digest=version.digest)
    return version


def save_words(
    *, report: AnnualReport, sections: Mapping[str, str], base: int, by: Person, at: datetime
) -> ReportVersion:
    """Save the words on top of version number `base`. A stale save overwrites nothing (`edited_by_other`).

    Of a report that was sent once the numbers stay; otherwise they are counted anew. The same words make no version.
    """
    words = {number: _tidy(sections.get(number, "")) for number in NUMBERS}
    with transaction.atomic():
        report = lock(report)
        refuse(_reasons_against_saving(report, words, base))
        current = report.current
        if current is not None and words == current.sections:
            return current
        kept = current is not None and was_sent(report)
        values = current.values if kept and current else _counted(report)
        version = add_version(report, words, values, current.reason if kept and current else "", by=by, at=at)
        tell(report, "report.save", by=by, at=at, version=version.number, digest=version.digest)
    return version


def take_over_figures(
    *, report: AnnualReport, reason: str, base: int, by: Person, at: datetime
) -> ReportVersion:
    """A named correction: the numbers of a report that was sent become those that are counted now."""
    with transaction.atomic():
        report = lock(report)
        now = _counted(report)
        refuse(_reasons_against_taking_over(report, now, reason, base))
        current = report.current
        assert current is not None
        version = add_version(report, current.sections, now, reason.strip(), by=by, at=at)
        changed = [cell for cell in now if now[cell] != current.values.get(cell)]
        tell(report, "report.take_over", by=by, at=at, version=version.number, digest=version.digest, cells=changed)  # fmt: skip
    return version


def _tidy(words: str) -> str:
    return "\n".join(line.strip() for line in words.replace("\r", "").split("\n")).strip("\n")


def _counted(report: AnnualReport) -> dict[str, str]:
    return to_stored(count_all(form_used(report), report.year, [report.organ]))


def _reasons_against_saving(report: AnnualReport, words: Mapping[str, str], base: int) -> list[Reason]:
    reasons = reasons_against_base(report, base)
    for number, text in words.items():
        if len(text) > MOST:
            told = {"section": SECTIONS[number], "most": MOST}
            reasons.append(Reason("too_long", _("第%(section)s部分超过 %(most)d 字。") % told, "", number))
    places = {_("第%s部分") % SECTIONS[number]: text for number, text in words.items()}
    return reasons + reasons_against_marks(places)


def reasons_against_base(report: AnnualReport, base: int) -> list[Reason]:
    """Somebody else saved in between."""
    number = report.current.number if report.current else 0
    if number == base:
        return []
    text = _("报告已有版本 %(number)d，您的修改没有覆盖它。请对照后再保存。")
    return [Reason("edited_by_other", text % {"number": number})]


def _reasons_against_taking_over(
    report: AnnualReport, now: Mapping[str, str], reason: str, base: int
) -> list[Reason]:
    reasons = reasons_against_base(report, base)
    if report.current is None or not was_sent(report):
        reasons.append(Reason("not_sent", _("报告还没有送审过，数字随统计更新，不需要更正。")))
    elif report.current.values == now:
        reasons.append(Reason("nothing_moved", _("数字与现在的统计相同。")))
    if not reason.strip():
        reasons.append(Reason("reason_missing", _("请写明更正说明。"), "", "reason"))
    return reasons + reasons_against_marks({_("更正说明"): reason})


def add_version(
    report: AnnualReport, words: Mapping[str, str], values: Mapping[str, str], reason: str, *, by: Person, at: datetime
) -> ReportVersion:  # fmt: skip
    number = report.current.number + 1 if report.current else 1
    said = {"organ": report.organ.code, "year": report.year, "form": report.form}
    version = ReportVersion(
        report=report, number=number, sections=dict(words), values=dict(values), reason=reason, by=by, at=at
    )
    version.digest = digest_of({**said, "sections": version.sections, "values": version.values})
    version.checks = _verdicts(report, version, shanghai_date(at))
    version.save(force_insert=True)
    report.current = version
    report.save(update_fields=["current"])
    return version


def _verdicts(report: AnnualReport, version: ReportVersion, today: date) -> list[dict[str, str]]:
    """The checks of this moment on exactly these words and values."""
    values, last = from_stored(version.values), last_report(report.organ, report.year)
    stands = Standing(
        form=form_used(report), year=report.year, organ=report.organ.name, sections=version.sections,
        values=values, counted=values, today=today, last=last.report if last else None,
    )  # fmt: skip
    return [
        {"check": one.check.code, "where": one.check.where, "verdict": one.verdict.value}
        for one in stands.findings
    ]
