"""The working calendar of a year, imports that wait for a second person, and the forms that bring them."""

import calendar as weeks
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import openpyxl
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gongkai.faces import calendar_acts
from gongkai.foundation.calendar import rules, selectors
from gongkai.foundation.calendar.models import Notice, Overlay, State
from gongkai.foundation.calendar.selectors import DayShown
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Organ, Region
from gongkai.foundation.orgs.rules import region_stem
from gongkai.foundation.orgs.selectors import may, regions_above
from gongkai.kernel.ui.pages import mark, now, requires, tell, today

KINDS = {"notice": Notice, "overlay": Overlay}
CSV, XLSX = "csv", "xlsx"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAST = 12


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    weeks: tuple[tuple["Cell | None", ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a small month. `mark` is 休 or 班 where the day is not what its weekday says."""

    day: DayShown
    mark: str
    css: str
    spoken: str


class NoticeForm(forms.Form):
    year = forms.IntegerField(
        label=gettext_lazy("年份"), min_value=rules.FIRST_DAY.year, max_value=rules.LAST_YEAR
    )
    document_number = forms.CharField(
        label=gettext_lazy("文号"), max_length=100, help_text=gettext_lazy("如 国办发明电〔2026〕11号")
    )
    supplement = forms.BooleanField(
        label=gettext_lazy("补充通知"),
        required=False,
        help_text=gettext_lazy("只改动个别日期，不是全年安排。"),
    )
    file = forms.FileField(label=gettext_lazy("文件（CSV 或 XLSX）"))


class OverlayForm(forms.Form):
    region_code = forms.ChoiceField(label=gettext_lazy("适用区划"))
    year = forms.IntegerField(
        label=gettext_lazy("年份"), min_value=rules.FIRST_DAY.year, max_value=rules.LAST_YEAR
    )
    document_number = forms.CharField(label=gettext_lazy("文号"), max_length=100)
    file = forms.FileField(label=gettext_lazy("文件（CSV 或 XLSX）"))

    def __init__(self, *args, organ: Organ, **options):
        super().__init__(*args, **options)
        inside = Region.objects.filter(code__startswith=region_stem(organ.region_id), code__regex=r"^\d{6}$")
        self.fields["region_code"].choices = [(found.code, found.name) for found in inside.order_by("code")]


@requires("calendar.view")
def year_page(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: HttpRequest,
    *,
    notice: NoticeForm | None = None,
    overlay: OverlayForm | None = None,
    reasons: list[Reason] | None = None,
) -> HttpResponse:
    """The page with both forms; one of them bound after a refusal."""
    organ, coverage = request.user.organ, selectors.coverage(today())
    regions = regions_above(organ.region_id)
    region = request.GET.get("region", "") if request.GET.get("region") in {r.code for r in regions} else ""
    year = _year(request)
    days = selectors.days_of_year(year, region)
    context = {
        "year": year,
        "years": [n for n in (year - 1, year, year + 1) if rules.FIRST_DAY.year <= n <= rules.LAST_YEAR],
        "regions": regions,
        "region": region,
        "months": months_of(days, today()),
        "working": sum(day.is_working for day in days),
        "provisional": any(day.provisional for day in days),
        "coverage": coverage,
        "waiting": _waiting(request.user),
        "past": _past(),
        "may_import": may(request.user, "calendar.import", organ=organ, today=today()),
        "may_notice": organ.parent_id is None,
        "notice_form": notice or NoticeForm(initial={"year": coverage.next_year}),
        "overlay_form": overlay
        or OverlayForm(organ=organ, initial={"year": year, "region_code": organ.region_id}),
        "opened": "notice" if notice else "overlay" if overlay else "",
        "reasons": reasons or [],
    }
    return render(request, "manage/calendar.html", context, status=422 if notice or overlay else 200)


def _year(request: HttpRequest) -> int:
    wanted = request.GET.get("year", "")
    year = whole_number(wanted) or today().year
    return min(max(year, rules.FIRST_DAY.year), rules.LAST_YEAR)


def months_of(days: list[DayShown], here: date) -> list[Month]:
    """Twelve months of weeks from Monday; None before the first and after the last day."""
    shown = {day.date: _cell(day, here) for day in days}
    year, plan = days[0].date.year, weeks.Calendar(firstweekday=0)
    return [
        Month(
            _("%d月") % month,
            tuple(
                tuple(shown.get(date(year, month, n)) if n else None for n in week)
                for week in plan.monthdayscalendar(year, month)
            ),
        )
        for month in range(1, 13)
    ]


def _cell(day: DayShown, here: date) -> Cell:
    kind = "work" if day.is_working else "off"
    mark = ("" if not day.unusual else _("班") if day.is_working else _("休")) or ""
    css = [f"day-{kind}", "day-unusual" if day.unusual else "", "day-provisional" if day.provisional else ""]
    css.append("day-today" if day.date == here else "")
    spoken = _("工作日") if day.is_working else _("休息日")
    parts = [spoken, day.name, _("暂定") if day.provisional and day.unusual else ""]
    return Cell(day, mark, " ".join(filter(None, css)), "，".join(filter(None, parts)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An import that waits, and whether the reader may be its second person."""

    kind: str
    imported: Notice | Overlay
    region: str
    may_confirm: bool
    own: bool
    may_discard: bool


def _waiting(person) -> list[Waiting]:
    confirms, imports = (
        may(person, name, organ=person.organ, today=today())
        for name in ("calendar.confirm", "calendar.import")
    )
    rows = [*selectors.waiting_notices(), *selectors.waiting_overlays()]
    names = _region_names(rows)
    return [
        Waiting(
            kind=row._meta.model_name,
            imported=row,
            region=names.get(getattr(row, "region_code", ""), ""),
            may_confirm=confirms and row.imported_by_id != person.actor_id,
            own=row.imported_by_id == person.actor_id,
            may_discard=confirms or imports,
        )
        for row in rows
    ]


def _past() -> list[tuple[Notice | Overlay, str]]:
    """Imports that were confirmed or given up, the newest first, with the name of the region."""
    rows = [
        row
        for model in KINDS.values()
        for row in model.objects.exclude(state=State.IMPORTED).order_by("-closed_at", "-id")[:PAST]
    ]
    names = _region_names(rows)
    newest = sorted(rows, key=lambda row: row.closed_at, reverse=True)[:PAST]
    return [(row, names.get(getattr(row, "region_code", ""), "")) for row in newest]


def _region_names(rows: list[Notice | Overlay]) -> dict[str, str]:
    codes = {row.region_code for row in rows if isinstance(row, Overlay)}
    return dict(Region.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


# --- acts --------------------------------------------------------------------------------------------------


@requires("calendar.import")
def import_notice(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _back()
    form = NoticeForm(request.POST, request.FILES)
    return _import(
        request,
        form,
        calendar_acts.import_notice,
        lambda reasons: _page(request, notice=form, reasons=reasons),
    )


@requires("calendar.import")
def import_overlay(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _back()
    form = OverlayForm(request.POST, request.FILES, organ=request.user.organ)
    return _import(
        request,
        form,
        calendar_acts.import_overlay,
        lambda reasons: _page(request, overlay=form, reasons=reasons),
    )


def _import(
    request: HttpRequest, form: forms.Form, act: Callable, again: Callable[[list], HttpResponse]
) -> HttpResponse:
    if not form.is_valid():
        return again([])
    given = dict(form.cleaned_data)
    upload = given.pop("file")
    try:
        imported = act(upload=upload, name=upload.name, by=request.user, at=now(), **given)
    except NotAllowed as refusal:
        return again(mark(form, refusal.reasons))
    messages.success(request, _("已导入 %(n)d 天，等待第二人核对确认后生效。") % {"n": len(imported.rows)})
    return _back(given["year"])


@require_POST
@requires("calendar.confirm")
def confirm(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    waiting = _imported(kind, pk)
    if not request.POST.get("compared"):
        messages.error(request, _("请先与文件原文逐日核对，再勾选确认。"))
        return _back(_year_of(waiting))
    try:
        done = calendar_acts.confirm(waiting=waiting, by=request.user, at=now())
    except NotAllowed as refusal:
        tell(request, refusal)
        return _back(_year_of(waiting))
    messages.success(
        request, _("已确认，工作日历第 %(n)d 版生效，各项期限将重新推算。") % {"n": done.version_id}
    )
    return _back(_year_of(waiting))


@require_POST
@requires("calendar.import", "calendar.confirm")
def discard(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    waiting = _imported(kind, pk)
    try:
        calendar_acts.discard(waiting=waiting, by=request.user, at=now())
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("已作废这份导入。"))
    return _back(_year_of(waiting))


def _imported(kind: str, pk: int) -> Notice | Overlay:
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(KINDS[kind], pk=pk)


def _year_of(imported: Notice | Overlay) -> int:
    return imported.year if isinstance(imported, Notice) else imported.since.year


def _back(year: int | None = None) -> HttpResponse:
    return HttpResponseRedirect(reverse("manage:calendar") + (f"?year={year}" if year else ""))


@requires("calendar.view")
def template_file(request: HttpRequest) -> HttpResponse:
    """The file an administrator fills in: the statutory days of the year are given, 调休 is to be added."""
    year = _year(request)
    rows = rules.template_rows(year)
    out: io.BytesIO | io.StringIO
    if request.GET.get("format") == XLSX:
        book, out, kind, media = openpyxl.Workbook(), io.BytesIO(), XLSX, EXCEL
        for row in rows:
            book.active.append(row)
        book.save(out)
        data = out.getvalue()
    else:
        out, kind, media = io.StringIO(newline=""), CSV, "text/csv; charset=utf-8"
        csv.writer(out).writerows(rows)
        data = out.getvalue().encode("utf-8-sig")
    response = HttpResponse(data, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="holidays-{year}.{kind}"'
    return response
