"""The page of a record, its attachments, and the notice that stays where a record was withdrawn."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.files.selectors import public_bytes_path, reason_without_public_copy
from gongkai.kernel.publishing import facts
from gongkai.kernel.publishing.facts import Link, RecordFacts
from gongkai.kernel.publishing.frame import ColumnInfo, Crumb, Frame, SiteInfo, kind_label
from gongkai.kernel.publishing.pages.lists import disclosure_columns
from gongkai.kernel.publishing.rules import paths
from gongkai.kernel.publishing.standing import VALIDITY_LABELS
from gongkai.kernel.publishing.tree import SiteFile
from gongkai.kernel.records.models import Attachment, Version, Withdrawal
from gongkai.kernel.records.rules.content import INLINE_ADDRESS
from gongkai.kernel.records.rules.issuer import named_beside, names_of
from gongkai.kernel.records.rules.vocabulary import RelationKind

DESCRIPTION = 160  # characters of the page tag


@dataclass(frozen=True, slots=True)
class ShownFile:
    """An attachment as the page offers it."""

    name: str
    address: str
    size: str
    form: str


def pages(frame: Frame, ids: Iterable[int]) -> Iterator[SiteFile]:
    """Pages of those of the records that are public; of one whose attachments are not as reviewed, only that it is so."""
    return (_page(frame, record) for record in facts.load(ids))


def _page(frame: Frame, record: RecordFacts) -> SiteFile:
    address, number = record.publication.address, record.publication.record_id
    if not all(attached.is_as_saved for attached in record.attachments):
        return SiteFile(address, record=number, unreviewed=True)
    return SiteFile(address, render(frame, record), record=number)


def attachment_file(attachment: Attachment) -> SiteFile:
    """The scrubbed public copy under its public name, if it still is the one that was reviewed."""
    path, record = attachment_path(attachment), attachment.version.record_id
    if not attachment.is_as_saved or reason_without_public_copy(attachment.file):
        return SiteFile(path, record=record, unreviewed=True)
    source = public_bytes_path(attachment.file)
    return SiteFile(path, source=source, source_digest=attachment.public_digest, record=record)


def attachments_of(ids: Iterable[int]) -> list[Attachment]:
    """Attachments of the public versions of some records."""
    return list(
        Attachment.objects.filter(version__publication__record_id__in=list(ids))
        .select_related("file", "version")
        .defer("file__text", "version__body")
        .order_by("version_id", "position", "id")
    )


def attachment_path(attachment: Attachment) -> str:
    """By the digest that was reviewed: another file in its place has no address."""
    return paths.attachment_path(attachment.public_digest, attachment.name)


def render(frame: Frame, record: RecordFacts) -> bytes:
    """The page as the public sees it."""
    version = record.version
    column = home_column(frame, version)
    site = frame.sites[column.site] if column else frame.main
    organ = frame.organs[record.publication.record.organ_id]
    published = (
        facts.moment(record.publication.published_at)
        if record.publication.published_at
        else _("（尚未公开）")
    )
    source = version.issuer or organ.name
    return frame.page(
        site,
        "publishing/record.html",
        {
            "title": version.title,
            "address": record.publication.address,
            "crumbs": [*(frame.crumbs(column) if column else frame.root_crumbs(site)), Crumb(_("正文"), "")],
            "tags": _tags(
                site, column, version, published, source, frame.absolute(record.publication.address)
            ),
            "article": True,
            "published": published,
            "source": source,
            "box": list(_info_box(frame, record)),
            "state": record.validity if _shows_validity(record) else "",
            "state_label": VALIDITY_LABELS.get(record.validity, ""),
            "notices": list(_notices(record)),
            "body": scrollable_tables(with_public_images(record)),
            "files": [_shown(a, record.preview) for a in record.attachments if not a.inline],
            "record": record,
            "editor": _editor(site, record),
            "organ": organ,
            "organ_address": f"{paths.ORGANS}{organ.code}/",
            "history": list(_history(record)),
            "disclosure": disclosure_columns(frame, column) if column and column.is_disclosure else [],
            "errata": [(facts.moment(e.at), e.text) for e in record.errata],
        },
    )


def _editor(site: SiteInfo, record: RecordFacts) -> str:
    """Who made it public, as kept with the publication; nobody is named for what a job put out, or where the site
    names nobody.
    """
    name = record.publication.published_by
    return name if site.names_editor and name != SYSTEM.actor_name else ""


def home_column(frame: Frame, version: Version) -> ColumnInfo | None:
    """The first of the version's columns: its page stands there."""
    return next((frame.columns[pk] for pk in version.columns if pk in frame.columns), None)


