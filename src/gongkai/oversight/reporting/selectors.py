"""Reads of annual reports. Who may see a report sees its numbers; the rows behind them go by the right to those rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.kernel.catalogue.rules import ColumnKind, DocumentKind
from gongkai.kernel.catalogue.selectors import columns_for, site_of
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.selectors import ClockLine, clock_lines
from gongkai.kernel.clocks.subjects import Subject
from gongkai.kernel.records.signoff import open_case_of, reasons_against_starting
from gongkai.oversight.reporting.counting import count_all
from gongkai.oversight.reporting.events import SUBJECT
from gongkai.oversight.reporting.models import AnnualReport, EarlierReport, ReportVersion, Submission
from gongkai.oversight.reporting.rendering.page import title
from gongkai.oversight.reporting.rules.drafting import Filling, fill, marks_of, text_of
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.frozen import from_stored
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.readiness import Standing, reasons_against_sending
from gongkai.oversight.reporting.rules.versions import FORMS


def visible(person: Person, today: date, capability: str = "report.view") -> QuerySet[AnnualReport]:
    """Reports that the person may see (or do `capability` with), by the role matrix."""
    rows = restrict(AnnualReport.objects.all(), person, capability, today, division_field=None)
    return rows.select_related("organ", "current", "record__publication")


def seen_as_subject(person: Person, subject_id: str, today: date) -> Subject | None:
    """For the page of its clock."""
    found = visible(person, today).filter(pk=whole_number(subject_id)).first()
    return Subject(title_of(found), reverse("reports:detail", args=[found.pk])) if found else None


def title_of(report: AnnualReport) -> str:
    """As the public reads it, whatever language the desk is shown in."""
    return title(report.organ.name, report.year)


def titles_of(ids: Iterable[int], person: Person, today: date) -> dict[int, str]:
    """Of those that the person may see. One query."""
    return {report.pk: title_of(report) for report in visible(person, today).filter(pk__in=ids)}


def form_used(report: AnnualReport) -> Form:
    return FORMS[report.form]


def clocks_of(reports: Iterable[AnnualReport], today: date) -> dict[int, ClockLine]:
    """Report id -> its clock, where one runs or ran. Three queries for all."""
    lines = clock_lines([(SUBJECT, str(report.pk)) for report in reports], today)
    return {int(line.clock.subject_id): line for line in reversed(lines)}


def clock_ids(report: AnnualReport) -> QuerySet[Clock]:
    return Clock.objects.filter(subject_type=SUBJECT, subject_id=str(report.pk))


# --- what went out ----------------------------------------------------------------------------------------------


def submission_of(record_version_id: int | None) -> Submission | None:
    """What a version of a record was rendered from."""
    found = Submission.objects.filter(record_version=record_version_id)
    return found.select_related("version__report__organ").first()


def was_sent(report: AnnualReport) -> bool:
    return Submission.objects.filter(version__report=report).exists()


def published_versions(organs: Iterable[Organ] | None = None) -> QuerySet[ReportVersion]:
    """The version of each report that the public reads now, by organ and year."""
    public = ReportVersion.objects.filter(
        submissions__record_version=F("report__record__publication__version")
    ).select_related("report__organ", "report__record__publication")
    if organs is not None:
        public = public.filter(report__organ__in=organs)
    return public.order_by("-report__year", "report__organ__code")


def published_version(report: AnnualReport) -> ReportVersion | None:
    return published_versions().filter(report=report).first()


def as_report(version: ReportVersion) -> Report:
    """A version as it goes out: words filled from its own values."""
    report = version.report
    form, values = form_used(report), from_stored(version.values)
    words = {"年度": str(report.year), "机关": report.organ.name}
    text = text_of(fill(version.sections, Filling(marks_of(form), values, words)))
    return Report(form, values, report.year, report.organ.name, text)


# --- the year before --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Last:
    """The report of the year before, and where it is from: `own` (published here) or `file`, with its name."""

    report: Report
    source: str
    name: str = ""
    row: EarlierReport | None = None


def earlier_read(organ: Organ, year: int) -> EarlierReport | None:
    """The file of that year that was read last. One query."""
    return EarlierReport.objects.select_related("file__organ").filter(organ=organ, year=year).first()


def last_report(organ: Organ, year: int) -> Last | None:
    """Of the year before `year`: what was published here, else the file that was read last. Two queries at most."""
    own = published_versions([organ]).filter(report__year=year - 1).first()
    if own is not None:
        return Last(as_report(own), "own", title_of(own.report))
    read = earlier_read(organ, year - 1)
    if read is None:
        return None
    report = Report(FORMS[read.form], from_stored(read.values), read.year, organ.name)
    return Last(report, "file", read.name, read)


# --- how it stands ----------------------------------------------------------------------------------------------


def standing_of(
    report: AnnualReport, today: date, *, version: ReportVersion | None = None, last: Last | None = None
) -> Standing:
    """The report with its current version (or another one), counted anew. About a dozen queries.

    Until it is sent for the first time its numbers are those of this moment; afterwards those of the version.
    """
    chosen, form = version or report.current, form_used(report)
    counted = count_all(form, report.year, [report.organ])
    sent = chosen is not None and was_sent(report)
    last = last or last_report(report.organ, report.year)
    return Standing(
        form=form,
        year=report.year,
        organ=report.organ.name,
        sections=chosen.sections if chosen else {},
        values=from_stored(chosen.values) if sent and chosen else counted,
        counted=counted,
        today=today,
        last=last.report if last else None,
        sent=sent,
    )


def reasons_against_submitting(
    report: AnnualReport, stands: Standing, by: Person | None, today: date
) -> list[Reason]:
    """Why the report cannot be sent for sign-off: its own faults, no column for it, a chain that nobody can walk.

    The same on the page and in the act. `by`: who would send it; None for a reader, who is not told of the chain.
    """
    reasons = reasons_against_sending(stands)
    if report.current is None:
        reasons = [Reason("not_drafted", _("报告还没有起草。"))]
    if column_of(report.organ) is None:
        text = _("网站上没有本机关可用的“年度报告”栏目，请先请系统管理员设置栏目。")
        reasons.append(Reason("no_column", text, "", "columns"))
    if by is not None and not (report.record and open_case_of(report.record)):
        division = report.record.division if report.record else by.division
        reasons += reasons_against_starting(report.organ, DocumentKind.REPORT, division, today)
    return reasons


def column_of(organ: Organ) -> int | None:
    """The column of annual reports that is nearest to the organ: of its own site before those above."""
    columns = columns_for(organ).filter(kind=ColumnKind.ANNUAL_REPORT).order_by("position", "pk")
    nearest = site_of(organ)
    found = list(columns)
    own = [column for column in found if nearest is not None and column.site_id == nearest.pk]
    chosen = (own or found)[:1]
    return chosen[0].pk if chosen else None


def with_submission(rows: QuerySet[AnnualReport]) -> QuerySet[AnnualReport]:
    """The same with `sent_version`: number of the version that was sent last."""
    newest = Submission.objects.filter(version__report=OuterRef("pk")).order_by("-pk")
    return rows.annotate(sent_version=Subquery(newest.values("version__number")[:1]))
