"""Requests of a replay, each from the application to the letter, and the reviews and lawsuits that follow some of them.

People are invented: nobody's name, number or address is of the source. Every request is answered within ten working
days, so that none is late under either regulation (15 working days until 14 May 2019, 20 since).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle

from django.db import transaction

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Appeal, Request
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.application import ApplicantFacts, Application
from gongkai.domains.foi.rules.classing import Classes
from gongkai.domains.foi.rules.kinds import AppealKind, AppealResult
from gongkai.domains.foi.rules.receipt import Facts as Arrival
from gongkai.domains.foi.rules.vocabulary import AnswerKind, ApplicantKind, Form, IdentityKind
from gongkai.faces.cli.demo.requests import identity
from gongkai.faces.cli.replay.office import Office, moment
from gongkai.faces.cli.replay.plan import GROUND, Appeals, Requests
from gongkai.faces.cli.replay.spreading import spread
from gongkai.faces.cli.replay.texts import place_of
from gongkai.foundation.files.services import keep_made
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.models import Letter

SURNAMES = ("欧阳", "司徒", "诸葛", "上官", "端木", "皇甫", "令狐", "东方", "慕容", "尉迟", "长孙", "宇文")
ASKED = {
    "land": "{place}{year}年第{number}批次征收土地公告、补偿安置方案和批复文件",
    "other": "{place}{year}年第{number}宗采矿权登记资料",
}
UNTIL_ANSWER = 6
"""Working days from application to letter."""
UNTIL_APPEAL, UNTIL_DECISION = 15, 30
"""Working days from the answer to the notice of an appeal, and from there to its end."""


@dataclass(frozen=True, slots=True)
class _Case:
    request: Request
    answered: int


def tell(office: Office, year: list[Requests], appeals: list[Appeals]) -> Iterator[int]:
    """All requests, day by day, and what follows them; yields how many came on a day, then 1 for each appeal."""
    agenda, told = _agenda(office.days[: -UNTIL_ANSWER - 1], year), []
    waiting: dict[int, list[tuple[Requests, Request]]] = {}
    for place, day in enumerate(office.days):
        if not agenda.get(day) and place not in waiting:
            continue
        with transaction.atomic():
            office.on(day)
            for group, request in waiting.pop(place, []):
                _answer(office, group, request, day)
                told.append(_Case(request, place))
            for group, number, nth in agenda.get(day, []):
                made = _take_in(office, group, number, day)
                _classify(office, made, group.classes(nth), day)
                waiting.setdefault(place + UNTIL_ANSWER, []).append((group, made))
        yield len(agenda.get(day, []))
    yield from _appeals(office, told, appeals)


def _agenda(days: list[date], year: list[Requests]) -> dict[date, list[tuple[Requests, int, int]]]:
    """Day -> who asks on it, each with a number of its own and its number among its like."""
    agenda: dict[date, list[tuple[Requests, int, int]]] = {}
    before = 0
    for group in year:
        done = 0
        for day, many in spread(group.count, days):
            here = range(done + 1, done + many + 1)
            agenda.setdefault(day, []).extend((group, before + n, n) for n in here)
            done += many
        before += done
    return agenda


def _take_in(office: Office, group: Requests, number: int, day: date) -> Request:
    people = office.people
    request = services.submit(
        organ=office.organ,
        application=_application(group, number, day),
        receipt=Arrival(office_confirmed_on=day, applicant_confirmed_on=day, signed_for_on=day),
        by=people["clerk"],
        at=moment(day, 9),
    ).request
    return services.assign(
        request=request,
        division=office.divisions[0],
        handler=people["officer"],
        by=people["office"],
        at=moment(day, 15),
    )


def _classify(office: Office, request: Request, classes: Classes, day: date) -> None:
    """As far as the source says anything: the rest stays not stated."""
    if classes:
        services.classify(request=request, classes=classes, by=office.people["clerk"], at=moment(day, 15, 30))


def _answer(office: Office, group: Requests, request: Request, day: date) -> None:
    people = office.people
    services.draft_answer(
        request=request, facts=_facts(group, day), text=_words(group), by=people["officer"], at=moment(day, 9)
    )
    services.submit_answer(request=request, by=people["officer"], at=moment(day, 9, 30))
    for minute, signer in enumerate(("head", "office", "leader")):
        services.sign_answer(request=request, agree=True, by=people[signer], at=moment(day, 10, minute))
    _send(office, request.answers.get().letter, day)


def _application(group: Requests, number: int, day: date) -> Application:
    asked = ASKED[group.about].format(place=place_of(number), year=day.year - 1, number=number)
    person = group.applicant == ApplicantKind.NATURAL_PERSON
    who = ApplicantFacts(
        kind=group.applicant,
        name=f"{SURNAMES[number % len(SURNAMES)]}样例",
        identity_kind=IdentityKind.RESIDENT_ID,
        identity=identity(number % 30),
        phone=f"1380000{number % 10_000:04d}",
        address=f"{place_of(number)}1组",
        email=f"sample{number}@example.org",
        organisation="" if person else f"样例土地咨询有限公司{number}",
    )
    return Application(
        group.channel, who, f"申请公开{asked}。", subject=asked, form=Form.PAPER, purpose="生产生活需要"
    )


def _facts(group: Requests, day: date) -> Facts:
    kind = AnswerKind(group.answer)
    said = {
        AnswerKind.A2: {"address": "政务公开窗口", "available_on": day, "files": 0},
        AnswerKind.A4: {"grounds": (GROUND,), "reasons": "所申请的信息系讨论记录。"},
        AnswerKind.A6: {"search_record": "以地名和批次检索公文系统和档案目录，并询问承办处室，没有找到。"},
        AnswerKind.A7: {"right_organ": "所在地县级人民政府（重演）", "reasons": "该信息由县级人民政府制作。"},
    }
    return Facts(kind=kind, today=day, **said[kind])


def _words(group: Requests) -> str:
    return {
        AnswerKind.A2: "您申请公开的信息可以公开，请到政务公开窗口领取。",
        AnswerKind.A4: "您申请公开的信息不予公开。",
        AnswerKind.A6: "经检索，本机关未制作、未获取您申请公开的信息。",
        AnswerKind.A7: "您申请公开的信息不属于本机关负责公开。",
    }[AnswerKind(group.answer)]


def _send(office: Office, letter: Letter, day: date) -> None:
    people = office.people
    letters.approve(letter=letter, by=people["office"], at=moment(day, 14))
    letters.mark_printed(letter=letter, by=people["clerk"], at=moment(day, 15))
    letters.seal(letter=letter, scan=_scan(office, day), by=people["clerk"], at=moment(day, 15, 10))
    letters.send(
        letter=letter,
        channel="post",
        tracking_number=f"10{letter.pk:011d}",
        by=people["clerk"],
        at=moment(day, 16),
    )


_SHEET = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""The smallest image: what stands for the scan of a sealed sheet."""