def _tags(
    site: SiteInfo, column: ColumnInfo | None, version: Version, published: str, source: str, url: str
) -> list[tuple[str, str]]:
    """Page tags of 国办发〔2017〕47号: site, column and article groups."""
    description = " ".join(version.abstract.split())[:DESCRIPTION]
    return [
        *site.tags(),
        *(
            column.tags()
            if column
            else [("ColumnName", _("政府信息公开目录")), ("ColumnType", _("信息公开"))]
        ),
        ("ArticleTitle", version.title),
        ("PubDate", published),
        ("ContentSource", source),
        ("Author", source),
        ("Keywords", version.keywords or version.title),
        ("Description", description or version.title),
        ("Url", url),
    ]


def _info_box(frame: Frame, record: RecordFacts) -> Iterator[tuple[str, str]]:
    """(label, value) of the elements that have a value, in the customary order."""
    version, publication = record.version, record.publication
    organ = frame.organs[publication.record.organ_id]
    division = publication.record.division
    elements = [
        (_("索引号"), publication.record.index_number),
        (_("主题分类"), frame.subject_name(version.subject)),
        (_("发布机构"), organ.name),
        (_("发文机关"), named_beside(version.issuer, names_of(organ))),
        (_("公开责任部门"), division.name if division else ""),
        (_("名称"), version.title),
        (_("文号"), version.document_number),
        (_("统一登记号"), version.registration_number),
        (_("体裁"), kind_label(version.kind)),
        (_("成文日期"), version.made_on),
        (
            _("发布日期"),
            version.issued_on or (publication.published_at and facts.day(publication.published_at)),
        ),
        (_("施行日期"), version.effective_on),
        (_("有效期至"), version.expires_on),
        (_("有效性"), VALIDITY_LABELS.get(record.validity, "") if _shows_validity(record) else ""),
        (_("公开方式"), version.mode),
        (_("公开范围"), version.scope),
        (_("审图号"), version.map_number),
        (_("主题词"), version.keywords),
    ]
    return ((str(label), str(value)) for label, value in elements if value)


def _shows_validity(record: RecordFacts) -> bool:
    """A notice of a meeting is neither valid nor repealed; a binding text, or one that others acted on,
    is.
    """
    version = record.version
    acted_on = record.of(record.acted_on, *_ACTS_ON_VALIDITY)
    return bool(
        version.normative or version.effective_on or version.expires_on or version.document_number or acted_on
    )


_ACTS_ON_VALIDITY = (RelationKind.AMENDS, RelationKind.REPEALS, RelationKind.REPLACES, RelationKind.RENEWS)
_PASSIVE = {
    RelationKind.AMENDS: gettext_lazy("修改"),
    RelationKind.REPEALS: gettext_lazy("废止"),
    RelationKind.REPLACES: gettext_lazy("代替"),
    RelationKind.RENEWS: gettext_lazy("宣布继续有效"),
}


def _notices(record: RecordFacts) -> Iterator[tuple[str, str, Link]]:
    """Acts on this document, marked on the original page as 47号 demands: (text before, text after, the
    acting document, which has no address when it was withdrawn).
    """
    for link in record.of(record.acted_on, *_ACTS_ON_VALIDITY):
        since = _("（自 %(day)s 起）") % {"day": link.on} if link.on else ""
        verb = str(_PASSIVE[RelationKind(link.kind)])
        if link.address:
            yield _("本文件已被"), f"{verb}{since}", link
        else:
            words = {"verb": verb, "since": since}
            yield _("本文件已被%(verb)s%(since)s，作出这一决定的文件已撤回") % words, "", link


