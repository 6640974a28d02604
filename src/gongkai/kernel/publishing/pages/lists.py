"""List pages: columns, organs, classes, years, the document library."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.rules import CONTACT_LABELS
from gongkai.kernel.catalogue.rules import ColumnKind
from gongkai.kernel.publishing import facts
from gongkai.kernel.publishing.frame import ColumnInfo, Crumb, Frame, SiteInfo, kind_label
from gongkai.kernel.publishing.models import Shelf, ShelfEntry
from gongkai.kernel.publishing.rules import paths, shelves
from gongkai.kernel.publishing.standing import TABS, VALIDITY_LABELS
from gongkai.kernel.publishing.tree import SiteFile


@dataclass(frozen=True)
class Place:
    """Where a list lies on the site and what surrounds it."""

    key: str
    title: str
    address: str
    site: SiteInfo
    crumbs: list[Crumb]
    tags: list[tuple[str, str]] = field(default_factory=list)
    column: ColumnInfo | None = None
    is_library: bool = False
    feed: str = ""


def place_of(frame: Frame, key: str) -> Place | None:
    """Where the list of a shelf lies; None for a shelf whose column or class is no more."""
    family, _colon, name = key.partition(":")
    builder = _PLACES.get(family)
    return builder(frame, key, name) if builder else None


def _plain(frame: Frame, key: str, title: str, address: str, *above: Crumb, **more) -> Place:
    crumbs = [*frame.root_crumbs(frame.main), *above, Crumb(title, address)]
    tags = [("ColumnName", title), ("ColumnType", _("信息公开"))]
    return Place(key, title, address, frame.main, crumbs, tags, **more)


def _everything(frame: Frame, key: str, _name: str) -> Place:
    return _plain(frame, key, _("政府信息公开目录"), paths.CATALOGUE, feed=paths.SITE_FEED)


def _column(frame: Frame, key: str, name: str) -> Place | None:
    column = frame.columns.get(int(name))
    if column is None:
        return None
    site = frame.sites[column.site]
    feed = paths.feed_of(column.address)
    return Place(
        key, column.name, column.address, site, frame.crumbs(column), column.tags(), column, feed=feed
    )


def _catalogue_crumb() -> Crumb:
    return Crumb(_("政府信息公开目录"), paths.CATALOGUE)


def _organ(frame: Frame, key: str, name: str) -> Place | None:
    organ = frame.organs_by_code.get(name)
    if organ is None:
        return None
    page = Crumb(organ.name, f"{paths.ORGANS}{organ.code}/")
    title = _("%(organ)s公开的信息") % {"organ": organ.name}
    return _plain(frame, key, title, f"{page.address}records/", Crumb(_("机构"), paths.ORGANS), page)


def _subject(frame: Frame, key: str, name: str) -> Place:
    title = frame.subject_name(name)
    return _plain(frame, key, title, f"{paths.CATALOGUE}subjects/{name}/", _catalogue_crumb())


def _kind(frame: Frame, key: str, name: str) -> Place:
    return _plain(frame, key, kind_label(name), f"{paths.CATALOGUE}kinds/{name}/", _catalogue_crumb())


def _year(frame: Frame, key: str, name: str) -> Place:
    title = _("%(year)s年") % {"year": name}
    return _plain(frame, key, title, f"{paths.CATALOGUE}years/{name}/", _catalogue_crumb())


def _library(frame: Frame, key: str, name: str) -> Place:
    if not name:
        return _plain(frame, key, _("政策文件库"), paths.LIBRARY, is_library=True)
    title = _("政策文件库：%(state)s") % {"state": VALIDITY_LABELS.get(name, name)}
    return _plain(
        frame, key, title, library_address(name), Crumb(_("政策文件库"), paths.LIBRARY), is_library=True
    )


def library_address(validity: str) -> str:
    return f"{paths.LIBRARY}{validity.replace('_', '-')}/"


_PLACES = {
    shelves.EVERYTHING: _everything,
    "column": _column,
    "organ": _organ,
    "subject": _subject,
    "kind": _kind,
    "year": _year,
    shelves.LIBRARY: _library,
}


def standing_keys(frame: Frame) -> list[str]:
    """Lists that have a page even while nothing stands on them."""
    columns = [f"column:{c.id}" for c in frame.columns.values() if c.lists and c.is_open]
    library = [shelves.LIBRARY, *(f"{shelves.LIBRARY}:{state.value}" for state in TABS)]
    organs = [f"organ:{organ.code}" for organ in frame.organs.values()]
    return [shelves.EVERYTHING, *columns, *organs, *library]


# --- pages --------------------------------------------------------------------------------------------------


def pages(frame: Frame, key: str, numbers: Iterable[int], *, first_page: bool = True) -> Iterator[SiteFile]:
    """The first page of a list and those numbered pages that exist. Nothing for a group or an unknown
    list.
    """
    place = place_of(frame, key)
    if place is None or (place.column and not place.column.lists):
        return
    shelf = Shelf.objects.filter(key=key).first() or Shelf(key=key)
    there = [number for number in sorted(set(numbers)) if 1 <= number <= shelves.full_pages(shelf.last)]
    for together in shelves.runs(there):
        lines = _lines(shelf, together)
        for number in together:
            yield _numbered_page(frame, place, shelf, number, lines[number])
    if first_page:
        yield _first_page(frame, place, shelf)


def _first_page(frame: Frame, place: Place, shelf: Shelf) -> SiteFile:
    lines = facts.newest(shelf.key, shelves.PAGE) if shelf.pk else []
    older = shelves.older_than(lines[-1].position) if lines else None
    pages_there = shelves.full_pages(shelf.last)
    jump = [
        Crumb(year, paths.numbered(place.address, page) if page else place.address)
        for year, page in shelves.year_jump(shelf.years, shelf.last)
    ]
    context = {
        "older": paths.numbered(place.address, older) if older and older <= pages_there else "",
        "jump": jump if len(jump) > 1 else [],
        "oldest": paths.numbered(place.address, 1) if pages_there > 1 else "",
        "first": True,
        **_surroundings(frame, place),
    }
    return _page(frame, place, paths.file_of(place.address), lines, context)


def _lines(shelf: Shelf, numbers: Sequence[int]) -> dict[int, list[facts.Item]]:
    """The lines of numbered pages that follow one another, newest first. One query for all of them."""
    there = ShelfEntry.objects.filter(shelf=shelf, gone=False, record__publication__isnull=False)
    low, high = shelves.bounds(numbers[0])[0], shelves.bounds(numbers[-1])[1]
    found: dict[int, list[facts.Item]] = {number: [] for number in numbers}
    for item in facts.items(there.filter(position__range=(low, high)).order_by("-position")):
        found[shelves.page_of(item.position)].append(item)
    return found


def _numbered_page(
    frame: Frame, place: Place, shelf: Shelf, number: int, lines: list[facts.Item]
) -> SiteFile:
    newest = number == shelves.full_pages(shelf.last)
    context = {
        "number": number,
        "older": paths.numbered(place.address, number - 1) if number > 1 else "",
        "newer": place.address if newest else paths.numbered(place.address, number + 1),
        "newest": place.address,
    }
    return _page(frame, place, paths.numbered(place.address, number), lines, context)


def _page(frame: Frame, place: Place, path: str, lines: list[facts.Item], context: dict) -> SiteFile:
    linked = facts.interpretations_of(i.record for i in lines) if _shows_pairs(place) else {}
    title = (
        place.title
        if context.get("first")
        else _("%(title)s（第%(number)d页）")
        % {
            "title": place.title,
            "number": context["number"],
        }
    )
    context |= {
        "title": title,
        "heading": place.title,
        "place": place,
        "crumbs": place.crumbs,
        "feed": place.feed,
        "address": place.address if context.get("first") else path,
        "tags": [*place.site.tags(), *place.tags],
        "lines": [_line(frame, line, linked.get(line.record, ())) for line in lines],
        "disclosure": disclosure_parts(frame, place),
    }
    return SiteFile(path, frame.page(place.site, "publishing/list.html", context))


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a list shows it, with the interpretations of a policy."""

    item: facts.Item
    organ: str
    state: str
    linked: Sequence[facts.Link]


