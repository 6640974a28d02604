"""Every way to a letter of a request, and what a letter moves: for the tests of letters that leave the house."""

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.fees import Basis
from gongkai.domains.foi.rules.kinds import Party
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.rules.vocabulary import AnswerKind, Matter
from gongkai.domains.foi.selectors import answer_clock
from gongkai.domains.foi.tests.factories import (
    BEYOND,
    CITIZEN,
    DAY,
    NOW,
    fresh,
    issue,
)
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks.models import OPEN_STATES, Clock
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.vocabulary import Channel as Post
from gongkai.kernel.letters.selectors import letters_of

TODAY = shanghai_date(NOW)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def letter_of(request: Request) -> Letter:
    return letters_of("request", str(request.pk)).last()


def sign(where, request: Request, at) -> Letter:
    for signer in (where.head, where.office, where.leader):
        services.sign_answer(request=fresh(request), agree=True, by=signer, at=at)
    return request.answers.order_by("-version").first().letter


def draft(where, request: Request, at=NOW, **facts) -> None:
    known = {"kind": AnswerKind.A6, "search_record": "检索档案系统，无结果。"} | facts
    services.draft_answer(
        request=request,
        facts=Facts(today=shanghai_date(at), **known),
        text="经检索，没有。",
        by=where.officer,
        at=at,
    )


def signed(where, request: Request, at=NOW, **facts) -> Letter:
    draft(where, request, at, **facts)
    services.submit_answer(request=fresh(request), by=where.officer, at=at)
    return sign(where, request, at)


def corrected(where, request: Request) -> Letter:
    by = where.officer if request.division_id else where.office
    return services.request_correction(
        request=request, items="请明确所指批次。", until=TODAY + 20 * DAY, by=by, at=NOW
    ).letter


def consulted(where, request: Request, party=Party.THIRD_PARTY) -> Letter:
    return services.consult(
        request=request,
        party=party,
        organisation="河湾县砂石有限公司",
        matter="采矿权出让合同中的价款条款。",
        by=where.officer,
        at=NOW,
    ).letter


def co_maker(where, request: Request) -> Letter:
    return consulted(where, request, Party.CO_MAKER)


def extended(where, request: Request) -> Letter:
    services.propose_extension(
        request=request, days=20, reason="需要查阅馆藏档案。", by=where.officer, at=NOW
    )
    return services.decide_extension(request=request, approved=True, by=where.office, at=NOW).letter


def charged(where, request: Request) -> Letter:
    return services.notify_fee(
        request=request, basis=Basis.PAGE, count=109, determination=BEYOND, by=where.officer, at=NOW
    ).letter


def asked(where, request: Request) -> Letter:
    services.ask_reasons(request=request, found="一个月内申请 120 件。", by=where.office, at=NOW)
    return letter_of(request)


def routed(where, request: Request) -> Letter:
    services.route(
        request=request,
        matter=Matter.COMPLAINT,
        notice="请向河湾县综合行政执法局投诉举报。",
        by=where.office,
        at=NOW,
    )
    return letter_of(request)


def delayed(where, request: Request) -> Letter:
    if not request.acts.filter(kind=ActKind.RECEIVE_REASONS).exists():
        issue(where, asked(where, request), NOW)
        services.receive_reasons(
            request=fresh(request), content="逐户核对补偿需要。", on=TODAY, by=CITIZEN, at=NOW
        )
    later = TODAY + 60 * DAY
    act = services.set_delay(
        request=fresh(request), until=later, judged="需要逐件核对。", by=where.office, at=NOW
    )
    return act.letter


ALL = [corrected, consulted, co_maker, extended, charged, asked, delayed, routed, signed]
"""Every way to a letter of a request, whose text tells something."""


def facts(request: Request) -> tuple:
    """All that a letter can move."""
    request, clock = fresh(request), answer_clock(request)
    rows = [
        list(getattr(request, name).order_by("pk").values_list(*columns))
        for name, columns in {
            "corrections": ("asked_on", "until"),
            "consultations": ("asked_on", "delivered_on"),
            "extensions": ("told_on",),
            "answers": ("version", "signed_at"),
        }.items()
    ]
    fee = getattr(request, "fee", None)
    return (
        request.stage,
        request.answered_on,
        request.matter,
        clock and (clock.state, clock.due_on, clock.periods.count()),
        rows,
        fee and (fee.noticed_on, fee.delivered_on),
        request.acts.count(),
    )


def resend(where, letter: Letter, at) -> Letter:
    return letters.resend(
        letter=letter, channel=Post.POST, tracking_number="1234567890124", by=where.clerk, at=at
    )


def open_clocks() -> list[str]:
    found = Clock.objects.filter(subject_type__in=["request", "consultation"], state__in=OPEN_STATES)
    return list(found.values_list("limit_code", flat=True))


def again(where, letter: Letter, at, **changes) -> Letter:
    return letters.replace(letter=letter, fields=letter.fields | changes, by=where.officer, at=at)
