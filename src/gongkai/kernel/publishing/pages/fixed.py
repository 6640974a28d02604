"""Pages that exist once: home, column groups, organs, about, 404."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue.rules import ColumnKind
from gongkai.kernel.catalogue.selectors import duties_of
from gongkai.kernel.publishing import assets, facts
from gongkai.kernel.publishing.frame import ColumnInfo, Crumb, Frame, SiteInfo
from gongkai.kernel.publishing.pages import lists
from gongkai.kernel.publishing.pages.lists import contact_lines, guide
from gongkai.kernel.publishing.rules import paths
from gongkai.kernel.publishing.tree import SiteFile

LAND = ("land-acquisition", "land")
"""Last part of the address of the column that holds land acquisition, by the shipped column tree."""


@dataclass(frozen=True, slots=True)
class Section:
    """A column's newest lines on a page that gathers several columns."""

    column: ColumnInfo
    lines: list[facts.Item]
    below: tuple[ColumnInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One of the things people come for."""

    name: str
    text: str
    address: str


# --- home ---------------------------------------------------------------------------------------------------


def homes(frame: Frame) -> Iterator[SiteFile]:
    """The first page of the site and of every channel."""
    for site in {site.root: site for site in frame.sites.values()}.values():
        yield home(frame, site)


def home(frame: Frame, site: SiteInfo) -> SiteFile:
    policies = _section(frame, frame.first_of_kind(site.id, ColumnKind.POLICY), 6)
    context = {
        "title": site.name,
        "address": site.root,
        "tags": [*site.tags(), ("ColumnName", _("首页")), ("ColumnType", _("首页"))],
        "feed": paths.SITE_FEED,
        "home": True,
        "tasks": tasks(frame),
        "news": _section(frame, frame.first_of_kind(site.id, ColumnKind.DYNAMIC), 8),
        "notices": _section(frame, frame.first_of_kind(site.id, ColumnKind.NOTICE), 8),
        "policies": policies,
        "linked": facts.interpretations_of(i.record for i in policies.lines) if policies else {},
        "land": _section(frame, frame.at_path(site.id, *LAND), 7),
        "results": _section(frame, frame.first_of_kind(site.id, ColumnKind.RESULT), 7),
        "topics": _section(frame, frame.first_of_kind(site.id, ColumnKind.TOPIC), 5),
        "channels": [s for s in frame.sites.values() if s.root != "/"] if site.root == "/" else [],
    }
    context["pairs"] = [(i, context["linked"].get(i.record, ())) for i in policies.lines] if policies else []
    return SiteFile(paths.file_of(site.root), frame.page(site, "publishing/home.html", context))


def tasks(frame: Frame) -> list[Task]:
    """The five things people come for, most wanted first."""
    land = frame.at_path(frame.main.id, *LAND)
    talk = frame.at_path(frame.main.id, "interaction")
    guide = frame.guide_address()
    return [
        Task(_("查政策文件"), _("文件、解读、是否有效"), paths.LIBRARY),
        Task(_("查征地信息"), _("公告、补偿安置方案、批文"), land.address if land else paths.CATALOGUE),
        Task(_("申请公开信息"), _("先查是否已经公开，再申请"), paths.APPLY),
        Task(_("咨询与建言"), _("意见征集、访谈、联系方式"), talk.address if talk else f"{guide}#contact"),
        Task(_("政府信息公开指南"), _("怎么查、找谁、多久答复"), guide),
    ]


def _section(frame: Frame, column: ColumnInfo | None, limit: int) -> Section | None:
    if column is None:
        return None
    if column.lists:
        return Section(column, facts.newest(f"column:{column.id}", limit))
    return Section(column, [], tuple(frame.columns_of(column.site, column.id)))


# --- groups -------------------------------------------------------------------------------------------------


def group(frame: Frame, column: ColumnInfo) -> SiteFile:
    """A column that holds columns: each of them with its newest lines."""
    site = frame.sites[column.site]
    context = {
        "title": column.name,
        "address": column.address,
        "crumbs": frame.crumbs(column),
        "tags": [*site.tags(), *column.tags()],
        "column": column,
        "sections": [s for c in frame.columns_of(column.site, column.id) if (s := _section(frame, c, 4))],
        "disclosure": frame.columns_of(column.site, list(frame.with_ancestors(column))[-1].id)
        if column.is_disclosure
        else [],
        "guide": frame.guide_address(),
    }
    return SiteFile(paths.file_of(column.address), frame.page(site, "publishing/group.html", context))


def groups(frame: Frame) -> Iterator[SiteFile]:
    return (group(frame, c) for c in frame.columns.values() if not c.lists)


def groups_above(frame: Frame, columns: list[int]) -> list[ColumnInfo]:
    """Groups whose pages show newest lines of these columns: the nearest group above each."""
    found = {}
    for pk in columns:
        column = frame.columns.get(pk)
        above = frame.columns.get(column.parent) if column and column.parent else None
        if above and not above.lists:
            found[above.id] = above
    return list(found.values())


# --- organs -------------------------------------------------------------------------------------------------


def organs(frame: Frame) -> Iterator[SiteFile]:
    crumbs = [*frame.root_crumbs(frame.main), Crumb(_("机构"), paths.ORGANS)]
    context = {
        "title": _("机构"),
        "address": paths.ORGANS,
        "crumbs": crumbs,
        "tags": [*frame.main.tags(), ("ColumnName", _("机构")), ("ColumnType", _("概况信息"))],
        "groups": _by_parent(frame),
    }
    yield SiteFile(paths.file_of(paths.ORGANS), frame.page(frame.main, "publishing/organs.html", context))


def _by_parent(frame: Frame) -> list[tuple[Organ, list[Organ]]]:
    """Organs that have others below them, each with those; the topmost first."""
    below: dict[int, list[Organ]] = {}
    for organ in sorted(frame.organs.values(), key=lambda o: o.code):
        below.setdefault(organ.parent_id, []).append(organ)
    heads = sorted(
        (o for o in frame.organs.values() if o.parent_id is None or o.pk in below),
        key=lambda o: (len(o.path), o.code),
    )
    return [(head, below.get(head.pk, [])) for head in heads]


def organ_page(frame: Frame, organ: Organ) -> SiteFile:
    """Contact (Art. 12), divisions with their duties, what the organ must publish, and its newest records."""
    address = organ_address(organ)
    context = {
        "title": organ.name,
        "address": address,
        "crumbs": [
            *frame.root_crumbs(frame.main),
            Crumb(_("机构"), paths.ORGANS),
            Crumb(organ.name, address),
        ],
        "tags": [*frame.main.tags(), ("ColumnName", organ.name), ("ColumnType", _("概况信息"))],
        "organ": organ,
        "contact": contact_lines(organ),
        "divisions": list(organ.divisions.order_by("position", "id")),
        "duties": list(duties_of(organ)[:200]),
        "lines": facts.newest(f"organ:{organ.code}", 8),
        "records": f"{address}records/",
    }
    return SiteFile(paths.file_of(address), frame.page(frame.main, "publishing/organ.html", context))


def guides_of(frame: Frame, organ: int) -> Iterator[SiteFile]:
    """The statutory guides (Art. 12) of the organ's sites, which say how to reach it."""
    for column in frame.columns.values():
        if lists.is_guide(column) and frame.sites[column.site].organ == organ:
            yield from lists.pages(frame, f"column:{column.id}", ())
    if frame.main.organ == organ:
        yield from about(frame)


def organ_address(organ: Organ) -> str:
    return f"{paths.ORGANS}{organ.code}/"


# --- about --------------------------------------------------------------------------------------------------


def about(frame: Frame) -> Iterator[SiteFile]:
    """Accessibility statement, map of the site, 404, robots, assets; the guide where no column is there
    for it.
    """
    simple = [
        (paths.ACCESSIBILITY, "publishing/accessibility.html", _("无障碍声明"), {}),
        (paths.SITE_MAP_PAGE, "publishing/site_map.html", _("网站地图"), {"tops": _site_map(frame)}),
    ]
    if frame.guide_address() == "/about/guide.html":
        simple.append(
            (
                "/about/guide.html",
                "publishing/guide_page.html",
                _("政府信息公开指南"),
                guide(frame, frame.main),
            )
        )
    for path, template, title, context in simple:
        yield _simple(frame, path, template, title, context)
    yield not_found(frame)
    yield robots(frame)
    yield from assets.files()


def _simple(frame: Frame, path: str, template: str, title: str, context: dict) -> SiteFile:
    shared = {
        "title": title,
        "address": path,
        "crumbs": [*frame.root_crumbs(frame.main), Crumb(title, path)],
        "tags": [*frame.main.tags(), ("ColumnName", title), ("ColumnType", _("概况信息"))],
    }
    return SiteFile(path, frame.page(frame.main, template, {**shared, **context}))


def _site_map(frame: Frame) -> list[Section]:
    tops = frame.columns_of(frame.main.id)
    return [Section(top, [], tuple(_all_below(frame, top))) for top in tops]


def _all_below(frame: Frame, column: ColumnInfo) -> Iterator[ColumnInfo]:
    for child in frame.columns_of(column.site, column.id):
        yield child
        yield from _all_below(frame, child)


def not_found(frame: Frame) -> SiteFile:
    context = {
        "title": _("没有找到这个页面"),
        "tags": [
            *frame.main.tags(),
            ("ColumnName", _("没有找到这个页面")),
            ("ColumnType", _("概况信息")),
        ],
        "hidden": True,
        "tasks": tasks(frame),
    }
    return SiteFile(paths.NOT_FOUND, frame.page(frame.main, "publishing/not_found.html", context))


def robots(frame: Frame) -> SiteFile:
    closed = "".join(
        f"Disallow: {part}\n" for part in ("/desk/", "/api/", "/search", "/apply/", "/progress/")
    )
    text = f"User-agent: *\n{closed}Sitemap: {frame.absolute(paths.SITEMAP)}\n"
    return SiteFile(paths.ROBOTS, text.encode())
