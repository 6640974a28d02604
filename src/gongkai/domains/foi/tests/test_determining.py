"""No fee in principle: somebody finds, and says, that number or frequency is clearly beyond reason (第四十二条)."""

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Fee, OfficeSetting
from gongkai.domains.foi.tests.factories import BEYOND, NOW, handled
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.selectors import document_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def fee_page(client, where, request, **typed):
    client.force_login(where.officer)
    return client.post(reverse("requests:act", args=[request.pk, "notify_fee"]), typed)


def test_without_a_determination_no_fee(client, where):
    request = handled(where)
    answer = fee_page(client, where, request, basis="page", count=119)
    assert (
        answer.status_code == 422 and "请写明认定数量、频次明显超过合理范围的理由" in answer.content.decode()
    )
    with pytest.raises(NotAllowed):
        services.notify_fee(
            request=request, basis="page", count=119, determination=" ", by=where.officer, at=NOW
        )
    assert not Fee.objects.exists()


def test_it_stands_in_the_act_in_the_letter_and_before_who_signs_it(client, where):
    request = handled(where)
    assert fee_page(client, where, request, basis="page", count=119, determination=BEYOND).status_code == 302
    fee = Fee.objects.get()
    assert fee.determination == BEYOND == fee.letter.fields["determination"]
    assert request.acts.get(kind="notify_fee").note == BEYOND
    client.force_login(where.office)
    assert BEYOND in str(document_of(fee.letter)), "the page of the letter shows this document as pictures"
    assert BEYOND in client.get(reverse("requests:detail", args=[request.pk])).content.decode()
    with pytest.raises(NotAllowed) as refusal:
        words = fee.letter.fields | {"determination": "数量太多了。"}
        letters.revise(letter=fee.letter, fields=words, by=where.officer, at=NOW)
    assert {one.code for one in refusal.value.reasons} == {"settled"}


@pytest.mark.parametrize(("basis", "count", "warned"), [("page", 100, True), ("page", 101, False)])
def test_a_small_number_wants_a_second_look(client, where, basis, count, warned):
    page = fee_page(client, where, handled(where), basis=basis, count=count, look="1").content.decode()
    assert ("原则上不收费，请核对" in page) is warned


def test_what_is_small_an_organ_sets(client, where):
    OfficeSetting.objects.create(organ=where.organ, review_organ="云岭省人民政府", small_pages=500)
    page = fee_page(client, where, handled(where), basis="page", count=400, look="1").content.decode()
    assert "数量不超过 500" in page
