"""Officials in processes of their own: what each of them does when the test says so, and what became of it.

`tests/faults/officials.py` starts the processes and talks to them in lines of JSON. Each official has read the
request before the others acted, as somebody has whose page is open.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

from django.db import DatabaseError, connection, transaction

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Message, Request, RequestAct
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.vocabulary import AnswerKind, Channel
from gongkai.domains.foi.selectors import open_sign_off
from gongkai.domains.foi.services import importing, mailing
from gongkai.domains.foi.tests import factories
from gongkai.domains.foi.tests.factories import ID_NUMBERS, NOW, application, villager
from gongkai.domains.foi.tests.test_importing import FINISHED
from gongkai.domains.foi.tests.test_mail import mail
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.ledger.services import verify
from gongkai.foundation.numbering.selectors import last_serial as counted
from gongkai.foundation.numbering.services import next_serial
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.foundation.orgs.rules import Role
from gongkai.kernel.casework import services as casework
from gongkai.kernel.casework.models import WorkItem
from gongkai.kernel.clocks.models import Clock, ClockPeriod
from gongkai.kernel.clocks.striking import strike
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.vocabulary import Channel as Post
from gongkai.kernel.letters.selectors import letters_of
from gongkai.kernel.records.tabular.reading import RawRow

ORGAN = "430S00"
TEN = 10
STILL_OPEN = dict.fromkeys(
    ("correction_requested_on", "correction_received_on", "consultations", "extended_on", "extension_days")
    + ("answer_kind", "grounds", "answered_on", "archived_on", "appeals"),
    "",
)
UNTIL, REPLIED_ON = date(2026, 12, 20), date(2026, 11, 20)
LATE = NOW + timedelta(days=60)
"""When the limit of a request received at NOW has run out."""


def organ() -> Organ:
    return Organ.objects.get(code=ORGAN)


def person(name: str) -> Person:
    return Person.objects.select_related("organ", "division").get(username__iexact=f"{ORGAN}-{name}")


def request(pk: int | None) -> Request | None:
    return Request.objects.select_related("organ", "division").filter(pk=pk).first()


# --- the office ---------------------------------------------------------------------------------------------------


def open_office() -> None:
    """The usual office, with ten people of the open-government office and ten divisions, each with a head."""
    factories.office()
    for n in range(TEN):
        division = orgs.create_division(organ=organ(), name=f"第{n}业务处", by=SYSTEM, at=NOW)
        _hire(f"official{n}", Role.OPEN_GOVERNMENT_OFFICE)
        _hire(f"head{n}", Role.DIVISION_HEAD, division)


def _hire(name: str, role: str, division: Division | None = None) -> None:
    who = orgs.create_person(
        username=f"{ORGAN}-{name}", name="周文博", organ=organ(), division=division, by=SYSTEM, at=NOW
    )
    orgs.give_post(
        person=who, role=role, organ=organ(), division=division, since=date(2019, 1, 1), by=SYSTEM, at=NOW
    )


def new_request(channel: str = Channel.COUNTER) -> int:
    made = services.submit(
        organ=organ(), application=application(channel=channel), by=person("office"), at=NOW
    ).request
    return made.pk


def handled_request() -> int:
    pk = new_request()
    officer = person("officer")
    services.assign(
        request=request(pk), division=officer.division, handler=officer, by=person("office"), at=NOW
    )
    return pk


def consulted_request() -> int:
    """A third party was asked; the answer clock waits."""
    pk = handled_request()
    services.consult(
        request=request(pk),
        party="third_party",
        organisation="云岭试样矿业有限公司",
        matter="采矿权出让合同是否可以公开",
        by=person("officer"),
        at=NOW,
    )
    send(seal(pk))
    return pk


def answered_request(heads: int = 0) -> int:
    """An answer at its first signature; `heads` divisions are heard before it."""
    pk = handled_request()
    facts = Facts(AnswerKind.A6, NOW.date(), search_record="检索档案室2001年至2020年卷宗，未见")
    services.draft_answer(
        request=request(pk), facts=facts, text="经检索未找到您申请公开的信息。", by=person("officer"), at=NOW
    )
    if heads < 0:
        return pk
    case = services.submit_answer(request=request(pk), by=person("officer"), at=NOW)
    if heads:
        divisions = list(Division.objects.filter(organ=organ(), name__endswith="业务处").order_by("pk"))
        casework.add_divisions(case=case, divisions=divisions[:heads], by=person("head"), at=NOW)
    return pk


def extended_request() -> int:
    """An extension is consented to; its letter is sealed and may leave the house."""
    pk = handled_request()
    services.propose_extension(
        request=request(pk), days=15, reason="卷宗分散在三个档案馆", by=person("officer"), at=NOW
    )
    services.decide_extension(request=request(pk), approved=True, by=person("office"), at=NOW)
    seal(pk)
    return pk


def seal(pk: int) -> Letter:
    letter = letters_of("request", str(pk)).get()
    who, where = {"by": person("office"), "at": NOW}, factories.Office(_Bureau(), None, None)
    letters.approve(letter=letter, **who)
    letters.mark_printed(letter=letter, **who)
    return letters.seal(letter=letter, scan=factories.scan(where), **who)


class _Bureau:
    """As much of a bureau as a scan needs."""

    @property
    def organ(self) -> Organ:
        return organ()


def kept_message() -> int:
    return mailing.keep_mail(organ=organ(), data=mail(), by=person("office"), at=NOW).message.pk


# --- acts: the request as it was read before, who acts, and the how-manieth of ten he is ------------------------------


def send(letter: Letter, by: Person | None = None) -> None:
    letters.send(
        letter=letter,
        channel=Post.POST,
        tracking_number="1234567890123",
        by=by or person("office"),
        at=NOW,
    )


def import_rows(by: Person, n: int) -> None:
    """One row that has its number and two that get one here."""
    run = importing.begin_import(organ=organ(), source="台账", by=by, at=NOW)
    numbers = (f"〔2020〕{n}号", "", "")
    rows = [
        RawRow(
            line,
            FINISHED | {"key": f"old:{n}:{line}", "number": number, "received_on": "2026-10-09"} | STILL_OPEN,
        )
        for line, number in enumerate(numbers, 2)
    ]
    outcomes = importing.import_batch(run=run, rows=rows, by=by, at=NOW)
    assert [outcome.state for outcome in outcomes] == ["created"] * 3, outcomes


ACTS: dict[str, Callable[[Request, Person, int], object]] = {
    "assign": lambda one, by, n: services.assign(
        request=one, division=Division.objects.get(name=f"第{n}业务处"), by=by, at=NOW
    ),
    "request_correction": lambda one, by, n: services.request_correction(
        request=one, items=f"请明确第{n}项", until=UNTIL, by=by, at=NOW
    ),
    "route": lambda one, by, n: services.route(
        request=one, matter="petition", notice="请通过信访渠道提出", by=by, at=NOW
    ),
    "withdraw": lambda one, by, n: services.withdraw(request=one, reason="已取得", by=by, at=NOW),
    "withdraw_late": lambda one, by, n: services.withdraw(request=one, reason="已取得", by=by, at=LATE),
    "propose_extension": lambda one, by, n: services.propose_extension(
        request=one, days=5 + n, reason="卷宗分散在三个档案馆", by=by, at=NOW
    ),
    "decide_extension": lambda one, by, n: services.decide_extension(
        request=one, approved=n % 2 == 0, opinion="材料确实较多", by=by, at=NOW
    ),
    "confirm_receipt": lambda one, by, n: services.confirm_receipt(request=one, on=NOW.date(), by=by, at=NOW),
    "record_reply": lambda one, by, n: services.record_reply(
        request=one, ref="c1", reply="agrees", on=REPLIED_ON, by=by, at=NOW
    ),
    "submit_answer": lambda one, by, n: services.submit_answer(request=one, by=by, at=NOW),
    "sign_answer": lambda one, by, n: services.sign_answer(request=one, agree=True, by=by, at=NOW),
    "send_letter": lambda one, by, n: send(letters_of("request", str(one.pk)).get(), by),
    "delegate": lambda one, by, n: casework.delegate(
        item=WorkItem.objects.filter(case=open_sign_off(one), state="open").get(),
        to=person("officer"),
        instruction="请先核对检索记录",
        by=by,
        at=NOW,
    ),
    "submit": lambda one, by, n: services.submit(
        organ=organ(),
        application=application(applicant=villager(identity=ID_NUMBERS[n % 2])),
        by=by,
        at=NOW,
    ),
    "import": lambda one, by, n: import_rows(by, n),
    "join_message": lambda one, by, n: mailing.join_message(
        message=Message.objects.get(), request=one, by=by, at=NOW
    ),
    "make_request": lambda one, by, n: mailing.make_request(
        message=Message.objects.get(), application=application(channel="email"), by=by, at=NOW
    ),
    "daily": lambda one, by, n: strike(by=SYSTEM, at=LATE),
}


def act(wish: tuple[str, int | None, str], n: int, ready: Barrier) -> object:
    """ "won", the codes of the reasons against it, or the fault of the database in words."""
    try:
        name, pk, who = wish
        one, by = request(pk), person(who)
        ready.wait(30)
        ACTS[name](one, by, n)
        return "won"
    except NotAllowed as refused:
        return sorted(reason.code for reason in refused.reasons)
    except DatabaseError as fault:
        return f"{type(fault).__name__}: {fault}".strip()
    finally:
        connection.close()


# --- what became of it ------------------------------------------------------------------------------------------


def seen(pk: int) -> dict:
    one = request(pk)
    case = open_sign_off(one)
    return {
        "stage": one.stage,
        "acts": dict(Counter(RequestAct.objects.filter(request=one).values_list("kind", flat=True))),
        "ledger": dict(Counter(Entry.objects.filter(subject_id=str(pk)).values_list("verb", flat=True))),
        "letters": letters_of("request", str(pk)).count(),
        "extensions": list(one.extensions.values_list("days", "approved").order_by("id")),
        "periods": dict(
            Counter(ClockPeriod.objects.filter(clock__subject_id=str(pk)).values_list("kind", flat=True))
        ),
        "clocks": Clock.objects.filter(subject_type="request", subject_id=str(pk)).count(),
        "waiting": list(WorkItem.objects.filter(case=case, state="open").values_list("step__key", flat=True)),
        "waits_in": [
            entry.detail.get("waits_in", "")
            for entry in Entry.objects.filter(
                verb="case.act", subject_id=str(case.pk if case else 0)
            ).order_by("number")
        ],
        "cases": Entry.objects.filter(verb="case.open", detail__subject=f"request:{pk}").count(),
    }


def whole() -> dict:
    numbers = Request.objects.order_by("number").values_list("number", flat=True)
    return {
        "numbers": list(numbers),
        "messages": list(Message.objects.values_list("state", flat=True)),
        "faults": [str(found) for found in verify()],
    }


def last_serial() -> int:
    return counted(series=f"request:{ORGAN}", year=NOW.year)


TOLD = {
    made.__name__: made
    for made in (
        open_office,
        new_request,
        handled_request,
        consulted_request,
        answered_request,
        extended_request,
        kept_message,
        last_serial,
        seen,
        whole,
    )
}


# --- the processes ----------------------------------------------------------------------------------------------


def answer() -> None:
    """One line, one call: [name, arguments] for the test's own preparations and looks."""
    for line in sys.stdin:
        name, arguments = json.loads(line)
        _say(TOLD[name](*arguments))


def serve() -> None:
    """A line with several wishes: each is an official of its own, and they begin together."""
    for line in sys.stdin:
        first, wishes = json.loads(line)
        connection.close()  # a connection of each thread instead
        begun = Barrier(len(wishes), action=lambda: _say("acting"))
        with ThreadPoolExecutor(len(wishes)) as threads:
            found = [threads.submit(act, wish, first + n, begun) for n, wish in enumerate(wishes)]
        _say([one.result() for one in found])


def gate() -> None:
    """A line: what all have to pass, held until the next line."""
    for line in sys.stdin:
        what, pk = json.loads(line)
        with transaction.atomic():
            if what == "request":
                Request.objects.select_for_update().get(pk=pk)
            elif what == "ledger":
                ChainHead.objects.select_for_update().get(chain=ORGAN)
            else:
                next_serial(series=f"request:{ORGAN}", year=NOW.year)
            _say("shut")
            sys.stdin.readline()
            transaction.set_rollback(True)
        _say("open")


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value, default=str) + "\n")
    sys.stdout.flush()
