"""What must be public and what is: duties by division, columns by site, withheld items to look at again.

These lists count public records, so they stand here; the forms that change the catalogue stand there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.typed import place_in_list
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import coverage, may, may_somewhere, organs_in_reach
from gongkai.kernel.catalogue.models import DutyEntry, Site
from gongkai.kernel.catalogue.rules import DutyState, Freshness, LimitUnit, Refresh
from gongkai.kernel.catalogue.selectors import (
    ColumnFreshness,
    DivisionDuties,
    DutyRow,
    Node,
    Published,
    column_freshness,
    column_tree,
    duties,
    duty_status,
)
from gongkai.kernel.records.companions import left_alone
from gongkai.kernel.records.duty_counts import (
    newest_by_column,
    on_their_way,
    public_under,
    published_by_duty,
    withheld_to_reassess,
)
from gongkai.kernel.records.in_force import SOON, expiring
from gongkai.kernel.ui.pages import requires, today

LIGHTS = {DutyState.MISSING: "red", DutyState.STALE: "yellow", DutyState.FRESH: "green"}
COLUMN_LIGHTS = {Freshness.EMPTY: "red", Freshness.STALE: "yellow", Freshness.FRESH: "green"}
COLUMN_WORDS = {
    Freshness.EMPTY: gettext_lazy("空白"),
    Freshness.STALE: gettext_lazy("过期未更新"),
    Freshness.FRESH: gettext_lazy("正常"),
}
UNCONFIRMED = "unconfirmed"
WITHHELD = 50
"""Withheld items on a page."""


class DutyFilter(forms.Form):
    """Filters of the duty page; each is optional."""

    q = forms.CharField(label=gettext_lazy("事项或编号"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[("", gettext_lazy("全部状态")), *DutyState.choices, (UNCONFIRMED, gettext_lazy("待核对"))],
    )
    organ = forms.ModelChoiceField(
        label=gettext_lazy("机关"), required=False, queryset=None, empty_label=None
    )

    def __init__(self, *args, organs: QuerySet[Organ], **options):
        super().__init__(*args, **options)
        self.fields["organ"].queryset = organs
        self.fields["organ"].label_from_instance = lambda organ: organ.short_name


@dataclass(frozen=True, slots=True)
class Line:
    """A duty as the page shows it: how it stands, in words, and since when."""

    row: DutyRow
    light: str
    word: str
    why: str
    limit: str
    rhythm: str

    @property
    def entry(self) -> DutyEntry:
        return self.row.entry


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one division; `name` is empty where nobody answers for them yet."""

    name: str
    lines: tuple[Line, ...]
    missing: int
    stale: int


# --- duties -------------------------------------------------------------------------------------------------


@requires("duty.view")
def duties_page(request: HttpRequest) -> HttpResponse:
    """By division what is missing, stale or fresh, of one organ in reach."""
    organs = organs_in_reach(request.user, "duty.view", today())
    form = DutyFilter(request.GET, organs=organs)
    chosen = form.cleaned_data if form.is_valid() else {}
    organ = chosen.get("organ") or organs.filter(pk=request.user.organ_id).first() or organs.first()
    if organ is None:
        raise Http404
    entries = list(duties(request.user, today()).filter(organ=organ))
    groups = _status(entries, organ)
    sections = [section for group in groups if (section := _section(group, chosen)).lines]
    context = {
        "form": form,
        "organ": organ,
        "several": may_somewhere(request.user, "duty.view", today()) and _reaches_several(request.user),
        "sections": sections,
        "tiles": _tiles(groups, entries),
        "on_request": [entry for entry in entries if entry.on_request and not _filtered(chosen)],
        "filtered": _filtered(chosen),
        "any": bool(entries),
        "may_edit": may(request.user, "duty.edit", organ=organ, today=today()),
    }
    return render(request, "records/duties.html", context)


def _reaches_several(person: Person) -> bool:
    found = coverage(person, "duty.view", today())
    return bool(found.below) or len(found.organs | {organ for organ, _division in found.divisions}) > 1


def _filtered(chosen: dict) -> bool:
    return bool(chosen.get("q") or chosen.get("state"))


def _status(entries: Iterable[DutyEntry], organ: Organ) -> list[DivisionDuties]:
    published = published_by_duty([organ.pk])
    return duty_status(entries, published, today(), calendar(organ.region_id))


def _section(group: DivisionDuties, chosen: dict) -> Section:
    lines = tuple(line_of(row) for row in group.rows if _wanted(row, chosen))
    name = group.division.name if group.division else ""
    return Section(name, lines, group.count(DutyState.MISSING), group.count(DutyState.STALE))


