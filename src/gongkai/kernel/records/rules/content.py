"""What a version is made of, as a plain value: the part of a record that the public would see, and its digest."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from gongkai.foundation.common.digests import digest_of
from gongkai.kernel.records.rules.vocabulary import Attribute, Interpretation

INLINE_ADDRESS = "/desk/records/files/{}/"
"""Where the desk shows a stored image; texts name images so, and the publisher replaces it."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One attachment as the public would get it: stored file id, digest of the original, public name.

    `inline`: an image that the text shows in its place; it is not listed among the attachments. `copy`: digest of
    what the public gets of it; empty where there is nothing to give, and in versions from before it was kept.
    """

    file: int
    digest: str
    name: str
    inline: bool = False
    copy: str = ""


@dataclass(frozen=True, slots=True)
class RelationFact:
    """This record's act on another: `kind` of RelationKind, `record` id, and from when it takes effect."""

    kind: str
    record: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of a version that a review covers. Computed fields (address, publication time, validity) are not in it."""

    title: str = ""
    abstract: str = ""
    body: str = ""  # sanitised HTML
    document_number: str = ""  # 发文字号
    registration_number: str = ""  # 统一登记号, normative documents only
    issuer: str = ""  # 发文机关, text as printed when not the organ itself
    made_on: date | None = None  # 成文日期
    issued_on: date | None = None  # 发布日期
    effective_on: date | None = None
    expires_on: date | None = None
    kind: str = ""  # document kind (公文种类)
    subject: str = ""  # subject class code
    service_class: str = ""
    disclosures: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
    scope: str = ""
    mode: str = ""
    keywords: str = ""
    attribute: str = ""
    ground: str = ""
    ground_text: str = ""
    normative: bool = False
    interpretation: str = Interpretation.NOT_NEEDED
    interpretation_plan: str = ""
    waiver_reason: str = ""
    contains_map: bool = False
    map_number: str = ""
    erratum: str = ""  # 更正说明: what the version public before had wrong
    relations: tuple[RelationFact, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()

    def digest(self) -> str:
        """SM3 over every field. Two versions with the same digest are the same to a reader."""
        plain = asdict(self)
        # digests from before there were these fields stay what they were
        if not self.erratum:
            del plain["erratum"]
        for attached in plain["attachments"]:
            if not attached["copy"]:
                del attached["copy"]
        return digest_of(plain)

    def is_of(self, digest: str) -> bool:
        """Whether a version of this digest says the same, also one from before digests covered public copies."""
        before = replace(self, attachments=tuple(replace(a, copy="") for a in self.attachments))
        return digest in (self.digest(), before.digest())

    @property
    def is_proactive(self) -> bool:
        return self.attribute == Attribute.PROACTIVE


CONTENT_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Content))
