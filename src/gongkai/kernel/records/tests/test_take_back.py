"""Taking one's own act back is open to everybody who signs, until the next has opened it; the page says so."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework.models import WorkItem
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.tests.factories import NOW, at_review, bureau, pass_review

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def desk(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(person: Person, record: Record) -> str:
    return desk(person).get(reverse("records:detail", args=[record.pk])).content.decode()


def take_back(person: Person, record: Record):
    return desk(person).post(reverse("records:take-back", args=[record.pk]), follow=True)


def waiting() -> list[str]:
    return list(WorkItem.objects.filter(state="open").values_list("role", flat=True))


def reviewed(office) -> Record:
    record = at_review(office)
    pass_review(office, record, NOW + timedelta(minutes=3))
    assert waiting() == ["leader"]
    return record


def test_the_reviewer_takes_the_own_opinion_back_while_nobody_opened_it(office):
    record = reviewed(office)
    assert "撤回我的意见" in page(office.secrecy, record)
    answer = take_back(office.secrecy, record)
    assert answer.status_code == 200 and "已撤回您的意见" in answer.content.decode()
    assert waiting() == ["secrecy_reviewer"]


def test_once_the_next_has_opened_it_the_button_says_why_not(office):
    record = reviewed(office)
    page(office.leader, record)
    shown = page(office.secrecy, record)
    assert "撤回我的意见" not in shown and "下一环节已经打开或办理" in shown
    assert "没有可以撤回的意见" in take_back(office.secrecy, record).content.decode()
    assert waiting() == ["leader"]


def test_who_signed_nothing_takes_nothing_back(office):
    record = reviewed(office)
    assert "撤回我的意见" not in page(office.auditor, record)
    assert "why-take-back" not in page(office.auditor, record)
    take_back(office.auditor, record)
    take_back(office.head, record)
    assert waiting() == ["leader"]
    outsider = bureau("430L00", "云岭省林业局").secrecy
    assert take_back(outsider, record).status_code == 404
