"""Two versions of a record side by side, all that the public would see: elements, relations, attachments."""

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from gongkai.foundation.files.models import StoredFile
from gongkai.kernel.catalogue.selectors import service_class_names, subject_name
from gongkai.kernel.records.dossier import columns_of
from gongkai.kernel.records.models import Attachment, Record, Version
from gongkai.kernel.records.rules.compare import AttachmentChange, Change, compare, compare_attachments
from gongkai.kernel.records.rules.content import AttachedFile, RelationFact
from gongkai.kernel.records.rules.vocabulary import RelationKind
from gongkai.kernel.records.selectors import version_fields


def changes_between(before: Version, after: Version) -> list[Change]:
    """What differs but for the body: elements, then relations, then attachments. Three queries and what differs."""
    columns, subject = columns_of(before), subject_name(before.subject).first() or ""
    old = version_fields(before, columns, subject) | more_fields(before)
    new = version_fields(
        after,
        columns if after.columns == before.columns else None,
        subject if after.subject == before.subject else None,
    )
    return [*compare(old, new | more_fields(after)), *_attachments(*_attached(before, after))]


def _attached(*versions: Version) -> list[list[AttachedFile]]:
    rows = list(Attachment.objects.filter(version__in=versions))
    return [[row.as_value() for row in rows if row.version_id == version.pk] for version in versions]


def more_fields(version: Version) -> dict[str, str]:
    """Label -> shown value of what `version_fields` leaves out: service class, and what is said of other records."""
    code = version.service_class
    return {
        _("服务对象分类"): service_class_names().get(code, code) if code else "",
        _("与其他文件的关系"): "；".join(_relations(version)),
    }


def _relations(version: Version) -> list[str]:
    """One line a relation. The title of what another organ has not published stays with that organ."""
    facts = version.relation_facts()
    known = _targets(facts, version.record) if facts else {}
    return [_relation(fact, known.get(fact.record)) for fact in facts]


def _targets(facts: Iterable[RelationFact], record: Record) -> Mapping[int, tuple[str, str]]:
    """Index number and title of each target; the title only of public records and of the organ's own."""
    wanted = {fact.record for fact in facts}
    rows = Record.objects.filter(pk__in=wanted).order_by()
    open_ = set(
        rows.filter(Q(publication__isnull=False) | Q(organ=record.organ_id)).values_list("pk", flat=True)
    )
    found = rows.values_list("pk", "index_number", "title")
    return {pk: (number or "", title if pk in open_ else "") for pk, number, title in found}


def _relation(fact: RelationFact, target: tuple[str, str] | None) -> str:
    number, title = target or ("", "")
    named = " ".join(filter(None, (f"《{title}》" if title else "", number))) or _("（已不存在的信息）")
    since = _("，自 %(day)s 起") % {"day": fact.on.isoformat()} if fact.on else ""
    return f"{RelationKind(fact.kind).label} {named}{since}"


def _attachments(old: list[AttachedFile], new: list[AttachedFile]) -> list[Change]:
    """Changes of attachments; of one that was replaced under its name, size and digest tell the two apart."""
    changes = compare_attachments(old, new)
    if not any(change.field == AttachmentChange.REPLACED for change in changes):
        return [Change(AttachmentChange(c.field).label, c.old, c.new) for c in changes]
    sizes = dict(StoredFile.objects.filter(pk__in={a.file for a in [*old, *new]}).values_list("pk", "size"))
    before, after = (
        {a.name: _told(a, sizes) for a in one if a not in other} for one, other in ((old, new), (new, old))
    )
    return [
        Change(AttachmentChange.REPLACED.label, before.get(c.old, c.old), after.get(c.new, c.new))
        if c.field == AttachmentChange.REPLACED
        else Change(AttachmentChange(c.field).label, c.old, c.new)
        for c in changes
    ]


def _told(attached: AttachedFile, sizes: Mapping[int, int]) -> str:
    return f"{attached.name}（{filesizeformat(sizes[attached.file])}，SM3 {attached.digest[:8]}）"
