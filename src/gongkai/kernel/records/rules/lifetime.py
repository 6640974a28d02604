"""How long an organ's normative documents hold: years that the organ has set, for norms of the State set none.

A warning only. Many provinces say 5 years, 2 for what is tried out (暂行、试行); an organ that has set nothing is
never warned. A period of years ends on the day that answers to its first (民法典 第二百零一条、第二百零二条).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.rules.content import Content

TRIED_OUT = ("暂行", "试行")


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Years as the organ has set them; None: it has set none. Without `trial` the others hold for trials too."""

    years: int | None = None
    trial: int | None = None


def years_of(title: str, lifetime: Lifetime) -> int | None:
    """Years for a document of that title."""
    if lifetime.trial is not None and any(word in title for word in TRIED_OUT):
        return lifetime.trial
    return lifetime.years


def begins_on(content: Content) -> date | None:
    """The day from which the years count: in force, else issued, else made."""
    return content.effective_on or content.issued_on or content.made_on


def last_day(content: Content, lifetime: Lifetime) -> date | None:
    """The last day on which the normative document holds by the organ's years; None where nothing says so."""
    begin, years = begins_on(content), years_of(content.title, lifetime)
    if not content.normative or begin is None or not years or begin.year + years > date.max.year:
        return None
    year = begin.year + years
    return begin.replace(year=year, day=min(begin.day, monthrange(year, begin.month)[1]))


def warnings(content: Content, lifetime: Lifetime) -> list[Reason]:
    """What an official should look at again; none of it keeps anything from being published."""
    last = last_day(content, lifetime)
    if last is None:
        return []
    about = {"years": years_of(content.title, lifetime), "day": last.isoformat()}
    if content.expires_on is None:
        text = _("规范性文件没有写失效日期；按本机关设定的 %(years)d 年有效期，应为 %(day)s。") % about
        return [Reason("expiry_missing", text, "", "expires_on")]
    if content.expires_on > last:
        text = _("失效日期晚于本机关设定的 %(years)d 年有效期（%(day)s），请核对。") % about
        return [Reason("expiry_longer", text, "", "expires_on")]
    return []
