"""Which chain an organ's records of a kind are signed on, and what its chains look like.

What is being signed finishes on the version it began with; the next submission takes the new one.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.casework.models import Definition
from gongkai.kernel.casework.selectors import definition_in_force
from gongkai.kernel.casework.services import define
from gongkai.kernel.catalogue.rules import DocumentKind
from gongkai.kernel.records.models import Chain
from gongkai.kernel.records.rules.chains import is_for_records

LAW = "政府信息公开条例 第十七条"


def set_chain(*, organ: Organ, kind: str, definition: Definition, by: Actor, at: datetime) -> Chain:
    """Records of this kind (empty: every kind without a chain of its own) are signed on this chain from now on.

    The newest version of the chain is used at each submission. NotAllowed for a kind that there is not, a chain of
    another organ, and one that reviews nothing.
    """
    with transaction.atomic():
        refuse(_reasons_against(organ, kind, definition))
        chain, _made = Chain.objects.update_or_create(
            organ=organ, kind=kind, defaults={"definition_code": definition.code}
        )
        _tell("record.set_chain", organ, kind, definition.code, by, at)
    return chain


def drop_chain(*, organ: Organ, kind: str, by: Actor, at: datetime) -> None:
    """Back to the more general chain: that of every kind, or the common one. Without a choice nothing happens."""
    with transaction.atomic():
        found = Chain.objects.select_for_update().filter(organ=organ, kind=kind).first()
        if found is None:
            return
        found.delete()
        _tell("record.drop_chain", organ, kind, found.definition_code, by, at)


def define_chain(
    *, organ: Organ, name: str, steps: list[dict], code: str = "", by: Actor, at: datetime
) -> Definition:
    """A chain of the organ: a new one, or with a code its next version; of a common one it becomes the organ's own.

    NotAllowed with every fault of the steps (casework.rules.definitions).
    """
    with transaction.atomic():
        Organ.objects.select_for_update().get(pk=organ.pk)  # two new chains at once get two codes
        before = definition_in_force(code, organ) if code else None
        return define(
            organ=organ,
            code=code or _new_code(organ),
            name=name.strip(),
            steps=steps,
            distinct_persons=before.distinct_persons if before else True,
            by=by,
            at=at,
        )


def _new_code(organ: Organ) -> str:
    newest = Definition.objects.filter(organ=organ).aggregate(newest=Max("pk"))["newest"] or 0
    return f"chain_{newest + 1}"


def _reasons_against(organ: Organ, kind: str, definition: Definition) -> list[Reason]:
    reasons = []
    if kind and kind not in DocumentKind.values:
        reasons.append(Reason("kind", _("没有“%s”这个文种。") % kind, where="kind"))
    if definition.organ_id not in (None, organ.pk):
        reasons.append(Reason("other_organ", _("这是其他机关的流程。"), where="definition"))
    if not is_for_records(definition.steps):
        text = _("这一流程没有逐项保密审查的环节，不能用于公开审签。")
        reasons.append(Reason("no_review", text, LAW, "definition"))
    return reasons


def _tell(verb: str, organ: Organ, kind: str, code: str, by: Actor, at: datetime) -> None:
    append(
        organ=organ.code,
        verb=verb,
        subject_type="organ",
        subject_id=organ.code,
        by=by,
        at=at,
        detail={"kind": kind, "chain": code},
    )
