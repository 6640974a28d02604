"""Reads of the catalogue. What is public (sites, columns, classes) needs no rights; the duty catalogue, the
negative list and the choice of columns go by the role matrix."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.kernel.catalogue import rules
from gongkai.kernel.catalogue.models import (
    Column,
    DutyEntry,
    NegativeEntry,
    OrganPractice,
    ServiceClass,
    Site,
    Subject,
)

# --- sites and columns --------------------------------------------------------------------------------------


@dataclass
class Node:
    """A column (or class) with those below it, in the order of the site."""

    item: Column | Subject | ServiceClass
    children: list["Node"] = field(default_factory=list)
    depth: int = 0

    def walk(self) -> Iterable["Node"]:
        """Itself and everything below, from the top."""
        yield self
        for child in self.children:
            yield from child.walk()


def _tree(items: Iterable) -> list[Node]:
    """Parents before children is not needed; a child whose parent is not among the items is left out."""
    nodes = {item.pk: Node(item) for item in items}
    roots = []
    for node in nodes.values():
        if node.item.parent_id is None:
            roots.append(node)
        elif node.item.parent_id in nodes:
            nodes[node.item.parent_id].children.append(node)
    for root in roots:
        _number(root, 0)
    return roots


def _number(node: Node, depth: int) -> None:
    node.depth = depth
    for child in node.children:
        _number(child, depth + 1)


def site_of(organ: Organ) -> Site | None:
    """The site or channel of the organ's own pages: its own, or that of the nearest organ above."""
    return sites_for(organ).order_by("-organ__path").first()


def sites_for(organ: Organ) -> QuerySet[Site]:
    """Every site and channel where the organ's records may appear: its own and those of organs above."""
    return Site.objects.filter(organ__in=[int(part) for part in organ.path.split("/") if part])


def column_tree(site: Site, *, closed_too: bool = False) -> list[Node]:
    """The columns of a site as a tree; one query. A closed column hides everything below it."""
    columns = site.columns.select_related("duty")
    return _tree(columns if closed_too else columns.filter(closed_on=None))


def columns_for(organ: Organ) -> QuerySet[Column]:
    """Open columns, of all sites, in which a record of the organ may stand (groups hold none); one query."""
    allowed = Column.objects.filter(Q(organ=None) | Q(organ=organ), closed_on=None, site__in=sites_for(organ))
    return allowed.exclude(kind=rules.ColumnKind.GROUP).select_related("site")


def column_choices(organ: Organ) -> list[tuple[Site, list[Node]]]:
    """For the editor: sites with the tree of their open columns that are the organ's to use; two queries.

    Groups are kept as headings where something below them may be chosen.
    """
    sites = {site.pk: site for site in sites_for(organ)}
    columns = Column.objects.filter(Q(organ=None) | Q(organ=organ), closed_on=None, site__in=sites)
    per_site: dict[int, list[Column]] = {pk: [] for pk in sites}
    for column in columns:
        per_site[column.site_id].append(column)
    found = [(sites[pk], _pruned(_tree(columns))) for pk, columns in per_site.items()]
    return [(site, nodes) for site, nodes in found if nodes]


def _pruned(nodes: list[Node]) -> list[Node]:
    kept = []
    for node in nodes:
        node.children = _pruned(node.children)
        if node.children or node.item.kind != rules.ColumnKind.GROUP:
            kept.append(node)
    return kept


def column_at(site: Site, path: str) -> Column | None:
    """The column at an address below the site ("disclosure/statutory/"), closed or not: pages stay."""
    return site.columns.filter(path=path).first()


def breadcrumb(column: Column) -> list[Column]:
    """The columns above and the column itself, from the first level; one query."""
    parts = column.path.strip("/").split("/")
    paths = ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
    return sorted(column.site.columns.filter(path__in=paths), key=lambda found: len(found.path))


@dataclass(frozen=True, slots=True)
class ColumnFreshness:
    column: Column
    state: rules.Freshness
    newest: date | None


def column_freshness(
    columns: Iterable[Column], newest: Mapping[int, date], today: date
) -> list[ColumnFreshness]:
    """State of each column by the day of its newest public record (`newest`: column id -> date)."""
    return [
        ColumnFreshness(
            column,
            rules.freshness(column.kind, column.freshness_days, newest.get(column.pk), today),
            newest.get(column.pk),
        )
        for column in columns
    ]


# --- classifications ----------------------------------------------------------------------------------------


def subject_tree() -> list[Node]:
    return _tree(Subject.objects.all())


def service_class_tree() -> list[Node]:
    return _tree(ServiceClass.objects.all())


