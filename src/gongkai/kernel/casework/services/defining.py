"""Definitions: a change is a new version; running cases finish on their own."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.casework.models import Definition
from gongkai.kernel.casework.rules import reasons_against_definition


@transaction.atomic
def define(
    *,
    code: str,
    name: str,
    steps: list[dict],
    by: Actor,
    at: datetime,
    organ: Organ | None = None,
    item_by_item: bool = True,
    distinct_persons: bool = True,
) -> Definition:
    """A new version of a chain (format: rules.definitions), of one organ or (None) the common one.

    `item_by_item`: see reasons_against_definition. `distinct_persons`: nobody signs a second step of a case by
    substitution.

    NotAllowed with every fault of the steps. The ledger entry of a common chain stands with the topmost
    organ.
    """
    reasons = reasons_against_definition(steps, item_by_item=item_by_item)
    if not code.strip() or not name.strip():
        reasons.append(Reason("name", _("请填写流程代码和名称。"), where="name"))
    refuse(reasons + reasons_against_marks({_("流程名称"): f"{name}\n{steps}"}))
    chain = organ or Organ.objects.filter(parent=None).order_by("path").first()
    Organ.objects.select_for_update().get(pk=chain.pk)  # two new versions at once must count on
    last = Definition.objects.filter(code=code, organ=organ).aggregate(last=Max("version"))["last"]
    made = Definition.objects.create(
        code=code,
        organ=organ,
        version=(last or 0) + 1,
        name=name,
        steps=steps,
        distinct_persons=distinct_persons,
        made_at=at,
    )
    append(
        organ=chain.code,
        verb="case.define",
        subject_type="definition",
        subject_id=str(made.pk),
        by=by,
        at=at,
        detail={"code": code, "version": made.version, "steps": [step["key"] for step in steps]},
    )
    return made
