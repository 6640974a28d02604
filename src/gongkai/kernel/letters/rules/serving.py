"""From which day a letter has its effect. Data, not law of ours.

That a reply by post counts from the day of posting, and one by internet from the day of sending, is said to
stand in 国办公开办函〔2016〕235号, which could not be confirmed. So both days are kept, each organ sets which one
counts, and until its legal division has confirmed a rule the day of receipt counts.
"""

from datetime import date

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.letters.rules.vocabulary import Channel, Counts

UNTIL_CONFIRMED = dict.fromkeys(Channel, Counts.SERVED)


def effective_on(counts: str, *, sent_on: date | None, served_on: date | None) -> date | None:
    """The day of effect, or None while the day that counts has not come."""
    return sent_on if counts == Counts.SENT else served_on


def reasons_against_service_rule(*, channel: str, counts: str, basis: str) -> list[Reason]:
    reasons = []
    if channel not in Channel.values or counts not in Counts.values:
        reasons.append(Reason("service_rule", _("请选择送达方式和以何日为准。"), where="counts"))
    if not 4 <= len(basis.strip()) <= 200:
        text = _("请写明依据和确认人，如“厅法规处 2026 年 11 月 20 日意见”（4 至 200 字）。")
        reasons.append(Reason("basis", text, where="basis"))
    return reasons
