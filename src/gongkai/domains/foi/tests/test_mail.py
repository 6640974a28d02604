"""E-mails: read whatever they are, kept sealed with notes of what was left out, decided on once."""

from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.domains.foi.mail import tasks
from gongkai.domains.foi.mail.reading import MOST_FILES, read_mail
from gongkai.domains.foi.models import Message, Request
from gongkai.domains.foi.rules.kinds import MessageState
from gongkai.domains.foi.rules.vocabulary import Channel
from gongkai.domains.foi.services import mailing
from gongkai.domains.foi.tests.factories import NOW, application, office, submitted
from gongkai.domains.foi.tests.imap_server import Box, Server
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.registry import JobFailed
from gongkai.foundation.ledger.models import Entry

TEXT = "您好，申请公开下湾村2025年第三批次征收土地公告。\n电话 13800001234"


def mail(subject="政府信息公开申请", text=TEXT, *, number=1, files=()) -> bytes:
    made = EmailMessage()
    made["From"] = "欧阳试样 <ouyang@example.cn>"
    made["To"] = "foi@example.gov.cn"
    made["Subject"] = subject
    made["Date"] = "Fri, 20 Nov 2026 08:30:00 +0800"
    made["Message-ID"] = f"<{number}@example.cn>"
    made.set_content(text)
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes().replace(b"\n", b"\r\n")


# --- reading ----------------------------------------------------------------------------------------------------


def test_a_plain_mail():
    found = read_mail(mail())
    assert (found.sender, found.sender_name) == ("ouyang@example.cn", "欧阳试样")
    assert (found.subject, found.text.splitlines()[0]) == ("政府信息公开申请", TEXT.splitlines()[0])
    assert found.sent_at.isoformat() == "2026-11-20T08:30:00+08:00"
    assert (found.files, found.notes) == ((), ())
    assert "欧阳" not in repr(found)


def test_gbk_that_is_declared_as_utf8():
    raw = (
        b"From: =?utf-8?B?" + b"xbfR9MrU0fk=" + b"?= <a@example.cn>\r\nSubject: "
        + "申请公开".encode("gbk") + b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + TEXT.encode("gbk")
    )  # fmt: skip
    found = read_mail(raw)
    assert found.text == TEXT
    assert found.subject == "申请公开"
    assert "utf-8" in found.notes[0]


def test_html_alone_becomes_text():
    made = MIMEText("<html><style>p{}</style><p>申请公开<b>批复</b></p><p>谢谢</p></html>", "html", "utf-8")
    found = read_mail(made.as_bytes())
    assert found.text.split() == ["申请公开批复", "谢谢"]
    assert len(found.notes) == 1


def test_mails_in_mails_only_so_deep():
    inner = MIMEText("最里面", "plain", "utf-8")
    for depth in range(6):
        outer = MIMEMultipart()
        outer["Subject"] = f"第{depth}层"
        outer.attach(MIMEText(f"正文{depth}", "plain", "utf-8"))
        outer.attach(MIMEMessage(inner))
        inner = outer
    found = read_mail(inner.as_bytes())
    assert "正文5" in found.text and "正文2" in found.text
    assert "最里面" not in found.text
    assert any("3 层" in note for note in found.notes)


def test_a_mail_bomb_is_not_unpacked_but_noted():
    bomb = MIMEMultipart()
    bomb["Subject"] = "申请"
    for _n in range(400):
        bomb.attach(MIMEText("x", "plain"))
    found = read_mail(bomb.as_bytes())
    assert any("200" in note for note in found.notes)
    nested = b"Subject: a\r\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3000)
    )
    found = read_mail(nested)
    assert found.notes and found.subject == "a"


def test_too_many_files_are_counted():
    found = read_mail(mail(files=[(f"{n}.txt", b"x%d" % n) for n in range(MOST_FILES + 3)]))
    assert len(found.files) == MOST_FILES
    assert "3" in found.notes[0]


def test_winmail_is_named():
    found = read_mail(mail(files=[("winmail.dat", b"\x78\x9f\x3e\x22")]))
    assert found.files == () and "winmail.dat" in found.notes[0]


def test_the_same_mail_has_the_same_key_and_another_with_its_id_has_not():
    assert read_mail(mail()).key == read_mail(b"Received: by x\r\n" + mail()).key
    assert read_mail(mail()).key != read_mail(mail(text="另一封申请公开的信")).key


@settings(max_examples=150, deadline=None, database=None)
@given(st.binary(max_size=600) | st.lists(st.sampled_from([
    b"From: ", b"Subject: =?gbk?B?", b"?=", b"\r\n", b"\r\n\r\n", b"Content-Type: multipart/mixed; boundary=b",
    b"Content-Type: message/rfc822", b"Content-Type: text/html; charset=none", b"--b", b"\xc9\xea\xc7\xeb", b"\xff",
    b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment; filename*=utf-8''%E7%94%B3", b"====", b"\0",
]), max_size=40).map(b"".join))  # fmt: skip
def test_nothing_that_arrives_can_stop_the_reading(data):
    found = read_mail(data)
    assert len(found.key) < 200
    assert "\0" not in found.text + found.subject


