"""What happened in the demonstration province: records drafted, reviewed, signed, published, corrected, withdrawn.

Everything goes through the platform's own services, step by step, by scripted people; nothing is set directly.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from gongkai.faces.cli.demo.people import Office
from gongkai.faces.cli.demo.texts import (
    MINES,
    PLACES,
    POLICIES,
    PURPOSES,
    SAMPLES,
    TOWNS,
    VILLAGES,
    Sample,
    interpretation_body,
    paragraphs,
    policy_body,
)
from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import Content, RelationFact
from gongkai.kernel.records.rules.vocabulary import Attribute, Interpretation, Outcome, RelationKind

OFFICER = {3: ("officer", "head"), 4: ("officer2", "head2")}


class Story:
    """Tells the same story at every run: all chance comes from one seed."""

    def __init__(self, offices: dict[str, Office], columns: dict[tuple[str, str], int], today: date):
        self.offices = offices
        self.columns = columns  # (organ code, column slug) -> column id
        self.today = today
        self.chance = random.Random("gongkai")

    def tell(self, per_organ: int) -> Iterator[Record]:
        """All records, oldest first; yields each when its part of the story is told."""
        yield from self._policies()
        for number in range(per_organ):
            for office in self.offices.values():
                age = (per_organ - number) * 9 + self.chance.randrange(6)
                yield self._ordinary(office, number, self.today - timedelta(days=age))
        yield from self._unfinished()

    # --- texts --------------------------------------------------------------------------------------------

    def _moment(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour, self.chance.randrange(60)), SHANGHAI)

    def _content(self, office: Office, sample: Sample, number: int, day: date) -> Content:
        area = round(self.chance.uniform(0.8, 36), 4)
        words = {
            "organ": office.organ.name,
            "place": PLACES[number % len(PLACES)],
            "town": self.chance.choice(TOWNS),
            "village": self.chance.choice(VILLAGES),
            "purpose": self.chance.choice(PURPOSES),
            "mine": self.chance.choice(MINES),
            "year": day.year,
            "n": number + 1,
            "area": area,
            "a1": round(area * 0.5, 4),
            "a2": round(area * 0.3, 4),
            "a3": round(area * 0.2, 4),
        }
        table = tuple(tuple(cell.format(**words) for cell in row) for row in sample.table)
        return Content(
            title=sample.title.format(**words),
            abstract=sample.abstract.format(**words),
            body=paragraphs([line.format(**words) for line in sample.body], table),
            kind=sample.kind,
            subject=self._subject(sample.subject),
            document_number=self._document_number(office, sample, number, day),
            made_on=day,
            issued_on=day,
            disclosures=(sample.disclosure,),
            columns=(self.columns[office.organ.code, sample.column],),
            scope="面向社会",
            mode="政府网站",
            attribute=Attribute.PROACTIVE,
        )

    def _subject(self, name: str) -> str:
        return self.columns["subject", name]

    def _document_number(self, office: Office, sample: Sample, number: int, day: date) -> str:
        if sample.kind == "other":
            return ""
        return f"演自然资{office.organ.short_name[:1]}〔{day.year}〕{number + 1}号"

    # --- acts ---------------------------------------------------------------------------------------------

    def _draft(self, office: Office, content: Content, day: date, place: int = 3) -> Record:
        officer = office.people[OFFICER[place][0]]
        return services.draft(
            organ=office.organ,
            division=office.divisions[place],
            content=content,
            by=officer,
            at=self._moment(day, 9),
        )

    def _sign_all(self, office: Office, records: list[Record], day: date, place: int = 3) -> None:
        """Submit and walk through division head, secrecy review item by item, leader."""
        lead, others = records[0], records[1:]
        officer, head = OFFICER[place]
        services.submit(record=lead, together=others, by=office.people[officer], at=self._moment(day, 10))
        services.sign(
            record=lead, opinion="同意，请保密审查。", by=office.people[head], at=self._moment(day, 11)
        )
        for record in records:
            opened = self._moment(day, 14)
            services.review(
                version=Record.objects.get(pk=record.pk).current,
                outcome=Outcome.PASSED,
                opinion="不涉及国家秘密、工作秘密和敏感信息，可以公开。",
                legal_basis="政府信息公开条例第十七条",
                accepted=[],
                opened_at=opened,
                act=uuid.UUID(int=self.chance.getrandbits(128)),
                by=office.people["secrecy"],
                at=opened + timedelta(minutes=8),
            )
        services.sign(record=lead, opinion="同意公开。", by=office.people["leader"], at=self._moment(day, 16))

    def _publish(self, office: Office, record: Record, day: date) -> None:
        services.publish(record=record, by=office.people["office"], at=self._moment(day, 17))

    # --- parts of the story -------------------------------------------------------------------------------

    def _ordinary(self, office: Office, number: int, day: date) -> Record:
        sample = SAMPLES[number % len(SAMPLES)]
        record = self._draft(office, self._content(office, sample, number, day), day)
        self._sign_all(office, [record], day)
        self._publish(office, record, day)
        if number % 13 == 7:
            later = day + timedelta(days=2)
            services.withdraw(
                record=record,
                kind="error",
                reason="附表面积计算有误，核实后重新公开。",
                by=office.people["office"],
                at=self._moment(later, 9),
            )
        return record

    def _policies(self) -> Iterator[Record]:
        office = self.offices["sheng"]
        for number, (name, gist) in enumerate(POLICIES):
            day = self.today - timedelta(days=900 - number * 110)
            policy = self._draft(office, self._policy(office, number, name, gist, day), day)
            reading = self._draft(office, self._interpretation(office, policy, name, gist, day), day)
            self._sign_all(office, [policy, reading], day)
            self._publish(office, policy, day)
            self._publish(office, reading, day)
            yield policy
            yield reading

    def _policy(self, office: Office, number: int, name: str, gist: str, day: date) -> Content:
        relations = ()
        if number == len(POLICIES) - 1:
            first = Record.objects.get(
                organ=office.organ,
                current__document_number__contains=f"〔{(self.today - timedelta(days=900)).year}〕1号",
            )
            relations = (RelationFact(RelationKind.REPEALS, first.pk, day),)
        return Content(
            title=f"{office.organ.name}关于印发《演示省{name}管理办法》的通知",
            abstract=f"{gist}，自印发之日起施行，有效期五年。",
            body=policy_body("省自然资源厅", name, gist, day),
            kind="notice",
            subject=self._subject("land"),
            document_number=f"演自然资规〔{day.year}〕{number + 1}号",
            registration_number=f"YSPR-{day.year}-{number + 1:05d}",
            made_on=day,
            issued_on=day,
            effective_on=day,
            expires_on=day.replace(year=day.year + 5)
            if (day.month, day.day) != (2, 29)
            else day + timedelta(days=1826),
            disclosures=("decision",),
            columns=(self.columns[office.organ.code, "policies"],),
            scope="面向社会",
            mode="政府网站",
            attribute=Attribute.PROACTIVE,
            normative=True,
            interpretation=Interpretation.REQUIRED,
            interpretation_plan="由起草处室撰写文字解读，与文件同步公开；窗口设咨询电话。",
            relations=relations,
        )

    def _interpretation(self, office: Office, policy: Record, name: str, gist: str, day: date) -> Content:
        return Content(
            title=f"《演示省{name}管理办法》政策解读",
            abstract="说明办法的出台背景、主要内容和办事方式。",
            body=interpretation_body(name, gist),
            kind="other",
            subject=self._subject("land"),
            made_on=day,
            issued_on=day,
            disclosures=("decision",),
            columns=(self.columns[office.organ.code, "interpretations"],),
            scope="面向社会",
            mode="政府网站",
            attribute=Attribute.PROACTIVE,
            relations=(RelationFact(RelationKind.INTERPRETS, policy.pk),),
        )

    def _unfinished(self) -> Iterator[Record]:
        """For every organ: drafts, one that waits at each step, one sent back, one signed, one withheld, one cancelled."""
        for office in self.offices.values():
            for number, leave in enumerate(UNFINISHED):
                day = self.today - timedelta(days=2 + number)
                content = self._content(office, SAMPLES[(number * 3) % len(SAMPLES)], 60 + number, day)
                yield leave(self, office, content, day)

    def leave_bare_draft(self, office: Office, content: Content, day: date) -> Record:
        return self._draft(office, Content(title=content.title, body=content.body), day)

    def leave_with_personal_data(self, office: Office, content: Content, day: date) -> Record:
        body = content.body + paragraphs(["联系人：演示人员，电话 13900000000。"])
        return self._draft(office, replace(content, body=body), day)

    def leave_at_head(self, office: Office, content: Content, day: date) -> Record:
        record = self._draft(office, content, day)
        services.submit(record=record, together=[], by=office.people["officer"], at=self._moment(day, 10))
        return record

    def leave_at_review(self, office: Office, content: Content, day: date) -> Record:
        record = self.leave_at_head(office, content, day)
        services.sign(record=record, opinion="同意。", by=office.people["head"], at=self._moment(day, 11))
        return record

    def leave_sent_back(self, office: Office, content: Content, day: date) -> Record:
        record = self.leave_at_head(office, content, day)
        services.send_back(
            record=record, reason="请补充附表和联系电话。", by=office.people["head"], at=self._moment(day, 11)
        )
        return record

    def leave_signed(self, office: Office, content: Content, day: date) -> Record:
        record = self._draft(office, content, day)
        self._sign_all(office, [record], day)
        return record

    def leave_withheld(self, office: Office, content: Content, day: date) -> Record:
        withheld = replace(
            content,
            title=f"关于{content.document_number}办理情况的内部请示",
            attribute=Attribute.WITHHELD,
            ground="N16-2d",
            ground_text="属于行政机关在履行职能过程中形成的请示报告。",
            columns=(),
        )
        return self._draft(office, withheld, day)

    def leave_cancelled(self, office: Office, content: Content, day: date) -> Record:
        record = self._draft(office, content, day)
        services.cancel(
            record=record, reason="与已公开信息重复。", by=office.people["officer"], at=self._moment(day, 15)
        )
        return record


UNFINISHED = (
    Story.leave_bare_draft,
    Story.leave_with_personal_data,
    Story.leave_at_head,
    Story.leave_at_review,
    Story.leave_sent_back,
    Story.leave_signed,
    Story.leave_withheld,
    Story.leave_cancelled,
)
