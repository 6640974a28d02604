"""The limits of a request by name. They stand, with their law, in `kernel.clocks.limits`."""

from datetime import date

from gongkai.domains.foi.rules.kinds import Party
from gongkai.kernel.clocks.limits import REGULATION_2007, REGULATION_2019, known_limits
from gongkai.kernel.clocks.rules import Limit

FEES_IN_FORCE = date(2021, 1, 1)
"""First day of 国办函〔2020〕109号."""


def _limit(code: str, since: date) -> Limit:
    return next(limit for limit in known_limits() if (limit.code, limit.since) == (code, since))


ANSWER_2007 = _limit("foi-answer", REGULATION_2007)
ANSWER_2019 = _limit("foi-answer", REGULATION_2019)
EXTENSION_CAP = {ANSWER_2007.since: 15, ANSWER_2019.since: 20}
"""Most working days of the one extension, by the first day of the limit: 2007 第二十四条, 2019 第三十三条."""

CORRECTION_NOTICE = _limit("correction-notice", REGULATION_2019)
THIRD_PARTY = _limit("third-party", REGULATION_2019)
FEE_PAYMENT = _limit("fee-payment", FEES_IN_FORCE)

PARTY_LIMITS = {Party.THIRD_PARTY: "third-party", Party.CO_MAKER: "co-maker"}
"""Limit of the party's own answer, set by law, from receipt. For other organs the law sets none."""
REPLY_BY = "other-organ"
"""Until when another organ is asked to reply, as the letter says, from the day on which it is sent."""
PAYMENT = "fee-payment"
