"""When somebody may accept that a public copy keeps traces of its authors."""

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason


def reasons_against_accepting(public_state: str, *, accepted: bool, reason: str) -> list[Reason]:
    """Only a copy that waits for it, once, with a reason of 4 to 200 characters."""
    reasons = []
    if public_state != "needs_acceptance":
        reasons.append(Reason("nothing_to_accept", _("该文件不需要或不能认可。"), "", "file"))
    elif accepted:
        reasons.append(Reason("accepted_already", _("该文件已经认可过。"), "", "file"))
    if not 4 <= len(reason.strip()) <= 200:
        reasons.append(Reason("reason_missing", _("请写明认可的理由（4 至 200 字）。"), "", "reason"))
    return reasons
