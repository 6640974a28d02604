"""What is told of a report: the row of the list, and the whole with its tables and files."""

from django.conf import settings

from gongkai.faces.openapi.output import MOMENT, TEXT, plain
from gongkai.kernel.publishing.rules.paths import attachment_path
from gongkai.oversight.reporting.models import ReportVersion
from gongkai.oversight.reporting.rules.interchange import to_json
from gongkai.oversight.reporting.selectors import as_report, title_of

SUMMARY = {
    "title": TEXT,
    "organ_code": TEXT,
    "organ": TEXT,
    "year": {"type": "integer"},
    "form": TEXT,
    "index_number": TEXT,
    "version": {"type": "integer"},
    "digest": {"type": "string", "description": "SM3 over words and values of the version."},
    "published_at": MOMENT,
    "changed_at": MOMENT,
    "address": TEXT,
}
_NUMBER = {"type": ["number", "null"]}
_TABLE = {"type": ["object", "null"]}
FILE = {"name": TEXT, "media_type": TEXT, "address": TEXT}
DETAIL = SUMMARY | {
    "table2": _TABLE,
    "table3": _TABLE,
    "table4": {"type": ["array", "null"], "items": _NUMBER},
    "not_applicable": {"type": "array", "items": TEXT},
    "text": {"type": "object", "additionalProperties": TEXT},
    "correction": {"type": "string", "description": "Why figures differ from those published first."},
    "files": {
        "type": "array",
        "items": {
            "type": "object",
            "required": list(FILE),
            "additionalProperties": False,
            "properties": FILE,
        },
    },
}


def summary(version: ReportVersion) -> dict[str, object]:
    report = version.report
    publication = report.record.publication
    return {
        "title": title_of(report),
        "organ_code": report.organ.code,
        "organ": report.organ.name,
        "year": report.year,
        "form": report.form,
        "index_number": report.record.index_number,
        "version": version.number,
        "digest": version.digest,
        "published_at": plain(publication.published_at),
        "changed_at": plain(publication.changed_at),
        "address": f"{settings.SITE_ADDRESS}{publication.address}",
    }


def detail(version: ReportVersion) -> dict[str, object]:
    """The report as other systems read it (docs/handbook/reports.md), with what the list tells of it."""
    told = to_json(as_report(version))
    attached = version.report.record.publication.version.attachments.select_related("file")
    files = [
        {
            "name": one.name,
            "media_type": one.file.media_type,
            "address": f"{settings.SITE_ADDRESS}/{attachment_path(one.public_digest, one.name)}",
        }
        for one in attached
        if one.public_digest
    ]
    return {**told, **summary(version), "correction": version.reason, "files": files}
