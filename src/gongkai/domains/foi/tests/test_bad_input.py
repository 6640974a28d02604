"""Input that cannot be true: dates before the receipt, replies to what is closed, mails that are traps."""

import io
import tracemalloc
import zipfile
from datetime import date, timedelta
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from gongkai.domains.foi import services
from gongkai.domains.foi.mail.reading import DEEPEST, MOST_FILES
from gongkai.domains.foi.models import Consultation, Request, RequestAct
from gongkai.domains.foi.rules.acting import Standing, reasons_against_recording_payment
from gongkai.domains.foi.rules.kinds import MessageState, Reply
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.rules.vocabulary import Channel
from gongkai.domains.foi.services import mailing
from gongkai.domains.foi.tests.factories import (
    CITIZEN,
    DAY,
    NOW,
    deliver,
    fresh,
    handled,
    issue,
    office,
    submitted,
)
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.clocks.striking import strike
from gongkai.kernel.letters.models import Letter, LetterText
from gongkai.kernel.letters.selectors import letters_of, text_in_force

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)
BEFORE, LATER = TODAY - DAY, NOW + 3 * DAY
MEGABYTE = 1024 * 1024


@pytest.fixture
def where():
    return office()


def refused(act, **arguments) -> set[str]:
    """The codes of the reasons; and nothing was written."""
    acts, entries = RequestAct.objects.count(), Entry.objects.count()
    with pytest.raises(NotAllowed) as refusal:
        act(**arguments)
    assert (RequestAct.objects.count(), Entry.objects.count()) == (acts, entries)
    return {reason.code for reason in refusal.value.reasons}


# --- dates ------------------------------------------------------------------------------------------------------


def test_nothing_happens_to_a_request_before_it_was_received(where):
    request = handled(where)
    who = {"request": request, "by": where.office, "at": NOW}
    assert "before_receipt" in refused(services.withdraw, reason="已取得", on=BEFORE, **who)
    assert "before_receipt" in refused(services.receive_reasons, content="用于核对补偿", on=BEFORE, **who)
    assert "filed_on" in refused(
        services.file_appeal, kind="review", body="云岭省人民政府", filed_on=BEFORE, **who
    )


def test_nothing_happens_to_a_request_tomorrow(where):
    request = handled(where)
    who = {"request": request, "by": where.office, "at": NOW}
    assert "in_future" in refused(services.withdraw, reason="已取得", on=TODAY + DAY, **who)
    assert "in_future" in refused(services.receive_reasons, content="用于核对补偿", on=TODAY + DAY, **who)
    waits = submitted(where, channel=Channel.INTERNET)
    assert "in_future" in refused(
        services.confirm_receipt, request=waits, on=TODAY + DAY, by=where.clerk, at=NOW
    )


def test_a_receipt_is_not_confirmed_before_the_application_came(where):
    waits = submitted(where, channel=Channel.INTERNET)
    who = {"request": waits, "by": where.clerk, "at": NOW}
    assert refused(services.confirm_receipt, on=BEFORE, **who) == {"before_submission"}
    assert fresh(waits).received_on is None


def test_a_correction_does_not_come_before_it_was_asked_for(where):
    request = handled(where)
    made = services.request_correction(
        request=request, items="请明确所指批次。", until=date(2026, 12, 15), by=where.officer, at=NOW
    )
    who = {"request": request, "content": "第三批次", "by": where.clerk, "at": LATER}
    assert "not_asked" in refused(services.receive_correction, on=TODAY, **who), (
        "the notice is still in the house"
    )
    issue(where, made.letter, NOW + DAY)
    assert refused(services.receive_correction, on=TODAY, **who) == {"before_notice"}
    assert {"before_notice", "before_receipt"} <= refused(services.receive_correction, on=BEFORE, **who)


def test_a_fee_is_not_paid_before_its_notice():
    now = Standing(Stage.AWAITING_PAYMENT, TODAY, received_on=BEFORE, fee="noticed")
    found = reasons_against_recording_payment(now, on=BEFORE, notice_on=TODAY)
    assert [reason.code for reason in found] == ["before_notice"]


# --- consultations ----------------------------------------------------------------------------------------------


def consulted(where, party="third_party") -> Consultation:
    request = handled(where)
    made = services.consult(
        request=request, party=party, organisation="河湾县砂石有限公司", matter="出让合同的价款条款。", by=where.officer, at=NOW
    )  # fmt: skip
    issue(where, made.letter, NOW + DAY)
    deliver(where, made.letter, TODAY + 2 * DAY, LATER)
    return Consultation.objects.select_related("request").get(pk=made.pk)


