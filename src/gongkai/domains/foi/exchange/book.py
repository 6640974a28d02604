"""The register as a book that is printed and bound (条例 第四十五条: requests are registered): one line a request.

Personal data are masked unless the plain values are given. Reads only what `register.batches` fetched.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.reading import Reading
from gongkai.domains.foi.rules.kinds import Reply
from gongkai.domains.foi.rules.stages import OPEN, ActKind, Stage
from gongkai.domains.foi.selectors import answer_that_counts
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.letters.rendering.book import book_docx, book_pdf
from gongkai.kernel.letters.rules.books import Book, Column

TITLE = gettext_lazy("依申请公开登记簿")
MOST = 5_000
"""Requests that one book holds: about eight hundred pages, five seconds and one gigabyte."""
COLUMNS = (
    (gettext_lazy("序号"), 10, "center"),
    (gettext_lazy("登记号"), 27, "left"),
    (gettext_lazy("收到日期、渠道"), 21, "center"),
    (gettext_lazy("申请人"), 22, "left"),
    (gettext_lazy("事由"), 0, "left"),
    (gettext_lazy("承办"), 23, "left"),
    (gettext_lazy("办理经过"), 49, "left"),
    (gettext_lazy("答复、复议诉讼"), 42, "left"),
    (gettext_lazy("环节"), 22, "center"),
)
"""Heading, millimetres (0: the rest), alignment."""
RENDER: dict[str, Callable[[Book], bytes]] = {"pdf": book_pdf, "docx": book_docx}
BookLine = tuple[str, tuple[str, ...]]
"""What the line is ordered by, and its cells without the running number."""


def line_of(
    request: Request, *, plain: Mapping[str, str | None] | None = None, due: date | None = None
) -> BookLine:
    """One line of the book. `plain`: the unsealed values; without them they are masked."""
    reading = Reading(request, clear=plain is not None)
    received = request.received_on or shanghai_date(request.submitted_at)
    cells = (
        request.number or _("尚未编号"),
        _lines(
            request.received_on.isoformat() if request.received_on else "—", request.get_channel_display()
        ),
        _lines(_who(request, plain), request.applicant.get_kind_display()),
        _lines(" ".join(request.subject.split()), reading.of(request.document_number)),
        _lines(*(part.name for part in (request.division, request.handler) if part)),
        _lines(*_history(request)),
        _lines(*_outcome(request), *(reading.of(_appeal(one)) for one in request.appeals.all())),
        _lines(request.get_stage_display(), *_limit(request, due)),
    )
    return f"{received.isoformat()} {request.number or '~'} {request.pk:012d}", cells


def _who(request: Request, plain: Mapping[str, str | None] | None) -> str:
    if plain is None or request.applicant.organisation:
        return str(request.applicant)
    return plain.get("name") or ""


def _history(request: Request) -> Iterator[str]:
    """What stopped, restarted or extended the limit, by day."""
    found = [*_corrections(request), *_consultations(request), *_extensions(request), *_fee(request)]
    found += [
        (act.on, _("转告：%(matter)s") % {"matter": request.get_matter_display()})
        for act in request.acts.all()
        if act.kind == ActKind.ROUTE and request.stage == Stage.ROUTED
    ]
    return (f"{day.isoformat()} {words}" for day, words in sorted(found, key=lambda pair: pair[0]))


def _corrections(request: Request) -> Iterator[tuple[date, str]]:
    for one in request.corrections.all():
        if one.asked_on:
            yield one.asked_on, _("告知补正")
        if one.received_on:
            yield one.received_on, _("收到补正")
        if one.lapsed_on:
            yield one.lapsed_on, _("逾期未补正")


def _consultations(request: Request) -> Iterator[tuple[date, str]]:
    for one in request.consultations.all():
        if one.asked_on:
            yield one.asked_on, _("征求%(party)s意见") % {"party": one.get_party_display()}
        if one.replied_on:
            said = {"party": one.get_party_display(), "reply": Reply(one.reply).label}
            yield one.replied_on, _("%(party)s：%(reply)s") % said


def _extensions(request: Request) -> Iterator[tuple[date, str]]:
    return (
        (one.told_on, _("延期 %(days)d 个工作日") % {"days": one.days})
        for one in request.extensions.all()
        if one.told_on
    )


def _fee(request: Request) -> Iterator[tuple[date, str]]:
    fee = getattr(request, "fee", None)
    if fee and fee.noticed_on:
        yield fee.noticed_on, _("通知收费 %(n)d 元") % {"n": fee.amount}
    if fee and fee.paid_on:
        yield fee.paid_on, _("缴费")
    if fee and fee.lapsed_on:
        yield fee.lapsed_on, _("逾期未缴费")


def _outcome(request: Request) -> Iterator[str]:
    if not request.answered_on:
        return
    answer = answer_that_counts(request.answers.all())
    yield f"{request.answered_on.isoformat()} {request.answer_kind} {request.get_answer_kind_display()}"
    if answer and answer.grounds:
        yield _("依据：%(codes)s") % {"codes": "、".join(answer.grounds)}


def _appeal(one) -> str:
    said = f"{one.filed_on.isoformat()} {one.get_kind_display()}（{one.body}）"
    if one.decided_on:
        said += _("，%(day)s %(result)s") % {"day": one.decided_on, "result": one.get_result_display()}
    return said


def _limit(request: Request, due: date | None) -> Iterator[str]:
    if due and request.stage in OPEN:
        yield _("%(day)s止") % {"day": due.isoformat()}


def _lines(*parts: object) -> str:
    return "\n".join(str(part) for part in parts if part)


class BookWriter:
    """Takes lines of the book and writes it when it is closed, ordered by day of receipt and number."""

    def __init__(self, stream: BinaryIO, format: str, *, organ: str, period: str, notes: tuple[str, ...]):
        self._stream, self._render = stream, RENDER[format]
        self._organ, self._period, self._notes = organ, period, notes
        self._lines: list[BookLine] = []

    def write(self, row: BookLine) -> None:
        self._lines.append(row)

    def close(self) -> None:
        ordered = sorted(self._lines, key=lambda line: line[0])
        rows = tuple((str(place), *cells) for place, (_key, cells) in enumerate(ordered, 1))
        count = _("共 %(n)d 件") % {"n": len(rows)}
        columns = tuple(Column(str(label), width, align) for label, width, align in COLUMNS)
        notes = (*self._notes, count)
        book = Book(str(TITLE), self._organ, self._period, notes, columns, rows)
        self._stream.write(self._render(book))
