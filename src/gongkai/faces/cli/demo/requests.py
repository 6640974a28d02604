"""Information requests of the demonstration province, one for each point of the way. Nobody here is real.

Everything goes through the platform's own services on days that lie back, told by scripted people.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from PIL import Image, ImageDraw

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.application import ApplicantFacts, Application
from gongkai.domains.foi.rules.kinds import AppealKind, Party
from gongkai.domains.foi.rules.receipt import Facts as Arrival
from gongkai.domains.foi.rules.vocabulary import (
    AnswerKind,
    ApplicantKind,
    Channel,
    Form,
    IdentityKind,
    Matter,
)
from gongkai.faces.cli.demo.people import Office
from gongkai.foundation.common.actors import NamedActor
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import keep_made
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.models import Letter

CITIZEN = NamedActor("applicant", "申请人")
NAMES = ("欧阳样例", "司徒样例", "诸葛样例", "上官样例", "端木样例", "皇甫样例", "令狐样例", "东方样例")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def tell(offices: dict[str, Office], today: date) -> Iterator[Request]:
    """All requests of the province and of one county; yields each when its part of the story is told."""
    for key in ("sheng", "xi"):
        yield from Window(offices[key], today).tell()


def identity(n: int) -> str:
    """A number with a right check sign, of a day of birth and a sequence made up."""
    first = f"1101011{960 + n:03d}0101{100 + n:03d}"
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, _WEIGHTS, strict=True)) % 11]


@dataclass(frozen=True, slots=True)
class Window:
    """One office on its days; `today` is the last day of which anything is told."""

    office: Office
    today: date

    def tell(self) -> Iterator[Request]:
        self._settings()
        ways: list[Callable[[int], Request]] = [
            self._unconfirmed, self._received, self._handled, self._corrected, self._consulted, self._extended,
            self._in_sign_off, self._answered_missing, self._refused, self._routed,
        ]  # fmt: skip
        for n, way in enumerate(ways):
            yield way(n)

    def at(self, days_ago: int, hour: int = 10) -> datetime:
        return datetime.combine(self.today - timedelta(days=days_ago), time(hour), SHANGHAI)

    def __getattr__(self, name: str):
        return self.office.people[name]

    def _settings(self) -> None:
        organ = self.office.organ
        values = {
            "review_organ": f"{organ.region.name}人民政府（演示）",
            "court": "演示省铁路运输法院（演示）",
            "office_address": "演示路1号一楼政务公开窗口",
            "office_phone": "000-12345678",
            "office_hours": "工作日 9:00—12:00，13:30—17:00",
        }
        services.set_office(organ=organ, values=values, by=self.office.people["office"], at=self.at(60))

    # --- how far each one came ------------------------------------------------------------------------------

    def _unconfirmed(self, n: int) -> Request:
        asked = "清溪县柳树镇上塘村2026年第一批次建设用地的土地现状调查结果和听证笔录"
        return self._submit(n, asked, 1, Channel.INTERNET, by=CITIZEN)

    def _received(self, n: int) -> Request:
        return self._submit(n, "本机关2025年度政府信息公开工作考核结果", 3, Channel.COUNTER)

    def _handled(self, n: int) -> Request:
        asked = "白石县花岗岩矿采矿权出让合同及价款缴纳凭证"
        return self._assigned(n, asked, 9, Channel.SIGNED_POST)

    def _corrected(self, n: int) -> Request:
        request = self._assigned(n, "我们村的征地文件", 8, Channel.COUNTER)
        made = services.request_correction(
            request=request,
            items="申请中的“我们村”和“征地文件”所指不明。请写明村名，以及征收土地公告、补偿安置方案等文件的名称或者年份。",
            until=self.today + timedelta(days=15),
            by=self.officer,
            at=self.at(6),
        )
        self._issue(made.letter, 5)
        return request

    def _consulted(self, n: int) -> Request:
        request = self._assigned(n, "望江市滨江片区国有建设用地使用权出让合同", 14, Channel.COUNTER)
        asked = services.consult(
            request=request,
            party=Party.THIRD_PARTY,
            organisation="望江滨江置业有限公司（演示）",
            matter="出让合同中涉及贵公司的投资强度、付款安排等条款。",
            by=self.officer,
            at=self.at(12),
        )
        self._issue(asked.letter, 11)
        return request

    def _extended(self, n: int) -> Request:
        request = self._assigned(n, "2006年至2010年长田县全部农用地转用批复", 26, Channel.COUNTER)
        services.propose_extension(
            request=request, days=20, reason="需要调阅并整理馆藏档案", by=self.officer, at=self.at(9)
        )
        made = services.decide_extension(request=request, approved=True, by=self.office_, at=self.at(9, 15))
        self._issue(made.letter, 8)
        return request

    def _in_sign_off(self, n: int) -> Request:
        request = self._assigned(n, "清溪县石桥镇幸福村集体建设用地入市方案", 16, Channel.COUNTER)
        facts = Facts(
            kind=AnswerKind.A7,
            today=self.at(4).date(),
            reasons="该方案由县人民政府制定并保存。",
            right_organ="清溪县人民政府（演示），联系电话 000-87654321",
        )
        self._draft(request, facts, "您申请公开的方案不属于本机关负责公开，建议向清溪县人民政府提出申请。", 4)
        services.sign_answer(request=request, agree=True, by=self.head, at=self.at(3))
        return request

    def _answered_missing(self, n: int) -> Request:
        request = self._assigned(n, "2026年柳树镇地质灾害隐患点搬迁补助名册的制定依据", 30, Channel.COUNTER)
        facts = Facts(
            kind=AnswerKind.A6,
            today=self.at(20).date(),
            search_record="以“搬迁补助”“柳树镇”检索本机关公文系统和档案目录（2024—2026年），并询问承办处室，没有找到。",
        )
        self._draft(request, facts, "经检索，本机关未制作、未获取您申请公开的信息。", 20)
        self._sign_and_send(request, 18)
        return services.rate(request=request, stars=4, by=CITIZEN, at=self.at(10))

    def _refused(self, n: int) -> Request:
        request = self._assigned(n, "某矿业权纠纷案件的内部讨论记录", 33, Channel.COUNTER)
        facts = Facts(
            kind=AnswerKind.A4,
            today=self.at(22).date(),
            grounds=("N16-2a",),
            reasons="所申请的信息系行政机关在履行行政管理职能过程中形成的讨论记录。",
        )
        self._draft(request, facts, "您申请公开的信息属于讨论记录，本机关不予公开。", 22)
        self._sign_and_send(request, 19)
        services.file_appeal(
            request=request,
            kind=AppealKind.REVIEW,
            body=f"{self.office.organ.region.name}人民政府（演示）",
            filed_on=self.at(4).date(),
            simplified=True,
            by=self.legal,
            at=self.at(4),
        )
        return request

    def _routed(self, n: int) -> Request:
        request = self._submit(n, "举报邻居未经批准占用耕地建房，请尽快查处并回复", 6, Channel.COUNTER)
        services.route(
            request=request,
            matter=Matter.COMPLAINT,
            notice="违法用地举报请拨打自然资源违法举报电话 12336，或者向所在地县级自然资源主管部门提出。",
            by=self.office_,
            at=self.at(5),
        )
        return request

    # --- the steps ------------------------------------------------------------------------------------------

    @property
    def office_(self):
        """The person of the open-government office; `office` is the whole of it."""
        return self.office.people["office"]

    def _submit(self, n: int, asked: str, days_ago: int, channel: str, by=None) -> Request:
        at = self.at(days_ago)
        who = ApplicantFacts(
            kind=ApplicantKind.NATURAL_PERSON,
            name=NAMES[n % len(NAMES)],
            identity_kind=IdentityKind.RESIDENT_ID,
            identity=identity(n),
            phone=f"1380000{n:04d}",
            address="演示省清溪县柳树镇上塘村1组",
        )
        application = Application(channel, who, f"{asked}（演示）。", subject=asked, form=Form.PAPER)
        arrival = Arrival(applicant_confirmed_on=at.date() if channel == Channel.INTERNET else None)
        if channel == Channel.SIGNED_POST:
            arrival = replace(arrival, signed_for_on=at.date())
        paper = (
            [(self._scan(days_ago, "身份证明.png"), "身份证明（演示）")]
            if channel == Channel.SIGNED_POST
            else []
        )
        made = services.submit(
            organ=self.office.organ,
            application=application,
            receipt=arrival,
            files=paper,
            by=by or self.clerk,
            at=at,
        )
        return made.request

    def _assigned(self, n: int, asked: str, days_ago: int, channel: str) -> Request:
        request = self._submit(n, asked, days_ago, channel)
        return services.assign(
            request=request,
            division=self.officer.division,
            handler=self.officer,
            by=self.office_,
            at=self.at(days_ago, 15),
        )

    def _draft(self, request: Request, facts: Facts, text: str, days_ago: int) -> None:
        services.draft_answer(request=request, facts=facts, text=text, by=self.officer, at=self.at(days_ago))
        services.submit_answer(request=request, by=self.officer, at=self.at(days_ago, 11))

    def _sign_and_send(self, request: Request, days_ago: int) -> None:
        for hour, signer in enumerate((self.head, self.office_, self.leader), 9):
            services.sign_answer(request=request, agree=True, by=signer, at=self.at(days_ago, hour))
        self._issue(request.answers.get().letter, days_ago - 1)

    def _issue(self, letter: Letter, days_ago: int) -> None:
        """Approve, print, seal, send by signed post."""
        letters.approve(letter=letter, by=self.office_, at=self.at(days_ago, 14))
        letters.mark_printed(letter=letter, by=self.clerk, at=self.at(days_ago, 15))
        letters.seal(letter=letter, scan=self._scan(days_ago), by=self.clerk, at=self.at(days_ago, 15))
        letters.send(
            letter=letter,
            channel="post",
            tracking_number=f"10{letter.pk:011d}",
            by=self.clerk,
            at=self.at(days_ago, 16),
        )

    def _scan(self, days_ago: int, name: str = "用印扫描件.png") -> StoredFile:
        """What stands for the scan of a sheet."""
        sheet = Image.new("RGB", (420, 594), "white")
        ImageDraw.Draw(sheet).ellipse((230, 420, 350, 540), outline="red", width=4)
        buffer = io.BytesIO()
        sheet.save(buffer, "PNG")
        return keep_made(
            data=buffer.getvalue(),
            name=name,
            kind="png",
            organ=self.office.organ,
            at=self.at(days_ago),
        )