def _wanted(row: DutyRow, chosen: dict) -> bool:
    words, state = (chosen.get("q") or "").strip(), chosen.get("state") or ""
    if words and words not in row.entry.name and words not in row.entry.code:
        return False
    if state == UNCONFIRMED:
        return not row.entry.confirmed
    return not state or row.status.state == state


def _tiles(groups: list[DivisionDuties], entries: list[DutyEntry]) -> list[tuple[str, str, int, str]]:
    """(state, word, how many, light) for the tiles on top of the page."""
    counted = [
        (state.value, str(state.label), sum(group.count(state) for group in groups), LIGHTS[state])
        for state in DutyState
    ]
    unconfirmed = sum(not entry.confirmed and not entry.on_request for entry in entries)
    return [*counted, (UNCONFIRMED, _("待核对"), unconfirmed, "blue")]


def line_of(row: DutyRow) -> Line:
    """A duty with its state in words."""
    state = DutyState(row.status.state)
    return Line(
        row, LIGHTS[state], str(state.label), why(row), limit_of(row.entry), rhythm_in_words(row.entry)
    )


def why(row: DutyRow) -> str:
    """One sentence that says why the duty stands as it stands."""
    if row.status.state == DutyState.MISSING and row.entry.refresh == Refresh.YEARLY:
        return _("还没有公开过，每年 %(by)s 前应当公开。") % {"by": row.entry.refresh_by}
    if row.status.state == DutyState.MISSING:
        return _("还没有公开过，自形成或变更之日起 %(limit)s内应当公开。") % {"limit": limit_of(row.entry)}
    about = {"newest": row.published.newest.isoformat(), "due": _due(row)}
    if row.status.state == DutyState.STALE:
        return _("最近更新于 %(newest)s，应在 %(due)s 前更新。") % about
    if row.status.due is None:
        return _("最近更新于 %(newest)s；内容变动时更新。") % about
    return _("最近更新于 %(newest)s，下次应在 %(due)s 前更新。") % about


def _due(row: DutyRow) -> str:
    if row.status.due is None:
        return ""
    day = row.status.due.isoformat()
    return _("%s（暂定）") % day if row.status.provisional else day


def limit_of(entry: DutyEntry) -> str:
    if entry.limit_number is None:
        return _("20 个工作日")
    unit = _("个工作日") if entry.limit_unit == LimitUnit.WORKDAY else _("日")
    return f"{entry.limit_number} {unit}"


def rhythm_in_words(entry: DutyEntry) -> str:
    if entry.refresh == Refresh.YEARLY:
        return _("每年 %s 前") % entry.refresh_by
    if entry.refresh == Refresh.DAYS:
        return _("每 %d 日") % entry.refresh_number
    if entry.refresh == Refresh.WORKDAYS:
        return _("每 %d 个工作日") % entry.refresh_number
    return _("变动时")


