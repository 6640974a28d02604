"""A record as it is answered: one table of fields, with schema and reader side by side."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings

from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.publishing.rules.paths import attachment_path
from gongkai.kernel.records.models import Publication, Record, Relation, Version


@dataclass(frozen=True, slots=True)
class Seen:
    """What an answer is made from: the version that the reader may see, and its publication if it is public."""

    record: Record
    version: Version
    publication: Publication | None
    columns: dict[int, str]  # id -> site:path
    relations: tuple[tuple[str, Relation, Record, Publication], ...] = ()  # (direction, …) of public records


@dataclass(frozen=True, slots=True)
class Shown:
    """One field: name, JSON schema, and how it is read. `always` False: left out of records that are not public."""

    name: str
    schema: dict
    read: Callable[[Seen], object]
    always: bool = field(default=True)


TEXT = {"type": "string"}
DAY = {"type": ["string", "null"], "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
LINES = {"type": "array", "items": TEXT}


def _objects(required: dict[str, dict]) -> dict:
    return {
        "type": "array",
        "items": {
            "type": "object",
            "required": list(required),
            "additionalProperties": False,
            "properties": required,
        },
    }


def _of_version(name: str, schema: dict = TEXT) -> Shown:
    return Shown(name, schema, lambda seen: plain(getattr(seen.version, name)))


def plain(value: object) -> object:
    """Dates and moments as texts, moments in China's time."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _organ(seen: Seen) -> dict:
    return {"code": seen.record.organ.code, "name": seen.record.organ.name}


def _address(seen: Seen) -> str:
    return f"{settings.SITE_ADDRESS}{seen.publication.address}" if seen.publication else ""


def _attachments(seen: Seen) -> list[dict]:
    return [
        {
            "name": attached.name,
            "media_type": attached.file.media_type,
            "size": attached.file.public_size or 0,
            "address": f"{settings.SITE_ADDRESS}/{attachment_path(attached.public_digest, attached.name)}"
            if seen.publication and attached.public_digest
            else "",
        }
        for attached in seen.version.attachments.all()
    ]


def _relations(seen: Seen) -> list[dict]:
    return [
        {
            "direction": direction,
            "kind": relation.kind,
            "on": plain(relation.on),
            "index_number": other.index_number or "",
            "title": publication.version.title,
            "address": f"{settings.SITE_ADDRESS}{publication.address}",
        }
        for direction, relation, other, publication in seen.relations
    ]


def _validity(seen: Seen) -> str:
    standing = getattr(seen.record, "standing", None)
    return standing.validity if standing is not None else ""


SUMMARY: tuple[Shown, ...] = (
    Shown("index_number", TEXT, lambda seen: seen.record.index_number or ""),
    _of_version("title"),
    Shown(
        "organ",
        {
            "type": "object",
            "required": ["code", "name"],
            "additionalProperties": False,
            "properties": {"code": TEXT, "name": TEXT},
        },
        _organ,
    ),
    Shown("division", TEXT, lambda seen: seen.record.division.name if seen.record.division else ""),
    _of_version("document_number"),
    _of_version("registration_number"),
    _of_version("issuer"),
    _of_version("made_on", DAY),
    _of_version("issued_on", DAY),
    _of_version("effective_on", DAY),
    _of_version("expires_on", DAY),
    _of_version("kind"),
    _of_version("subject"),
    _of_version("service_class"),
    _of_version("disclosures", LINES),
    Shown(
        "columns", LINES, lambda seen: [seen.columns[pk] for pk in seen.version.columns if pk in seen.columns]
    ),
    _of_version("scope"),
    _of_version("mode"),
    _of_version("keywords"),
    _of_version("attribute"),
    _of_version("normative", {"type": "boolean"}),
    _of_version("abstract"),
    Shown("validity", TEXT, _validity),
    Shown("stage", TEXT, lambda seen: "public" if seen.publication else seen.record.stage),
    Shown("version", {"type": "integer"}, lambda seen: seen.version.number),
    Shown("digest", TEXT, lambda seen: seen.version.digest),
    Shown("address", TEXT, _address, always=False),
    Shown("published_at", MOMENT, lambda seen: plain(seen.publication.published_at), always=False),
    Shown("changed_at", MOMENT, lambda seen: plain(seen.publication.changed_at), always=False),
)
DETAIL: tuple[Shown, ...] = (
    _of_version("body"),
    _of_version("map_number"),
    Shown(
        "attachments",
        _objects({"name": TEXT, "media_type": TEXT, "size": {"type": "integer"}, "address": TEXT}),
        _attachments,
    ),
    Shown(
        "relations",
        _objects(
            {
                "direction": {"type": "string", "enum": ["out", "in"]},
                "kind": TEXT,
                "on": DAY,
                "index_number": TEXT,
                "title": TEXT,
                "address": TEXT,
            }
        ),
        _relations,
    ),
)


def shown(seen: Seen, table: tuple[Shown, ...]) -> dict[str, object]:
    """The answer's object for one record."""
    return {one.name: one.read(seen) for one in table if one.always or seen.publication is not None}
