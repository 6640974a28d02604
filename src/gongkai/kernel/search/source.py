"""Where documents come from: published records of the register, always read from the database."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Length
from lxml import html as lxml_html

from gongkai.foundation.orgs.models import Organ, Region
from gongkai.kernel.records.html import text_of
from gongkai.kernel.records.in_force import validity_facts
from gongkai.kernel.records.models import Attachment, Publication
from gongkai.kernel.records.rules.validity import Facts
from gongkai.kernel.search.documents import Document, indexed_spans

BATCH = 200
_BREAKS = re.compile(r"(?=<(?:p|div|li|tr|td|th|h[1-6]|br)\b)", re.I)


@dataclass(frozen=True, slots=True)
class Places:
    """Codes of organs and regions with those above them. Two queries, for a whole batch."""

    organs: dict[int, str]
    regions: dict[str, str | None]

    @classmethod
    def load(cls) -> "Places":
        return cls(
            dict(Organ.objects.order_by().values_list("pk", "code")),
            dict(Region.objects.order_by().values_list("code", "parent_id")),
        )

    def organ_path(self, organ: Organ) -> tuple[str, ...]:
        return tuple(self.organs[int(pk)] for pk in organ.path.strip("/").split("/"))

    def region_path(self, code: str) -> tuple[str, ...]:
        path = []
        at: str | None = code
        while at:
            path.append(at)
            at = self.regions.get(at)
        return tuple(reversed(path))


def publications(*, texts: bool) -> QuerySet[Publication]:
    """Every public record with what a document needs, or with what its stamp needs."""
    attachments = Attachment.objects.select_related("file").annotate(characters=Length("file__text"))
    found = Publication.objects.select_related("version", "record__organ").order_by("pk")
    if not texts:
        attachments = attachments.defer("file__text")
        found = found.defer("version__abstract", "version__body")
    return found.prefetch_related(Prefetch("version__attachments", attachments))


def count() -> int:
    return Publication.objects.count()


def public_now(ids: Iterable[int]) -> dict[int, Publication]:
    """Those of the records that are public, with version and organ, by id. One query."""
    found = Publication.objects.filter(pk__in=list(ids)).select_related("version", "record__organ")
    return {publication.pk: publication for publication in found.order_by("pk")}


def shown_text(html: str) -> str:
    """Text of a cleaned body for passages: a hundred times quicker than the exact reading that is indexed."""
    if not html.strip():
        return ""
    return str(lxml_html.fromstring(_BREAKS.sub(" ", f"<div>{html}</div>")).text_content())


def attachment_texts(versions: Iterable[int]) -> dict[int, str]:
    """Text of all attachments by version id. One query."""
    texts: dict[int, list[str]] = {}
    rows = Attachment.objects.filter(version__in=list(versions)).order_by("version", "position", "id")
    for version, name, text in rows.values_list("version_id", "name", "file__text"):
        texts.setdefault(version, []).extend(part for part in (name, text) if part)
    return {version: "\n".join(parts) for version, parts in texts.items()}


def published_documents(ids: Iterable[int], places: Places | None = None) -> list[Document]:
    """Documents of those of the records that are public now, in the order of ids. At most five queries."""
    return _documents(ids, places, texts=True)


def stamps(ids: Iterable[int], places: Places | None = None) -> dict[int, int]:
    """Stamps of those of the records that are public now. The same queries, but no text is read."""
    return {document.id: document.stamp() for document in _documents(ids, places, texts=False)}


def batches() -> Iterator[list[Document]]:
    """All published documents in the order of their ids, `BATCH` at a time, so that memory does not grow."""
    places = Places.load()
    for ids in _id_batches():
        yield published_documents(ids, places)


def stamp_batches() -> Iterator[dict[int, int]]:
    """Stamps of all published documents, `BATCH` at a time."""
    places = Places.load()
    for ids in _id_batches():
        yield stamps(ids, places)


def _id_batches() -> Iterator[list[int]]:
    after = 0
    while True:
        rows = Publication.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
        ids = list(rows[:BATCH])
        if not ids:
            return
        yield ids
        after = ids[-1]


def _documents(ids: Iterable[int], places: Places | None, *, texts: bool) -> list[Document]:
    found = list(publications(texts=texts).filter(pk__in=list(ids)))
    places = places or Places.load()
    facts = validity_facts(found)
    made = []
    for publication in found:
        document = _document(publication, places, facts[publication.pk])
        made.append(replace(document, **_texts(publication)) if texts else document)
    return made


def _texts(publication: Publication) -> dict[str, str]:
    version = publication.version
    attachments = version.attachments.all()
    return {
        "abstract": version.abstract,
        "body": text_of(version.body) if version.body else "",
        "attachments_text": "\n".join(text for a in attachments for text in (a.name, a.file.text) if text),
    }


def _document(publication: Publication, places: Places, facts: Facts) -> Document:
    version, record = publication.version, publication.record
    attachments = list(version.attachments.all())
    return Document(
        id=publication.pk,
        index_number=record.index_number or "",
        title=version.title,
        keywords=version.keywords,
        organ=record.organ.code,
        organ_path=places.organ_path(record.organ),
        region=record.organ.region_id,
        region_path=places.region_path(record.organ.region_id),
        columns=tuple(str(pk) for pk in version.columns),
        kind=version.kind,
        subject=version.subject,
        made_on=version.made_on,
        issued_on=version.issued_on,
        validity=indexed_spans(facts),
        normative=version.normative,
        document_number=version.document_number,
        has_attachment=bool(attachments),
        published_at=publication.published_at,
        address=publication.address,
        # a version never changes; the text of a file may come later than the file
        texts_digest=":".join([version.digest, *(f"{a.file_id}={a.characters}" for a in attachments)]),
    )
