"""Public records for tests: rows as the register would write them, without the way through sign-off."""

import io
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.conf import settings

from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.tests.factories import person, tree
from gongkai.kernel.catalogue.models import Column, Site, Subject
from gongkai.kernel.catalogue.rules import ColumnKind
from gongkai.kernel.publishing import services
from gongkai.kernel.records.models import (
    Attachment,
    Publication,
    Record,
    Relation,
    Review,
    Version,
    Withdrawal,
)
from gongkai.kernel.records.rules.address import address_of
from gongkai.kernel.records.rules.content import INLINE_ADDRESS

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
BODY = (
    "<p>各市州自然资源和规划局，厅机关各处室：</p><p>为进一步规范征地信息主动公开工作，保障被征地群众的知情权、"
    "参与权和监督权，现将有关事项通知如下。</p><h2>一、明确公开内容</h2><p>征收土地预公告、土地现状调查结果、"
    "征地补偿安置方案公告应当在形成之日起五个工作日内公开。</p>"
)


@dataclass
class World:
    """Three levels of organs, one site with a few columns, two officials."""

    organ: Organ
    city: Organ
    county: Organ
    drafter: Person
    reviewer: Person
    site: Site
    columns: dict[str, Column] = field(default_factory=dict)
    serial: int = 0

    def column(self, path: str) -> Column:
        return self.columns[path]


def world() -> World:
    places = tree()
    organ = places.province
    organ.contact = {
        "office": "厅办公室（政务公开办）",
        "address": "长沙市天心区湘府中路8号",
        "hours": "工作日 9:00—12:00，13:30—17:00",
        "phone": "0731-80000000",
        "email": "gongkai@example.invalid",
    }
    organ.save(update_fields=["contact"])
    site = Site.objects.create(
        code="hunan",
        name="湖南省自然资源厅",
        organ=organ,
        address="https://zrzyt.example.invalid",
        id_code="4300000099",
    )
    subject = Subject.objects.create(code="05", name="国土资源、能源", position=5)
    Subject.objects.create(code="0501", name="土地", parent=subject, position=1)
    made = World(
        organ,
        places.city,
        places.county,
        person("drafter", organ),
        person("reviewer", organ, name="林若岚"),
        site,
    )
    for path, name, kind in _COLUMNS:
        parent = made.columns.get(path.rpartition("/")[0])
        made.columns[path] = Column.objects.create(
            site=site, parent=parent, slug=path.rpartition("/")[2], path=f"{path}/", name=name, kind=kind,
            position=len(made.columns), description=f"{name}的说明",
        )  # fmt: skip
    return made


_COLUMNS = [
    ("news", "要闻动态", ColumnKind.GROUP),
    ("news/headlines", "要闻", ColumnKind.DYNAMIC),
    ("notices", "通知公告", ColumnKind.NOTICE),
    ("policy", "政策", ColumnKind.GROUP),
    ("policy/documents", "政策文件", ColumnKind.POLICY),
    ("policy/interpretation", "政策解读", ColumnKind.INTERPRETATION),
    ("disclosure", "政府信息公开", ColumnKind.GROUP),
    ("disclosure/guide", "政府信息公开指南", ColumnKind.GUIDE),
    ("disclosure/rules", "政府信息公开制度", ColumnKind.GUIDE),
    ("disclosure/statutory", "法定主动公开内容", ColumnKind.GROUP),
    ("disclosure/statutory/land-acquisition", "征地信息", ColumnKind.DISCLOSURE),
    ("disclosure/annual-report", "政府信息公开年报", ColumnKind.ANNUAL_REPORT),
    ("topics", "专题专栏", ColumnKind.TOPIC),
]