# --- keeping and deciding ---------------------------------------------------------------------------------------


@pytest.fixture
def where(transactional_db):
    return office()


def keep(where, data):
    return mailing.keep_mail(organ=where.organ, data=data, by=SYSTEM, at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_mail_is_kept_once_sealed_with_its_files(where):
    data = mail(files=[("身份证明.txt", "证明".encode()), ("坏.pdf", b"MZ\x90\x00" * 50)])
    first, second = keep(where, data), keep(where, data)
    assert (first.new, second.new, second.message) == (True, False, first.message)
    message = Message.objects.get()
    assert [file.name for file in message.files.all()] == ["身份证明.txt"]
    assert len(message.notes) == 1
    assert b"\xe6\xac\xa7" not in bytes(message.content.token)
    told = str(list(Entry.objects.values_list("detail", flat=True)))
    assert "ouyang" not in told and "欧阳试样" not in told
    content = mailing.read_message(message=message, by=where.clerk, at=NOW)
    assert content["sender"] == "ouyang@example.cn"
    assert Entry.objects.filter(verb="vault.use", subject_type="message").count() == 1
    with pytest.raises(NotAllowed):
        mailing.read_message(message=message, by=where.officer, at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_message_becomes_a_request_joins_one_or_is_put_aside_and_each_once(where):
    first, second, third = (keep(where, mail(number=n, text=f"{TEXT}{n}")).message for n in range(3))
    asked = application(channel=Channel.EMAIL)
    made = mailing.make_request(message=first, application=asked, by=where.clerk, at=NOW)
    assert made.request.stage == "unconfirmed"  # 第三十一条第三项: both sides confirm
    other = submitted(where)
    joined = mailing.join_message(message=second, request=other, by=where.clerk, at=NOW)
    assert (joined.state, joined.request) == (MessageState.JOINED, other)
    mailing.put_aside(message=third, reason="广告邮件", by=where.clerk, at=NOW)
    for message in (first, second, third):
        with pytest.raises(NotAllowed) as refusal:
            mailing.make_request(message=message, application=asked, by=where.clerk, at=NOW)
        assert {reason.code for reason in refusal.value.reasons} == {"handled"}
    assert Request.objects.count() == 2


def test_the_number_in_a_subject(where):
    assert mailing.number_in("回复：430s00-2026-00012 补正", where.organ) == "430S00-2026-00012"
    assert mailing.number_in("431S00-2026-00012", where.organ) == ""


# --- the mailbox ------------------------------------------------------------------------------------------------


@pytest.fixture
def box(where, settings, tmp_path):
    box = Box({7: mail(number=7), 8: mail(number=8, text="第二封，申请公开批复"), 9: mail(number=9)})
    password = tmp_path / "password"
    password.write_text(box.password)
    settings.MAILBOX_HOST, settings.MAILBOX_USER, settings.MAILBOX_TLS = "127.0.0.1", "foi", False
    settings.MAILBOX_PASSWORD_FILE, settings.MAILBOX_ORGAN = str(password), where.organ.code
    with Server(box) as server:
        settings.MAILBOX_PORT = server.server_address[1]
        yield box


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_unread_mails_are_kept_then_marked(box):
    tasks.poll({}, NOW)
    assert Message.objects.count() == 3
    assert box.seen == {7, 8, 9}
    job = Job.objects.get(kind=tasks.POLL)
    assert job.run_after == NOW + tasks.EVERY
    tasks.poll({}, NOW)
    assert Message.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_broken_connection_loses_and_doubles_nothing(box):
    box.breaks_at = 8
    with pytest.raises(JobFailed):
        tasks.poll({}, NOW)
    assert (Message.objects.count(), box.seen) == (1, {7})
    box.breaks_at, box.seen = 0, set()  # as if the mark had been lost as well
    tasks.poll({}, NOW)
    assert (Message.objects.count(), box.seen) == (3, {7, 8, 9})


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_mail_too_large_is_kept_by_its_head(box):
    box.claims[8] = 10**9
    tasks.poll({}, NOW)
    notes = [message.notes for message in Message.objects.all() if message.notes]
    assert len(notes) == 1 and "过大" in notes[0][0]


@pytest.mark.django_db(transaction=True)
def test_a_wrong_password_fails_the_job_and_no_mailbox_is_no_fault(box, settings):
    box.password = "other"
    with pytest.raises(JobFailed):
        tasks.poll({}, NOW)
    settings.MAILBOX_HOST = ""
    tasks.poll({}, NOW)
    assert not Message.objects.exists()
