"""Whatever is written beside a record is read for classification marks before it is kept: opinions, reasons, orders."""

import inspect
import uuid
from datetime import timedelta

import pytest

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.casework import services as casework
from gongkai.kernel.casework.models import Supervision, WorkItem
from gongkai.kernel.casework.selectors import cases_of
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Record, Review
from gongkai.kernel.records.rules.keeping import erased_key
from gongkai.kernel.records.tests.factories import (
    NOW,
    at_review,
    content,
    drafted,
    fresh,
    pass_review,
    published,
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
MARK = "机密级★10年，同意"
AT = NOW + timedelta(minutes=30)


def item(record: Record) -> WorkItem:
    return WorkItem.objects.get(case__subject_id=str(record.pk), case__subject_type="record", state="open")


def case(record: Record):
    return cases_of("record", str(record.pk)).first()


def review(office, **said):
    record = at_review(office)
    words = {"opinion": "可以公开。", "legal_basis": "", "outcome": "refer", **said}
    services.review(
        version=record.current, act=uuid.uuid4(), opened_at=AT, by=office.secrecy, at=AT, **words
    )  # fmt: skip


def reviewed_as_public(office, **said):
    record = drafted(office)
    proof = {"issuer": "自然资源部", "address": "https://www.example.invalid/1.html", "date": "2026-01-05"}
    services.review_already_public(
        version=record.current, evidence={**proof, "evidence": said.pop("evidence", "存档")}, act=uuid.uuid4(),
        opened_at=AT, by=office.secrecy, at=AT, **{"opinion": "已公开。", **said},
    )  # fmt: skip


def ordered(office) -> Supervision:
    place = case(submitted(office))
    return casework.supervise(case=place, text="请尽快办理。", days=3, by=office.office, at=AT)


CODES = {"placement", "to", "kind", "code", "outcome", "role", "step", "subject_type", "subject_id"}
"""Of closed lists, or made by the platform."""
ELSEWHERE = {
    "records.review_imported.opinion": "review_already_public",
    "records.review_imported.accepted": "review_already_public",
    "casework.open_case.title": "the subject's own title, read when that is saved",
    "casework.forget_words.title": "the platform's words",
    "casework.define.name": "define_chain",
    **dict.fromkeys(
        (
            "casework.act.opinion", "casework.act.basis", "casework.send_back.reason", "casework.add_signer.reason",
            "casework.resubmit.opinion", "casework.give_back.reason", "casework.add_divisions.reason",
        ),
        "recording.carry_out, as the acts of records that call them",
    ),
}  # fmt: skip
"""What reads them."""
WRITTEN = {
    "records.sign.opinion": lambda o: services.sign(record=submitted(o), opinion=MARK, by=o.head, at=AT),
    "records.sign.basis": lambda o: services.sign(record=submitted(o), basis=MARK, by=o.head, at=AT),
    "records.send_back.reason": lambda o: services.send_back(record=submitted(o), reason=MARK, by=o.head, at=AT),
    "records.add_signer.reason": lambda o: services.add_signer(
        record=submitted(o), person=o.leader, reason=MARK, by=o.head, at=AT
    ),
    "records.review.opinion": lambda o: review(o, opinion=MARK),
    "records.review.legal_basis": lambda o: review(o, legal_basis=MARK),
    "records.review_already_public.evidence": lambda o: reviewed_as_public(o, evidence=MARK),
    "records.review.accepted": lambda o: review(o, accepted=[MARK]),
    "records.review_already_public.accepted": lambda o: reviewed_as_public(o, accepted=[MARK]),
    "records.review_already_public.opinion": lambda o: reviewed_as_public(o, opinion=MARK),
    "records.cancel.reason": lambda o: services.cancel(record=drafted(o), reason=MARK, by=o.officer, at=AT),
    "records.withdraw.reason": lambda o: services.withdraw(record=published(o), reason=MARK, by=o.office, at=AT),
    "records.reassess.reason": lambda o: services.reassess(
        record=drafted(o, attribute="withheld", ground="N16-2d", ground_text="内部请示。"),
        keep_withheld=True, reason=MARK, by=o.officer, at=AT,
    ),
    "casework.delegate.instruction": lambda o: casework.delegate(
        item=item(submitted(o)), to=o.officer, instruction=MARK, by=o.head, at=AT
    ),
    "casework.reassign.reason": lambda o: casework.reassign(
        item=item(submitted(o)), to=o.head, reason=MARK, by=o.head, at=AT
    ),
    "casework.reassign_to_post.reason": lambda o: casework.reassign_to_post(
        item=item(submitted(o)), reason=MARK, by=o.head, at=AT, division=o.division
    ),
    "casework.abandon.reason": lambda o: casework.abandon(
        case=case(submitted(o)), reason=MARK, by=o.officer, at=AT
    ),
    "casework.report.reply": lambda o: casework.report(
        supervision=ordered(o), reply=MARK, by=o.head, at=AT
    ),
    "casework.supervise.text": lambda o: casework.supervise(
        case=case(submitted(o)), text=MARK, days=3, by=o.office, at=AT
    ),
    "casework.circulate.note": lambda o: casework.circulate(
        case=case(submitted(o)), to=[o.leader], note=MARK, by=o.officer, at=AT
    ),
    "records.define_chain.name": lambda o: services.define_chain(
        organ=o.organ, name=MARK, by=o.admin, at=AT,
        steps=[{"key": "r", "name": "审查", "role": "secrecy_reviewer", "per_item": True}],
    ),
    "records.draft.source_key": lambda o: services.draft(
        organ=o.organ, division=o.division, content=content(o), source_key="oa:机密★项目", by=o.officer, at=AT
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITTEN)
def test_no_words_with_a_mark_are_kept(office, what):
    with pytest.raises(NotAllowed) as refusal:
        WRITTEN[what](office)
    assert "classification_mark" in {reason.code for reason in refusal.value.reasons}
    assert not Review.objects.filter(opinion=MARK).exists()
    assert (
        not Supervision.objects.filter(text=MARK).exists()
        and not Supervision.objects.filter(reply=MARK).exists()
    )
    assert not WorkItem.objects.filter(opinion=MARK).exists()


def test_every_text_that_the_services_take_is_known():
    """A new one fails here until somebody says what reads it."""
    taken = {
        f"{room.__name__.split('.')[2]}.{name}.{parameter}"
        for room in (services, casework)
        for name, service in vars(room).items()
        if inspect.isfunction(service)
        for parameter, kind in inspect.signature(inspect.unwrap(service)).parameters.items()
        if "str" in str(kind.annotation) and parameter not in CODES
    }
    assert taken == set(WRITTEN) | set(ELSEWHERE)


def test_words_about_secrets_are_kept(office):
    record = at_review(office)
    made = pass_review(office, record, AT)
    assert made.opinion == "不涉密，可以公开。"
    services.sign(record=fresh(record), opinion="经核，不属于国家秘密、工作秘密，同意。", by=office.leader, at=AT + timedelta(minutes=5))  # fmt: skip


def test_of_a_state_secret_the_key_is_not_kept_in_words(office):
    key, secret = "oa:绝密项目代号", {"attribute": "withheld", "ground": "N14-1"}
    given = {"organ": office.organ, "division": office.division, "by": office.officer, "at": NOW}
    record = services.draft(content=content(office, **secret), source_key=key, **given)
    assert fresh(record).source_key == erased_key(key)
    later = services.draft(content=content(office), source_key="oa:2", **given)
    services.save(record=later, content=content(office, **secret), base=1, by=office.officer, at=AT)
    assert fresh(later).source_key == erased_key("oa:2")
