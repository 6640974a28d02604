"""An office that reports: a column for annual reports, requests of the year, its report at any point of the way."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from gongkai.domains.foi.models import Applicant, Request
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind, row_of
from gongkai.domains.foi.tests.factories import Office, office
from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.rules.values import NOT_APPLICABLE
from gongkai.kernel.figures.services import state_figure
from gongkai.kernel.records import services as records
from gongkai.kernel.records.tests.factories import pass_review
from gongkai.oversight.reporting import services
from gongkai.oversight.reporting.models import AnnualReport
from gongkai.oversight.reporting.rules.versions import FORM_2021
from gongkai.oversight.reporting.selectors import visible
from gongkai.oversight.reporting.stating import code_of

YEAR = 2025
JANUARY = datetime(YEAR + 1, 1, 12, 9, 0, tzinfo=SHANGHAI)
"""A day on which the report of the year is written."""
OWN_WORDS = {
    "【请写明重点领域信息公开、政策解读、回应关切等情况】": "征地信息按村组公开，政策文件同步解读。",
    "【请写明公开属性认定、保密审查、规范性文件清理、公开目录维护等情况】": "文件起草时确定公开属性，逐件审查。",
    "【请写明网站专栏、政务新媒体、查阅场所等情况】": "专栏按统一格式设置，查阅场所全年开放。",
    "【请写明机构人员、业务培训、监督检查等情况】": "公开工作机构专人负责，按季度自查。",
    "【请写明本年度工作中存在的主要问题】": "有的处室报送不够及时。",
    "【请写明上年所列问题的整改结果和下一步措施】": "已建立月度提醒，下一步按处室通报。",
}


def reporting_office(code: str = "430S00", name: str = "云岭省自然资源厅") -> Office:
    where = office(code, name)
    Column.objects.create(
        site=where.site,
        slug="annual-report",
        path="disclosure/annual-report/",
        name="政府信息公开年报",
        kind="annual_report",
    )
    return where


def asked(where: Office, received: date, answered: date | None = None, kind: str = "A2") -> Request:
    """A request of a villager, received on a day and answered on another, if it was."""
    moment = datetime(received.year, received.month, received.day, 9, tzinfo=SHANGHAI)
    number = f"{where.organ.code}-{received:%Y}-{Request.objects.count() + 1:05d}"
    made = Request.objects.create(
        organ=where.organ, division=where.division, number=number, channel="counter",
        stage=Stage.ANSWERED if answered else Stage.HANDLING, subject="柳树镇下湾村征地补偿安置方案",
        description="柳树镇下湾村征地补偿安置方案", submitted_at=moment, touched_at=moment, received_on=received,
        applicant_kind="natural_person", report_row=row_of(AnswerKind(kind), ()) if answered else None,
        answer_kind=kind if answered else "", answered_on=answered,
    )  # fmt: skip
    Applicant.objects.create(
        request=made, code=f"c{made.pk}", kind="natural_person", identity_kind="resident_id"
    )
    return made


def year_of_work(where: Office) -> list[Request]:
    """Carried over one, received four, answered four, carried forward one."""
    return [
        asked(where, date(YEAR - 1, 12, 20), date(YEAR, 1, 15)),
        asked(where, date(YEAR, 3, 3), date(YEAR, 3, 20)),
        asked(where, date(YEAR, 6, 10), date(YEAR, 6, 30), "A3"),
        asked(where, date(YEAR, 9, 1), date(YEAR, 9, 12), "A7"),
        asked(where, date(YEAR, 12, 22)),
    ]


def drafted(where: Office, at: datetime = JANUARY) -> AnnualReport:
    report = services.open_report(organ=where.organ, year=YEAR, by=where.office, at=at)
    services.draft_report(report=report, by=where.office, at=at)
    return fresh(report)


def written(where: Office, at: datetime = JANUARY) -> AnnualReport:
    """Drafted, and every prompt replaced by words."""
    report = drafted(where, at)
    sections = dict(report.current.sections)
    for prompt, words in OWN_WORDS.items():
        sections = {number: text.replace(prompt, words) for number, text in sections.items()}
    services.save_words(
        report=report,
        sections=sections,
        base=report.current.number,
        by=where.office,
        at=at + timedelta(hours=1),
    )
    return fresh(report)


def fresh(report: AnnualReport) -> AnnualReport:
    """The report as the database has it now."""
    rows = AnnualReport.objects.select_related("organ", "current", "record__organ", "record__current")
    return rows.get(pk=report.pk)


def seen_by(person, report: AnnualReport) -> bool:
    return visible(person, JANUARY.date()).filter(pk=report.pk).exists()


def stated(where: Office, at: datetime = JANUARY, **changes: int) -> None:
    """Table two filled in: nothing of most, rules do not apply. `licences_decided=3` changes one."""
    for cell in FORM_2021.table2.addresses():
        _table, row, column = cell.split(".")
        number = Decimal(changes.get(f"{row}_{column}", 0))
        value = NOT_APPLICABLE if row == "rules" else number
        state_figure(
            organ=where.organ, code=code_of(cell), period=year(YEAR), value=value, evidence="办公室汇总表",
            by=where.office, at=at,
        )  # fmt: skip


def ready(where: Office, at: datetime = JANUARY) -> AnnualReport:
    """Nothing is against sending it."""
    stated(where, at)
    return written(where, at)


def submitted(where: Office, at: datetime = JANUARY + timedelta(hours=3)) -> AnnualReport:
    year_of_work(where)
    report = ready(where)
    services.submit_report(report=report, by=where.office, at=at)
    return fresh(report)


def signed(where: Office, report: AnnualReport, at: datetime = JANUARY + timedelta(hours=4)) -> AnnualReport:
    """Head, secrecy reviewer and leader agree."""
    record = report.record
    records.sign(record=record, opinion="同意。", by=where.head, at=at)
    pass_review(where, record, at + timedelta(minutes=10))
    records.sign(record=record, opinion="同意公开。", by=where.leader, at=at + timedelta(minutes=20))
    return fresh(report)


def published(where: Office, at: datetime = JANUARY + timedelta(hours=6)) -> AnnualReport:
    report = signed(where, submitted(where))
    records.publish(record=report.record, by=where.office, at=at)
    services.stop_clock(record_id=report.record_id, at=at)
    return fresh(report)
