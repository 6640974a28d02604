"""Panels about the organs below: the map, who is late, who has published nothing under a duty."""

from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.domains.foi.register import Due
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue.selectors import duties
from gongkai.kernel.figures.rules.spans import Span
from gongkai.kernel.records.duty_counts import published_by_duty
from gongkai.kernel.ui.charts import Chart, Mark, Row, bars, steps_of, table
from gongkai.oversight.overview.panels import ON_HAND, RECEIVED, Panel
from gongkai.oversight.overview.places import Place, mapped
from gongkai.oversight.overview.scope import NOW, Scope
from gongkai.oversight.overview.selectors import Counts

FEW = 30
"""Organs of which what is missing is looked up one by one."""


def map_of_received(scope: Scope, counts: Counts) -> Panel:
    """Requests received in the period by the organs directly below, each with all under it."""
    numbers = {key: number for (key,), number in counts.by(RECEIVED, scope.span, "organ").items()}
    title = _("%(span)s收到的申请，按地区") % {"span": scope.span.label}
    return _map("map", title, scope, counts, numbers, RECEIVED, scope.span, {})


def map_of_late(scope: Scope, counts: Counts) -> Panel:
    """Requests that are late now, in the same places."""
    where = {"light": Due.LATE.value}
    return _map("map-late", _("超期的申请，按地区"), scope, counts, _late(counts), ON_HAND, NOW, where)


def _late(counts: Counts) -> dict[object, int]:
    found = counts.by(ON_HAND, NOW, "organ", "light")
    return {organ: number for (organ, light), number in found.items() if light == Due.LATE}


def _map(
    code: str,
    title: str,
    scope: Scope,
    counts: Counts,
    numbers: Mapping[object, int],
    figure: str,
    span: Span | str,
    where: Mapping[str, object],
) -> Panel:
    places = [
        Place(one, Mark(_short(one), number, scope.of(one, below=True).list_of(figure, span, where)))
        for one, number in _summed(counts.organs, scope.organ, numbers)
    ]
    steps = steps_of([place.mark.value for place in places])
    found = mapped(places, steps)
    legend = [(f"tile {step.kind}", step.words) for step in steps]
    if any(not place.mark.value for place in places):
        legend.insert(0, ("tile step-0", "0"))
    own = numbers.get(scope.organ.pk, 0)
    notes = (
        [_("%(organ)s本级 %(n)d 件不在图上。") % {"organ": scope.organ.short_name, "n": own}] if own else []
    )
    if found.approvals:
        notes.append(_("审图号：%s") % "、".join(found.approvals))
    else:
        notes.append(_("方格示意图，只表示大致方位，不表示面积和界线。"))
    marks = [place.mark for place in places]
    head = (_("地区"), _("件"))
    chart = Chart(code, title, found.drawing, head, table(marks), tuple(legend), " ".join(notes), zeros=True)
    return Panel(code, title, chart)


def _short(organ: Organ) -> str:
    """What stands in a square: the region as the organ's short name has it."""
    return organ.short_name.removesuffix("局").removesuffix("厅")


def _summed(organs: Sequence[Organ], top: Organ, numbers: Mapping[object, int]) -> list[tuple[Organ, int]]:
    """The organs directly below with what they and all under them have."""
    children = [one for one in organs if one.parent_id == top.pk]
    sums: Counter = Counter()
    for one in organs:
        above = next((child for child in children if one.path.startswith(child.path)), None)
        if above is not None:
            sums[above.pk] += numbers.get(one.pk, 0)
    return [(child, sums[child.pk]) for child in children]


def ranking(scope: Scope, counts: Counts) -> Panel:
    """The organs directly below by how many requests are late, beside what they have on hand."""
    on_hand = {key: number for (key,), number in counts.by(ON_HAND, NOW, "organ").items()}
    late = dict(_summed(counts.organs, scope.organ, _late(counts)))
    order = sorted(
        _summed(counts.organs, scope.organ, on_hand), key=lambda one: (-late[one[0]], -one[1], one[0].path)
    )
    rows = []
    for organ, number in order:
        there = scope.of(organ, below=True)
        cells = (
            Mark(organ.short_name, late[organ], there.list_of(ON_HAND, NOW, {"light": Due.LATE.value})),
            Mark(f"{organ.short_name} {_('在办')}", number, there.list_of(ON_HAND, NOW)),
        )
        rows.append(Row(organ.short_name, cells))
    title = _("各地超期件数")
    head = (_("机关"), _("超期"), _("在办"))
    chart = Chart("ranking", title, bars([row.cells[0] for row in rows]), head, tuple(rows))
    return Panel("ranking", title, chart)


def missing(scope: Scope, counts: Counts) -> Panel:
    """Duties under which an organ has published nothing, organ by organ; the list is the organ's page of duties."""
    organs = [one for one in counts.organs if one.path.startswith(scope.organ.path)]
    title = _("缺失的公开事项")
    if len(organs) > FEW:
        return Panel("missing", title, quiet=_("机关太多，请在上面选一个市看。"))
    found = _nothing_under(scope, organs)
    marks = [
        Mark(
            one.short_name,
            found[one.pk],
            f"{reverse('catalogue:duties')}?{urlencode({'organ': one.pk, 'state': 'missing'})}",
        )
        for one in sorted(organs, key=lambda one: (-found[one.pk], one.path))
    ]
    chart = Chart("missing", title, bars(marks), (_("机关"), _("项")), table(marks))
    return Panel("missing", title, chart)


def _nothing_under(scope: Scope, organs: Sequence[Organ]) -> Counter:
    """Organ id -> how many. Entries that are answered on request only are never missing. Two queries."""
    ids = [one.pk for one in organs]
    published = published_by_duty(ids)
    entries = duties(scope.person, scope.today).filter(organ__in=ids, on_request=False)
    rows = entries.order_by().values_list("pk", "organ_id")
    return Counter(organ for pk, organ in rows if pk not in published)