def _scan(office: Office, day: date):
    if "scan" not in office.known:
        office.known["scan"] = keep_made(
            data=_SHEET, name="用印扫描件.png", kind="png", organ=office.organ, at=moment(day, 15)
        )
    return office.known["scan"]


# --- reviews and lawsuits -----------------------------------------------------------------------------------------


def _appeals(office: Office, told: list[_Case], appeals: list[Appeals]) -> Iterator[int]:
    """Each about another request while there are enough, from the first answered on; a lawsuit after review follows one
    that was upheld."""
    reach = len(office.days) - UNTIL_APPEAL - UNTIL_DECISION
    cases = cycle([case for case in told if case.answered < reach])
    reviewed: list[tuple[_Case, Appeal]] = []
    for group in appeals:
        for _n in range(group.count):
            if group.way == "after_review":
                case, review = reviewed.pop(0)
                _appeal(office, case, group, review)
            else:
                case = next(cases)
                made = _appeal(office, case, group, None)
                if group.way == "review" and group.result == AppealResult.UPHELD:
                    reviewed.append((case, made))
            yield 1


@transaction.atomic
def _appeal(office: Office, case: _Case, group: Appeals, after: Appeal | None) -> Appeal:
    legal, review = office.people["legal"], group.way == "review"
    filed = office.days[-2] if after else office.days[case.answered + UNTIL_APPEAL]
    office.on(filed)
    made = services.file_appeal(
        request=case.request,
        kind=AppealKind.REVIEW if review else AppealKind.LAWSUIT,
        body="上一级机关（重演）" if review else "有管辖权的人民法院（重演）",
        filed_on=filed,
        after=after,
        by=legal,
        at=moment(filed, 10),
    )
    if group.result == AppealResult.PENDING:
        return made
    end = office.days[-1] if after else office.days[case.answered + UNTIL_APPEAL + UNTIL_DECISION]
    office.on(end)
    return services.decide_appeal(appeal=made, result=group.result, on=end, by=legal, at=moment(end, 10))
