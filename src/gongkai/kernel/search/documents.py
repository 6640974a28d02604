"""What the index knows of a published record: one frozen value, the same for every backend."""

import hashlib
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime

from gongkai.foundation.common.times import shanghai_date

OPEN_END = 99991231
"""`ended` of a document that has no end."""


@dataclass(frozen=True, slots=True)
class Document:
    """A published record as searched. Texts are plain; empty text is "", a missing date None."""

    id: int
    index_number: str
    title: str
    abstract: str = ""
    body: str = ""
    attachments_text: str = ""
    keywords: str = ""
    organ: str = ""  # code of the publishing organ
    organ_path: tuple[str, ...] = ()  # codes of its ancestors and its own
    region: str = ""  # code of the organ's region
    region_path: tuple[str, ...] = ()  # codes of the regions above and its own
    columns: tuple[str, ...] = ()
    kind: str = ""
    subject: str = ""
    made_on: date | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    ended_on: date | None = None  # the first day on which it is no longer in force: expired or repealed
    repealed: bool = False
    amended: bool = False
    normative: bool = False
    document_number: str = ""
    has_attachment: bool = False
    published_at: datetime | None = None
    address: str = ""
    texts_digest: str = (
        ""  # stands for abstract, body and attachments in the stamp, so that it needs no texts
    )

    @property
    def dated(self) -> date | None:
        """The date a reader knows the document by: of issue, else of making, else of publication."""
        published = shanghai_date(self.published_at) if self.published_at else None
        return self.issued_on or self.made_on or published

    @property
    def year(self) -> str:
        return str(self.dated.year) if self.dated else ""

    def stamp(self) -> int:
        """63 bits over everything that is indexed: equal stamps mean that the index is up to date."""
        counted = replace(self, abstract="", body="", attachments_text="") if self.texts_digest else self
        digest = hashlib.blake2b(repr(astuple(counted)).encode(), digest_size=8).digest()
        return int.from_bytes(digest) >> 1


def day_number(day: date | None, missing: int = 0) -> int:
    """2019-03-01 -> 20190301, comparable as a number in every engine."""
    return day.year * 10000 + day.month * 100 + day.day if day else missing
