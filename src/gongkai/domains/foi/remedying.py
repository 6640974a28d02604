"""What an applicant may do against an answer or its absence, and until when: for the desk and the progress page.

Computed from what is known, never stored: the limits of review and lawsuit are the applicant's, not the organ's,
so no board counts them.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Appeal, Request
from gongkai.domains.foi.rules.kinds import AppealKind, AppealResult
from gongkai.domains.foi.rules.remedies import Answered, Way, remedies
from gongkai.domains.foi.rules.stages import OPEN
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import answer_that_counts
from gongkai.domains.foi.services.lettering import remedy_text
from gongkai.kernel.clocks.reckoning import Reckoned, reckon
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.values import chinese_date

REVIEW_FILING, LAWSUIT_FILING = "review-filing", "lawsuit-filing"
DECISION = {False: "review-decision", True: "review-decision-simplified"}
"""Limit of the review organ, by whether the procedure is the simplified one."""


def filing_limits(request: Request, letters: Iterable[Letter]) -> list[Reckoned]:
    """Until when a review may be asked for and, where the law lets the applicant choose, a lawsuit filed.

    From the day on which the newest letter that tells of remedies was served; empty before. Three queries at most.
    """
    served = [letter for letter in letters if letter.served_on and letter.fields.get("remedy")]
    if not served:
        return []
    start = served[-1].served_on
    codes = (REVIEW_FILING,) if _review_first(request) else (REVIEW_FILING, LAWSUIT_FILING)
    found = (reckon(code, start, request.organ) for code in codes)
    return [one for one in found if one]


def _review_first(request: Request) -> bool:
    """Whether every part of the answer must go to review before a court (行政复议法 第二十三条)."""
    if not request.answer_kind:
        return False
    return all(one.way == Way.REVIEW_FIRST for one in remedies(_answered(request)))


def _answered(request: Request) -> Answered:
    answer = answer_that_counts(request.answers.select_related("letter"))
    grounds = tuple(answer.grounds) if answer else ()
    return Answered(AnswerKind(request.answer_kind), request.answered_on, grounds)


def review_missing(request: Request, kind: str = AppealKind.LAWSUIT, *, reviewed: bool = False) -> str:
    """The ground of defence against a lawsuit over a refusal that no review preceded; empty where none was needed.

    It bars nothing here: whether the suit is heard the court decides. By kind and day of the answer, as the letter told
    (行政复议法 第二十三条, answers since 2024-01-01). Two queries.
    """
    if kind != AppealKind.LAWSUIT or reviewed or not request.answer_kind or not request.answered_on:
        return ""
    first = [one for one in remedies(_answered(request)) if one.way == Way.REVIEW_FIRST]
    if not first:
        return ""
    what = _("不予公开的部分") if first[0].part else _("不予公开的决定")
    said = _(
        "对%(day)s%(what)s不服的，应当先申请行政复议（%(law)s）。没有经过复议直接起诉的，照常登记、按期答辩，可以作为答辩理由提出；是否受理由人民法院决定。"
    )
    return said % {"day": chinese_date(request.answered_on), "what": what, "law": first[0].laws[0]}


def silence_remedy(request: Request, due: date | None, today: date) -> list[str]:
    """The paragraphs of the law when the limit of the answer ran out unanswered, by the organ's reading of it.

    `due`: the last day of the running answer clock, None while it is paused or over. Empty in time; then no query,
    else one.
    """
    if due is None or due >= today or request.stage not in OPEN:
        return []
    return remedy_text(request.organ, Answered(None, due + timedelta(days=1)))


def decision_limit(appeal: Appeal) -> Reckoned | None:
    """By when the review organ should decide; None for lawsuits, decided ones and those under the older law.

    The day of acceptance is the review organ's; the notice of it is what the organ has.
    """
    if appeal.kind != AppealKind.REVIEW or appeal.result != AppealResult.PENDING:
        return None
    return reckon(DECISION[appeal.simplified], appeal.filed_on, appeal.request.organ)
