"""Pages of the messages that wait: closed until opened, three ways on, nothing typed is lost."""

import pytest
from django.test import Client

from gongkai.domains.foi.models import Message, Request
from gongkai.domains.foi.services import mailing
from gongkai.domains.foi.tests.factories import ID_NUMBERS, NOW, office, submitted
from gongkai.domains.foi.tests.test_mail import mail
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.models import Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
LIST = "/desk/requests/mail/"


@pytest.fixture
def where():
    made = office()
    Post.objects.update(since=None)
    return made


@pytest.fixture
def message(where):
    data = mail(files=[("身份证明.txt", "证明".encode()), ("winmail.dat", b"x")])
    return mailing.keep_mail(organ=where.organ, data=data, by=SYSTEM, at=NOW).message


def desk(person) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def form(**changes) -> dict:
    told = {
        "kind": "natural_person",
        "name": "欧阳试样",
        "identity_kind": "resident_id",
        "identity": ID_NUMBERS[0],
        "email": "ouyang@example.cn",
        "description": "下湾村2025年第三批次征收土地公告",
    }
    return told | changes


def test_closed_until_opened(where, message, django_assert_max_num_queries):
    client = desk(where.clerk)
    client.get(LIST)
    with django_assert_max_num_queries(8):
        listed = client.get(LIST).content.decode()
    assert "ouyang@" not in listed and "有未取出的内容" in listed
    shut = client.get(f"{LIST}{message.pk}/").content.decode()
    assert "下湾村" not in shut and "winmail.dat" in shut
    opened = client.post(f"{LIST}{message.pk}/read/").content.decode()
    assert "下湾村" in opened and "ouyang@example.cn" in opened
    assert Entry.objects.filter(verb="vault.use", subject_type="message").count() == 1


def test_a_request_is_made_and_nothing_typed_is_lost(where, message):
    client = desk(where.clerk)
    wrong = client.post(f"{LIST}{message.pk}/make/", form(identity="110101199003070012"))
    assert wrong.status_code == 422
    assert "110101199003070012" in wrong.content.decode() and "校验位" in wrong.content.decode()
    assert not Request.objects.exists()
    done = client.post(f"{LIST}{message.pk}/make/", form())
    request = Request.objects.get()
    assert request.number in done.content.decode()
    assert [m.label for m in request.materials.all()] == ["身份证明.txt"]
    again = client.post(f"{LIST}{message.pk}/make/", form())
    assert again.status_code == 422 and "已经处理过" in again.content.decode()


def test_joined_by_number_or_put_aside_with_a_reason(where, message):
    client, request = desk(where.clerk), submitted(where)
    assert client.post(f"{LIST}{message.pk}/join/", {"number": "没有"}).status_code == 422
    assert client.post(f"{LIST}{message.pk}/aside/", {"reason": ""}).status_code == 422
    client.post(f"{LIST}{message.pk}/join/", {"number": request.number.lower()})
    assert Message.objects.get().request == request
    assert request.number in client.get(f"{LIST}?state=joined").content.decode()


def test_a_file_and_who_may(where, message):
    address = f"{LIST}{message.pk}/files/{message.files.get().pk}/"
    assert b"".join(desk(where.clerk).get(address).streaming_content) == "证明".encode()
    for person in (where.officer, where.auditor):
        assert desk(person).get(LIST).status_code == 403
        assert desk(person).get(address).status_code == 403
    other = office("431S00", "云岭省林业局")
    Post.objects.update(since=None)
    assert desk(other.clerk).get(f"{LIST}{message.pk}/").status_code == 404