def _line(frame: Frame, item: facts.Item, linked: Sequence[facts.Link]) -> Line:
    return Line(
        item, frame.organs[item.organ].short_name, str(VALIDITY_LABELS.get(item.validity, "")), linked
    )


def _shows_pairs(place: Place) -> bool:
    return bool(place.column and place.column.kind == ColumnKind.POLICY)


def _surroundings(frame: Frame, place: Place) -> dict:
    """What the first page of some lists has beside the list."""
    if place.key == shelves.EVERYTHING:
        return {"classes": catalogue_classes(frame)}
    if place.is_library:
        states = [Crumb(_("全部"), paths.LIBRARY)]
        states += [Crumb(str(state.label), library_address(state.value)) for state in TABS]
        return {"states": states}
    if place.column:
        below = frame.columns_of(place.column.site, place.column.id)
        return {"below": below, **(guide(frame, place.site) if is_guide(place.column) else {})}
    return {}


def is_guide(column: ColumnInfo) -> bool:
    """The column of the statutory guide (Art. 12), whose first page is the guide itself."""
    return column.path.strip("/").split("/")[-1] == "guide" and column.is_disclosure


def guide(frame: Frame, site: SiteInfo) -> dict:
    """What the guide says about the organ behind a site."""
    organ = frame.organs.get(site.organ) if site.organ else None
    return {"guide_organ": organ, "guide_contact": contact_lines(organ) if organ else []}


def contact_lines(organ: Organ) -> list[tuple[str, str]]:
    """(label, value) of what Art. 12 wants in the guide, as far as the organ has filled it in."""
    return [
        (str(label), organ.contact[key]) for key, label in CONTACT_LABELS.items() if organ.contact.get(key)
    ]


def catalogue_classes(frame: Frame) -> list[tuple[str, list[Crumb]]]:
    """The catalogue by subject, kind, organ and year: only what holds something. One query."""
    keys = list(
        Shelf.objects.filter(last__gt=0)
        .exclude(key__startswith="column:")
        .order_by("key")
        .values_list("key", flat=True)
    )
    headings = {"subject": _("按主题"), "kind": _("按体裁"), "organ": _("按机构"), "year": _("按年份")}
    found = []
    for family, heading in headings.items():
        own = [place for key in keys if key.startswith(f"{family}:") and (place := place_of(frame, key))]
        if family == "year":
            own.reverse()
        links = [Crumb(_organ_name(frame, p.key) if family == "organ" else p.title, p.address) for p in own]
        found.append((heading, links))
    return found


def _organ_name(frame: Frame, key: str) -> str:
    return frame.organs_by_code[key.partition(":")[2]].name


def disclosure_parts(frame: Frame, place: Place) -> list[ColumnInfo]:
    """The uniform parts beside every page of the disclosure section (国办公开办函〔2019〕61号)."""
    if not place.column or not place.column.is_disclosure:
        return []
    return disclosure_columns(frame, place.column)


def disclosure_columns(frame: Frame, column: ColumnInfo) -> list[ColumnInfo]:
    top = list(frame.with_ancestors(column))[-1]
    return frame.columns_of(column.site, top.id)