def subject_names() -> dict[str, str]:
    """Code -> full name as it is written on the page: 综合政务\\政务公开; one query."""
    return _full_names(Subject.objects.all())


def subject_name(code: str | OuterRef) -> QuerySet:
    """The full name of one class, as values of one row; by its code, or as a part of another query."""
    parent = Case(When(parent=None, then=Value("")), default=Concat("parent__name", Value("\\")))
    found = Subject.objects.filter(code=code).order_by()
    return found.values_list(Concat(parent, "name", output_field=CharField()), flat=True)


def service_class_names() -> dict[str, str]:
    return _full_names(ServiceClass.objects.all())


def _full_names(items: Iterable[Subject | ServiceClass]) -> dict[str, str]:
    found = {item.code: item for item in items}
    return {
        code: f"{found[item.parent_id].name}\\{item.name}" if item.parent_id else item.name
        for code, item in found.items()
    }


# --- duties -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """What stands under an entry of the duty catalogue: how many public records, the newest of which day."""

    count: int = 0
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class DutyRow:
    entry: DutyEntry
    status: rules.DutyStatus
    published: Published


@dataclass(frozen=True, slots=True)
class DivisionDuties:
    """The rows of one division, None for entries that no division answers for yet."""

    division: Division | None
    rows: tuple[DutyRow, ...]

    def count(self, state: str) -> int:
        return sum(row.status.state == state for row in self.rows)


def duties(person: Person, today: date) -> QuerySet[DutyEntry]:
    """Entries in force that the person may see (capability duty.view)."""
    rows = DutyEntry.objects.filter(Q(retired_on=None) | Q(retired_on__gt=today))
    return restrict(rows, person, "duty.view", today).select_related("division", "organ")


def duties_of(organ: Organ) -> QuerySet[DutyEntry]:
    """The public directory of what the organ publishes; withheld or on-request lines are part of it too."""
    return organ.duties.filter(retired_on=None).select_related("division")


def rhythm_of(entry: DutyEntry) -> rules.Rhythm:
    return rules.Rhythm(entry.refresh, entry.refresh_number, entry.refresh_by)


def duty_status(
    entries: Iterable[DutyEntry],
    published: Mapping[int, Published],
    today: date,
    calendar: rules.WorkingDays | None = None,
) -> list[DivisionDuties]:
    """By division, in their order: what is missing, stale or fresh. `published`: entry id -> Published.

    No query beyond that of `entries` (select division with it). Working-day rhythms need the calendar.
    Entries that are answered on request only are never missing and are left out.
    """
    grouped: dict[int | None, list[DutyRow]] = {}
    divisions: dict[int | None, Division | None] = {}
    for entry in entries:
        if entry.on_request:
            continue
        found = published.get(entry.pk, Published())
        status = rules.duty_state(rhythm_of(entry), found.newest, today, calendar)
        divisions[entry.division_id] = entry.division
        grouped.setdefault(entry.division_id, []).append(DutyRow(entry, status, found))
    rows = [DivisionDuties(divisions[key], tuple(found)) for key, found in grouped.items()]
    return sorted(rows, key=_division_order)


def _division_order(row: DivisionDuties) -> tuple:
    if row.division is None:
        return (1, 0, 0, 0)
    return (0, row.division.organ_id, row.division.position, row.division.pk)


# --- the negative list and the organ's practice -------------------------------------------------------------


def negative_entries(person: Person, today: date) -> QuerySet[NegativeEntry]:
    """Entries in force that the person may see: the list belongs to the whole organ, not to one division."""
    rows = NegativeEntry.objects.filter(retired_on=None)
    return restrict(rows, person, "duty.view", today, division_field=None)


def negative_findings(organ: Organ, texts: Mapping[str, str]) -> list[rules.NegativeMatch]:
    """Matches of the organ's negative list in texts (place -> text), with the words around; one query."""
    entries = organ.negative_entries.filter(retired_on=None)
    known = [rules.NegativeRule(row.pk, row.name, tuple(row.patterns), row.basis) for row in entries]
    return rules.match_negative_list(known, texts)


def negative_matches(organ: Organ, texts: Mapping[str, str]) -> list[str]:
    """Names of the entries that match, for the gate."""
    return [match.name for match in negative_findings(organ, texts)]


def registration_since(organ: Organ) -> date | None:
    """From when the organ's normative documents need a registration number; None: it has none yet."""
    return OrganPractice.objects.filter(organ=organ).values_list("registration_since", flat=True).first()


def validity_years(organ: Organ) -> tuple[int | None, int | None]:
    """Years that the organ's normative documents hold, and those tried out; None: it has set none."""
    rows = OrganPractice.objects.filter(organ=organ).values_list("validity_years", "trial_years")
    return rows.first() or (None, None)
