"""What an organ sets for its requests: who hears appeals, how the office is reached."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import OfficeSetting
from gongkai.domains.foi.services.recording import NOT_PERMITTED
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import may


@transaction.atomic
def set_office(*, organ: Organ, values: dict[str, Any], by: Person, at: datetime) -> OfficeSetting:
    """Letters and pages made from now on follow it. `values` by column. Ledger: request.set."""
    if not may(by, "request.set", organ=organ, today=shanghai_date(at)):
        refuse([Reason(NOT_PERMITTED, _("您的岗位不能办理此事。"), where="request.set")])
    made, _new = OfficeSetting.objects.update_or_create(organ=organ, defaults=values)
    append(
        organ=organ.code,
        verb="request.set",
        subject_type="organ",
        subject_id=organ.code,
        by=by,
        at=at,
        detail=values,
    )
    return made