def _history(record: RecordFacts) -> Iterator[tuple[str, Link]]:
    """What this document did to others, for the section on amendments."""
    for link in record.of(record.acts, *_ACTS_ON_VALIDITY):
        yield str(RelationKind(link.kind).label), link


def _shown(attachment: Attachment, preview: bool = False) -> ShownFile:
    path = INLINE_ADDRESS.format(attachment.file_id) if preview else attachment_path(attachment)
    size = attachment.file.public_size or 0
    ending = attachment.name.rpartition(".")[2].upper()
    return ShownFile(attachment.name, quote(path), readable_size(size), ending if len(ending) <= 5 else "")


def readable_size(size: int) -> str:
    """1536 -> 1.5 KB."""
    if size < 1024:
        return f"{size} B"
    for unit in ("KB", "MB"):
        size /= 1024
        if size < 1024:
            return f"{size:.1f} {unit}"
    return f"{size / 1024:.1f} GB"


_INLINE = re.compile(re.escape(INLINE_ADDRESS).replace(r"\{\}", r"(\d+)"))


def with_public_images(record: RecordFacts) -> str:
    """The text with the public address of each of its images in place of the desk's; a preview stays on
    the desk.

    An image that is no attachment of the version was not reviewed with it: its address becomes empty.
    """
    if record.preview:
        return record.version.body
    public = {a.file_id: quote(attachment_path(a)) for a in record.attachments if a.inline}
    return _INLINE.sub(lambda found: public.get(int(found[1]), ""), record.version.body)


_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)


def scrollable_tables(body: str) -> SafeString:
    """The stored (sanitised) HTML with a scrolling box around every outermost table, for narrow screens."""
    if "<table" not in body.lower():
        return mark_safe(body)
    out, depth, last, number = [], 0, 0, 0
    for tag in _TABLE.finditer(body):
        if not tag[1]:
            number += depth == 0
            out += [body[last : tag.start()], _box(number) if depth == 0 else ""]
            depth, last = depth + 1, tag.start()
        elif depth:
            end = body.find(">", tag.end()) + 1 or len(body)
            depth -= 1
            out += [body[last:end], "</div>" if depth == 0 else ""]
            last = end
    out += [body[last:], "</div>" if depth else ""]
    return mark_safe("".join(out))


def _box(number: int) -> str:
    """Opening tag of the box of the n-th table: no two regions of a page may have one name."""
    label = _("表格，可左右滑动") if number == 1 else _("表格 %(number)d，可左右滑动") % {"number": number}
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'


# --- withdrawn ----------------------------------------------------------------------------------------------


def notice(frame: Frame, withdrawal: Withdrawal) -> SiteFile:
    """The page that stays at a withdrawn address: that it was withdrawn, when and why, and nothing of
    the text.
    """
    organ = frame.organs[withdrawal.record.organ_id]
    context = {
        "title": _("该信息已撤回"),
        "address": withdrawal.address,
        "crumbs": [*frame.root_crumbs(frame.main), Crumb(_("已撤回的信息"), "")],
        "tags": [
            *frame.main.tags(),
            ("ColumnName", _("已撤回的信息")),
            ("ColumnType", _("信息公开")),
            ("ArticleTitle", _("该信息已撤回")),
            ("PubDate", facts.moment(withdrawal.withdrawn_at)),
            ("ContentSource", organ.name),
        ],
        "hidden": True,
        "withdrawn_at": facts.moment(withdrawal.withdrawn_at),
        "withdrawal": withdrawal,
        "organ": organ,
        "organ_address": f"{paths.ORGANS}{organ.code}/",
    }
    page = frame.page(frame.main, "publishing/withdrawn.html", context, status=410)
    return SiteFile(withdrawal.address, page, gone=True)


def notices(frame: Frame, ids: Iterable[int]) -> Iterator[SiteFile]:
    """The notices of those of the records that were public and are not now; the latest withdrawal of each."""
    rows = Withdrawal.objects.filter(
        record_id__in=list(ids), record__publication__isnull=True
    ).select_related("record")
    latest = {row.address: row for row in rows.order_by("withdrawn_at", "id")}
    return (notice(frame, row) for row in latest.values())