def reply(asked, where, ref=None, on=None, at=LATER):
    return {
        "request": asked.request,
        "ref": ref or asked.ref,
        "reply": Reply.AGREES,
        "on": on or shanghai_date(at),
        "by": where.officer,
        "at": at,
    }


def test_a_closed_consultation_takes_no_reply(where):
    asked = consulted(where)
    assert refused(services.record_reply, **reply(asked, where, on=TODAY)) == {"before_asking"}
    assert refused(services.record_reply, **reply(asked, where, ref="c9")) == {"consultation_closed"}
    services.record_reply(**reply(asked, where))
    assert refused(services.record_reply, **reply(asked, where)) == {"consultation_closed"}
    assert refused(
        services.record_reply, **reply(asked, where) | {"reply": Reply.REFUSES, "reason": "改变主意"}
    )


@pytest.mark.parametrize("party", ["third_party", "co_maker"])
def test_what_silence_closed_takes_no_reply(where, party):
    asked = consulted(where, party)
    late = NOW + 60 * DAY
    strike(by=SYSTEM, at=late)
    assert refused(services.record_reply, **reply(asked, where, at=late)) == {"consultation_closed"}
    assert Consultation.objects.get(pk=asked.pk).replied_on < shanghai_date(late)


def test_a_consultation_that_was_not_sent_takes_no_reply(where):
    request = handled(where)
    asked = services.consult(
        request=request, party="other_organ", organisation="林江市财政局", matter="是否公开", by=where.officer, at=NOW
    )  # fmt: skip
    assert refused(services.record_reply, **reply(asked, where)) == {"not_sent"}


# --- a mail that is a trap --------------------------------------------------------------------------------------


def bomb() -> bytes:
    """Fifty mails inside one another, each with thirty archives of which each unpacks to 8 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("word/document.xml", "word/内层.zip"):
            archive.writestr(name, b"\0" * 4 * MEGABYTE)
    inner = MIMEText("最里面", "plain", "utf-8")
    for depth in range(50):
        outer = MIMEMultipart()
        outer["Subject"] = f"第{depth}层"
        outer["Message-ID"] = f"<bomb-{depth}@example.cn>"
        for n in range(30 if depth >= 46 else 1):
            file = MIMEApplication(packed.getvalue(), "zip")
            file.add_header("Content-Disposition", "attachment", filename=f"材料{n}.docx")
            outer.attach(file)
        outer.attach(MIMEMessage(inner))
        inner = outer
    return inner.as_bytes()


@pytest.mark.django_db(transaction=True)
def test_a_mail_bomb_waits_on_the_desk_like_any_mail(where):
    data = bomb()
    tracemalloc.start()
    try:
        kept = mailing.keep_mail(organ=where.organ, data=data, by=where.clerk, at=NOW)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    message = kept.message
    assert (kept.new, message.state) == (True, MessageState.WAITING)
    assert message.files.count() <= MOST_FILES
    said = "".join(message.notes)
    assert f"{DEEPEST} 层" in said and f"{MOST_FILES} 个" in said
    assert most < 8 * len(data) + 64 * MEGABYTE
    assert not Request.objects.exists(), "no mail becomes a request by itself"
    again = mailing.keep_mail(organ=where.organ, data=data, by=where.clerk, at=NOW + DAY)
    assert (again.new, again.message) == (False, message)


# --- a letter text with an unknown field --------------------------------------------------------------------------


def test_a_text_that_came_in_beside_the_desk_makes_no_letter(where):
    """Not even one that somebody wrote into the table: the act is refused and names the field."""
    row = text_in_force("foi_correction", where.organ)
    row.pk, row.version = None, row.version + 1
    row.body += "\n\n请补正：{{aplicant}}\n"
    row.save(force_insert=True)
    request = handled(where)
    with pytest.raises(NotAllowed) as refusal:
        services.request_correction(
            request=request, items="请明确所指批次。", until=date(2026, 12, 15), by=where.officer, at=NOW
        )
    [reason] = refusal.value.reasons
    assert "aplicant" in reason.text and reason.where.startswith("body:")
    assert not letters_of("request", str(request.pk)).exists() and not Letter.objects.exists()
    assert LetterText.objects.get(pk=row.pk).version == row.version
    services.withdraw(request=request, reason="已取得", by=CITIZEN, at=NOW + timedelta(hours=1))