@requires("duty.view")
def duty_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty: its facts, why it stands as it stands, the columns that serve it, what is public under it."""
    entry = duties(request.user, today()).filter(pk=pk).first()
    if entry is None:
        raise Http404
    lines = [line_of(row) for group in _status([entry], entry.organ) for row in group.rows]
    context = {
        "entry": entry,
        "line": lines[0] if lines else None,
        "limit": limit_of(entry),
        "rhythm": rhythm_in_words(entry),
        "columns": entry.columns.filter(closed_on=None).select_related("site"),
        "records": public_under(entry),
        "coming": on_their_way(entry, request.user, today())[:20],
        "may_edit": may(request.user, "duty.edit", organ=entry.organ, today=today()),
    }
    return render(request, "records/duties_entry.html", context)


def duty_summary(person: Person, day: date) -> dict:
    """How many duties and columns of the person's own organ are missing or stale, the worst of them by name.

    For the first page of an open-government office. Eight queries.
    """
    organ = person.organ
    entries = list(duties(person, day).filter(organ=organ))
    rows = [row for group in _status(entries, organ) for row in group.rows] if entries else []
    bad = [line_of(row) for row in rows if row.status.state != DutyState.FRESH]
    columns = [cell for cell in _columns_of(organ, day) if cell.state is not Freshness.FRESH]
    return {
        "duties": sorted(bad, key=lambda line: line.row.status.state != DutyState.STALE)[:5],
        "missing": sum(line.row.status.state == DutyState.MISSING for line in bad),
        "stale": sum(line.row.status.state == DutyState.STALE for line in bad),
        "withheld": withheld_to_reassess(person, day).filter(organ=organ).count(),
        "expiring": expiring(day).filter(record__organ=organ).count(),
        "expiring_days": SOON,
        "left_alone": left_alone().filter(source__organ=organ).values("source").distinct().count(),
        "empty_columns": sum(cell.state is Freshness.EMPTY for cell in columns),
        "stale_columns": sum(cell.state is Freshness.STALE for cell in columns),
        "columns": [
            _cell(cell, Published(0, cell.newest)) for cell in columns if cell.state is Freshness.STALE
        ][:5],
    }


def _columns_of(organ: Organ, day: date) -> list[ColumnFreshness]:
    site = Site.objects.filter(organ=organ).first()
    if site is None:
        return []
    newest = {pk: found.newest for pk, found in newest_by_column([site.pk]).items()}
    open_ones = [node.item for root in column_tree(site) for node in root.walk()]
    return column_freshness(open_ones, newest, day)


# --- columns ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """A column as the page shows it. A group lists nothing itself and has no state."""

    column: object
    depth: int
    closed: bool
    lists: bool
    light: str
    word: str
    published: Published
    first: bool = False
    last: bool = False


@requires("column.edit")
def columns_page(request: HttpRequest) -> HttpResponse:
    """The columns of a site as a tree, each with its newest item; closed ones on demand."""
    organs = organs_in_reach(request.user, "column.edit", today())
    sites = list(Site.objects.filter(organ__in=organs).select_related("organ", "parent"))
    wanted = request.GET.get("site", "")
    site = next((found for found in sites if str(found.pk) == wanted), sites[0] if sites else None)
    closed_too = bool(request.GET.get("closed"))
    context = {
        "sites": sites,
        "site": site,
        "without_site": [organ for organ in organs if organ.pk not in {found.organ_id for found in sites}],
        "cells": _cells(site, closed_too) if site else [],
        "closed_too": closed_too,
    }
    context["counts"] = [
        (COLUMN_WORDS[state], COLUMN_LIGHTS[state], _count(context["cells"], COLUMN_LIGHTS[state]))
        for state in Freshness
    ]
    return render(request, "records/duties_columns.html", context)


def _count(cells: list[Cell], light: str) -> int:
    return sum(cell.lists and not cell.closed and cell.light == light for cell in cells)


def _cells(site: Site, closed_too: bool) -> list[Cell]:
    published = newest_by_column([site.pk])
    found: list[Cell] = []
    for root, first, last in _placed(column_tree(site, closed_too=closed_too)):
        found += _cells_under(root, first, last, published)
    return found


def _cells_under(node: Node, first: bool, last: bool, published: dict[int, Published]) -> list[Cell]:
    here = published.get(node.item.pk, Published())
    (state,) = column_freshness([node.item], {node.item.pk: here.newest}, today())
    cells = [_cell(state, here, node.depth, first, last)]
    for child, is_first, is_last in _placed(node.children):
        cells += _cells_under(child, is_first, is_last, published)
    return cells


def _placed(nodes: list[Node]) -> list[tuple[Node, bool, bool]]:
    """Each with whether it is the first or the last of its open neighbours: where it cannot be moved to."""
    open_ones = [node for node in nodes if node.item.closed_on is None]
    return [
        (node, node is open_ones[0], node is open_ones[-1]) if node in open_ones else (node, True, True)
        for node in nodes
    ]


def _cell(
    state: ColumnFreshness, here: Published, depth: int = 0, first: bool = True, last: bool = True
) -> Cell:
    column = state.column
    return Cell(
        column=column,
        depth=depth,
        closed=column.closed_on is not None,
        lists=column.kind != "group",
        light=COLUMN_LIGHTS[state.state],
        word=str(COLUMN_WORDS[state.state]),
        published=here,
        first=first,
        last=last,
    )


# --- withheld -----------------------------------------------------------------------------------------------


@requires("record.view")
def withheld_page(request: HttpRequest) -> HttpResponse:
    """Withheld items to look at again (条例 第十八条), a page at a time, those that wait longest first."""
    rows = withheld_to_reassess(request.user, today())
    context = {"count": rows.count()}
    if place := place_in_list(request.GET.get("after", "")):
        at, pk = place
        rows = rows.filter(Q(counted_from__gt=at) | Q(counted_from=at, id__gt=pk))
    found = list(rows[: WITHHELD + 1])
    context |= {"rows": found[:WITHHELD], "older": ""}
    if len(found) > WITHHELD:
        last = found[WITHHELD - 1]
        context["older"] = f"{last.counted_from.isoformat()}~{last.pk}"
    return render(request, "records/duties_withheld.html", context)
