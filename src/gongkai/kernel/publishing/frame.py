"""What all pages share: the site and its channels, columns, classes, organs, and the shell around every page.

Loaded once for a batch (six queries). A shell is rendered once for a site and cut at its marks, so that
a page
costs only its own part.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import gettext as _

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue.models import Column, Site, Subject
from gongkai.kernel.catalogue.rules import ColumnKind, DocumentKind, column_type
from gongkai.kernel.publishing import assets
from gongkai.kernel.publishing.rules import paths

HEAD, MAIN = "<!--head-->", "<!--main-->"


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """A site or channel. `id` is None for the stand-in used before any site was set up."""

    id: int | None
    name: str
    root: str
    host: str
    organ: int | None
    id_code: str = ""
    icp: str = ""
    police_record: str = ""
    contact: str = ""
    demonstration: bool = False
    names_editor: bool = True

    def tags(self) -> list[tuple[str, str]]:
        """Page tags of the site (国办发〔2017〕47号 附件)."""
        return [("SiteName", self.name), ("SiteDomain", self.host), ("SiteIDCode", self.id_code)]


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    id: int
    name: str
    address: str
    path: str
    kind: str
    type: str
    description: str
    keywords: str
    site: int
    parent: int | None
    is_open: bool

    @property
    def lists(self) -> bool:
        return self.kind != ColumnKind.GROUP

    @property
    def is_disclosure(self) -> bool:
        return self.path.split("/")[0] == "disclosure"

    def tags(self) -> list[tuple[str, str]]:
        return [
            ("ColumnName", self.name),
            ("ColumnDescription", self.description or self.name),
            ("ColumnKeywords", self.keywords or self.name),
            ("ColumnType", self.type),
        ]


@dataclass(frozen=True, slots=True)
class Crumb:
    name: str
    address: str


@dataclass
class Frame:
    """The shared parts of one batch of pages."""

    sites: dict[int | None, SiteInfo]
    columns: dict[int, ColumnInfo]
    subjects: dict[str, Subject]
    organs: dict[int, Organ]
    main: SiteInfo
    _shells: dict[int | None, tuple[str, str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Frame":
        organs = {organ.pk: organ for organ in Organ.objects.select_related("region", "parent")}
        rows = list(Site.objects.order_by("id"))
        first = next((row for row in rows if row.parent_id is None), None)
        sites = {row.pk: _site_info(row, first or row, is_main=row is first) for row in rows}
        main = sites[first.pk] if first else _stand_in(organs)
        columns = {row.pk: _column_info(row, sites) for row in Column.objects.order_by("position", "id")}
        subjects = {subject.code: subject for subject in Subject.objects.order_by("position", "code")}
        return cls(sites | {main.id: main}, columns, subjects, organs, main)

    @cached_property
    def origin(self) -> str:
        """Scheme and host for absolute addresses in feeds, sitemaps and page tags."""
        return settings.SITE_ADDRESS

    @cached_property
    def organs_by_code(self) -> dict[str, Organ]:
        return {organ.code: organ for organ in self.organs.values()}

    def absolute(self, address: str) -> str:
        return f"{self.origin}{address}"

    def columns_of(self, site: int | None, parent: int | None = None) -> list[ColumnInfo]:
        """Open columns below a parent, or of the first level, in their order."""
        return [c for c in self.columns.values() if c.site == site and c.parent == parent and c.is_open]

    def with_ancestors(self, column: ColumnInfo) -> Iterator[ColumnInfo]:
        """The column and those above it, upwards."""
        at: ColumnInfo | None = column
        while at:
            yield at
            at = self.columns.get(at.parent) if at.parent else None

    def crumbs(self, column: ColumnInfo) -> list[Crumb]:
        """From the first page of the site down to the column."""
        chain = [Crumb(c.name, c.address) for c in self.with_ancestors(column)]
        return [*self.root_crumbs(self.sites[column.site]), *reversed(chain)]

    def root_crumbs(self, site: SiteInfo) -> list[Crumb]:
        home = [Crumb(_("首页"), self.main.root)]
        return home if site.root == self.main.root else [*home, Crumb(site.name, site.root)]

    def subject_name(self, code: str) -> str:
        """国土资源、能源\\土地; the bare code for one that is not in the table."""
        subject = self.subjects.get(code)
        if subject is None:
            return code
        above = self.subjects.get(subject.parent_id)
        return f"{above.name}\\{subject.name}" if above else subject.name

    def first_of_kind(self, site: int | None, *kinds: str) -> ColumnInfo | None:
        return next(
            (c for c in self.columns.values() if c.site == site and c.is_open and c.kind in kinds), None
        )

    def at_path(self, site: int | None, *wanted: str) -> ColumnInfo | None:
        """The first open column whose path ends in one of the given last parts."""
        for part in wanted:
            for column in self.columns.values():
                if column.site == site and column.is_open and column.path.strip("/").split("/")[-1] == part:
                    return column
        return None

    def page(self, site: SiteInfo, template: str, context: dict, *, status: int = 200) -> bytes:
        """A whole page: the site's shell around a template that has the parts `head` and `main`.

        `context["tags"]` are the page tags (name, content); `context["title"]` goes into the window title.
        """
        before, between, after = self._shell(site)
        if status != 200:
            before = before.replace('<html lang="zh-CN">', f'<html lang="zh-CN" data-status="{status}">', 1)
        shared = {"site": site, "main": self.main, "frame": self}
        # an empty tag would be counted as a wrong one
        context = {**context, "tags": [(name, text) for name, text in context["tags"] if text]}
        head = _template("publishing/head.html").render({"status": status, **shared, **context})
        body = _template(template).render({**shared, **context})
        return f"{before}{head}{between}{body}{after}".encode()

    def _shell(self, site: SiteInfo) -> tuple[str, str, str]:
        if site.id not in self._shells:
            organ = self.organs.get(site.organ) if site.organ else None
            text = _template("publishing/shell.html").render(
                {
                    "site": site,
                    "main": self.main,
                    "organ": organ,
                    "columns": self.columns_of(site.id)[:8],
                    "css": assets.address("site.css"),
                    "print_css": assets.address("print.css"),
                    "mode_js": assets.address("mode.js"),
                    "js": assets.address("site.js"),
                    "demonstration": settings.DEMONSTRATION or site.demonstration,
                    "guide": self.guide_address(),
                }
            )
            before, rest = text.split(HEAD)
            between, after = rest.split(MAIN)
            self._shells[site.id] = (before, between, after)
        return self._shells[site.id]

    def guide_address(self) -> str:
        column = self.at_path(self.main.id, "guide")
        return column.address if column else "/about/guide.html"


_templates: dict = {}


def _template(name: str):
    """Compiled once for the life of the process."""
    if name not in _templates:
        _templates[name] = get_template(name)
    return _templates[name]


def kind_label(kind: str) -> str:
    return str(DocumentKind(kind).label) if kind in DocumentKind.values else kind


def _site_info(row: Site, main: Site, *, is_main: bool) -> SiteInfo:
    """A channel is a part of its site: where it has no address or registration of its own, those of the site hold."""
    return SiteInfo(
        id=row.pk,
        name=row.name,
        root="/" if is_main else paths.channel_root(row.code),
        host=urlsplit(row.address or main.address or settings.SITE_ADDRESS).netloc,
        organ=row.organ_id,
        id_code=row.id_code or main.id_code,
        icp=row.icp or main.icp,
        police_record=row.police_record or main.police_record,
        contact=row.contact,
        demonstration=row.is_demonstration,
        names_editor=row.names_editor,
    )


def _stand_in(organs: dict[int, Organ]) -> SiteInfo:
    """The site before anybody has set one up: that of the topmost organ."""
    top = next((organ for organ in organs.values() if organ.parent_id is None), None)
    return SiteInfo(
        id=None,
        name=top.name if top else _("政府信息公开"),
        root="/",
        host=urlsplit(settings.SITE_ADDRESS).netloc,
        organ=top.pk if top else None,
    )


def _column_info(row: Column, sites: dict[int, SiteInfo]) -> ColumnInfo:
    return ColumnInfo(
        id=row.pk,
        name=row.name,
        address=paths.column_address(sites[row.site_id].root, row.path),
        path=row.path,
        kind=row.kind,
        type=row.type or column_type(row.kind),
        description=row.description,
        keywords=row.keywords,
        site=row.site_id,
        parent=row.parent_id,
        is_open=row.closed_on is None,
    )
