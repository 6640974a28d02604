"""Whether the posts of a person grant an act on figures. The page asks the same as the service."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.models import Division, Organ
from gongkai.foundation.orgs.selectors import lets

ENTERS, CLOSES = "figure.enter", "figure.close"
WHO = {
    ENTERS: _("事项和指标由本机关公开办登记、填报；处室只登记本处室的事项。"),
    CLOSES: _("结账由本机关分管领导或者公开办办理。"),
}


def reasons_against_role(
    capability: str, *, organ: Organ, division: Division | None = None, by: Actor, at: datetime
) -> list[Reason]:
    if lets(by, capability, organ=organ, division=division, at=at):
        return []
    return [Reason("role", str(WHO[capability]), where=capability)]