def public(
    made: World, title: str = "", *, column: str = "notices", at: datetime | None = None, **fields
) -> Record:
    """A public record with one version; `fields` go into the version."""
    made.serial += 1
    organ = fields.pop("organ", made.organ)
    at = at or NOW - timedelta(days=30) + timedelta(minutes=made.serial)
    record = Record.objects.create(
        organ=organ, index_number=f"{organ.code}/2026-{made.serial:05d}",
        title=title or f"关于第{made.serial}件事项的通知",
        created_by=made.drafter, created_at=at, touched_at=at,
    )  # fmt: skip
    columns = [made.column(path).pk for path in fields.pop("columns", [column])]
    version = add_version(made, record, at=at, columns=columns, **fields)
    release(made, record, version, at)
    return record


def add_version(made: World, record: Record, *, at: datetime, files=(), **fields) -> Version:
    content = {
        "title": record.title, "abstract": "本文件规定征地信息主动公开的内容和时限。", "body": BODY,
        "kind": "notice", "subject": "0501", "made_on": date(2026, 10, 9), "attribute": "proactive",
        "mode": "政府网站", "scope": "全部公开",
    }  # fmt: skip
    version = Version.objects.create(
        record=record, number=record.versions.count() + 1, drafter=made.drafter, saved_at=at,
        digest=uuid.uuid4().hex * 2,
        **{**content, **fields},
    )  # fmt: skip
    for position, file in enumerate(files):
        Attachment.objects.create(
            version=version,
            file=file,
            file_digest=file.digest,
            public_digest=file.public_digest,
            name=file.name,
            position=position,
            inline=INLINE_ADDRESS.format(file.pk) in version.body,
        )
    record.current, record.title, record.attribute = version, version.title, version.attribute
    record.save(update_fields=["current", "title", "attribute"])
    return version


def release(made: World, record: Record, version: Version, at: datetime) -> Publication:
    """Publish the version; over an earlier one it is a correction."""
    review = Review.objects.create(
        version=version, record=record, digest=version.digest, drafter=version.drafter,
        attribute=version.attribute,
        reviewer=made.reviewer, outcome="passed", opened_at=at, reviewed_at=at, act=uuid.uuid4(),
    )  # fmt: skip
    earlier = Publication.objects.filter(record=record)
    if earlier.update(version=version, review=review, changed_at=at):
        return earlier.get()
    return Publication.objects.create(
        record=record, version=version, review=review, address=address_of(record.index_number),
        published_at=at,
        changed_at=at, published_by="系统",
    )  # fmt: skip


def act(kind: str, target: Record, on: date | None = None) -> dict:
    """What a version says that it does to another record, as `relations` of `public` takes it."""
    return {"kind": kind, "record": target.pk, "on": on.isoformat() if on else None}


def published_otherwise(publication: Publication, **changes) -> Publication:
    """The row written anew, as if it had been published so: one that stands is not rewritten."""
    changes["record_id"] = publication.record_id  # `delete` forgets it
    publication.delete()
    for name, value in changes.items():
        setattr(publication, name, value)
    publication.save(force_insert=True)
    return publication


def withdraw(
    made: World, record: Record, at: datetime = NOW, reason: str = "附件含有不应公开的内容"
) -> Withdrawal:
    publication = record.publication
    row = Withdrawal.objects.create(
        record=record, version=publication.version, address=publication.address,
        published_at=publication.published_at,
        withdrawn_at=at, by=made.reviewer, kind="error", reason=reason,
    )  # fmt: skip
    publication.delete()
    Relation.objects.filter(source=record, kind="interprets").delete()
    return row


def render(*records: Record, at: datetime = NOW) -> services.Rendered:
    return services.render_records(ids=[record.pk for record in records], at=at)


def text_of(path: str) -> str:
    return services.site_tree().place(path).read_text("utf-8")


def exists(path: str) -> bool:
    return services.site_tree().place(path).exists()


def stored_file(made: World, name: str = "附件1.txt", content: bytes = "附表内容".encode()):
    from gongkai.foundation.files.services import store

    return store(upload=io.BytesIO(content), name=name, organ=made.organ, by=made.drafter, at=NOW)


def site_root() -> str:
    return str(settings.SITE_ROOT)
