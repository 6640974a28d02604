"""The periodic second look at withheld information (政府信息公开条例 第十八条)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.records.models import Reassessment, Record
from gongkai.kernel.records.rules.vocabulary import Attribute
from gongkai.kernel.records.services.drafting import lock
from gongkai.kernel.records.services.recording import tell

LAW = "政府信息公开条例 第十八条"


def reassess(*, record: Record, keep_withheld: bool, reason: str, by: Person, at: datetime) -> Reassessment:
    """Record the result and its reason. What may be opened after all goes the way of every record: edited, reviewed, signed."""
    with transaction.atomic():
        record = lock(record)
        refuse(_reasons_against(record, reason))
        made = Reassessment.objects.create(
            record=record,
            version=record.current,
            keep_withheld=keep_withheld,
            reason=reason.strip(),
            at=at,
            by=by,
        )
        tell(
            record,
            "record.reassess",
            by=by,
            at=at,
            keep_withheld=keep_withheld,
            version=record.current.number,
        )
    return made


def _reasons_against(record: Record, reason: str) -> list[Reason]:
    reasons = []
    if record.attribute != Attribute.WITHHELD:
        reasons.append(Reason("not_withheld", _("只有不予公开的信息需要定期评估。"), LAW))
    if not reason.strip():
        reasons.append(Reason("reason_missing", _("请填写评估的理由。"), LAW, "reason"))
    return reasons + reasons_against_marks({_("评估理由"): reason})
