"""The rehearsal on the desk: a copy of a request's days that shows what the real clock shows and writes nothing."""

import random
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.copying import copy_of
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.rehearsing import walk
from gongkai.domains.foi.rules.supposing import SUPPOSED, What, written
from gongkai.domains.foi.selectors import visible_request
from gongkai.domains.foi.tests.factories import DAY, NOW, deliver, handled, issue, office, submitted
from gongkai.domains.foi.tests.test_importing import FINISHED, OPEN, take
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.selectors import due_of
from gongkai.kernel.clocks.striking import strike
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def address(request=None) -> str:
    return reverse("requests:rehearsal-of", args=[request.pk]) if request else reverse("requests:rehearsal")


def page(client, where, request=None, status=200, **data):
    client.force_login(where.office)
    response = client.get(address(request), data, follow=True)
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def everything() -> dict[str, tuple[int, str]]:
    """Every table with the number of its rows and a digest of what is in them."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        rows = sorted(map(repr, model._base_manager.values_list()))
        found[model._meta.label] = (len(rows), digest_of(rows))
    return found


def copied(where, request, today=TODAY):
    found = copy_of(visible_request(request.pk, where.office, today))
    return walk(found, today, calendar(where.organ.region_id))


def same_as_real(where, request, today=TODAY) -> date | None:
    """The rehearsal of a request on a day says what its real clock says; the due date."""
    going = copied(where, request, today)
    assert not [entry for entry in going.entries if entry.reasons]
    real = due_of(
        Clock.objects.get(subject_type="request", subject_id=str(request.pk), limit_code="foi-answer")
    )
    assert (going.due().date, going.due().earliest) == (real.date, real.earliest)
    assert going.phase == Request.objects.get(pk=request.pk).stage
    return real.date


# --- equal to the real one --------------------------------------------------------------------------------------


def test_a_copy_follows_the_real_clock_through_a_whole_life(where):
    request = submitted(where)
    assert same_as_real(where, request)
    request = services.assign(request=request, division=where.division, by=where.office, at=NOW)
    same_as_real(where, request)

    asked = services.request_correction(
        request=request, items="请写明地块的名称", until=TODAY + 10 * DAY, by=where.officer, at=NOW
    )
    issue(where, asked.letter, NOW + DAY)
    assert same_as_real(where, request, TODAY + DAY) is None
    at = NOW + 3 * DAY
    services.receive_correction(
        request=request, content="下湾村三组", on=shanghai_date(at), by=where.clerk, at=at
    )
    first = same_as_real(where, request, shanghai_date(at))

    consulted = services.consult(
        request=request, party="third_party", matter="评估报告能否公开", organisation="云岭试样矿业有限公司", by=where.officer, at=at,
    )  # fmt: skip
    letter = issue(where, consulted.letter, at)
    deliver(where, letter, shanghai_date(at + DAY), at + DAY)
    assert same_as_real(where, request, shanghai_date(at + DAY)) is None

    at += 40 * DAY  # nobody replied: the daily job closes the consultation on its legal day
    before = copied(where, request, shanghai_date(at))
    strike(by=SYSTEM, at=at)
    resumed = same_as_real(where, request, shanghai_date(at))
    assert resumed > first
    assert before.due().date == resumed  # the rehearsal had said so before the job ran


def test_copies_of_imported_histories_are_equal(where):
    take(where, FINISHED, OPEN)
    rng = random.Random(3)
    rows = []
    for n in range(25):
        begin = date(2024, 1, 2) + timedelta(days=rng.randrange(600))
        row = OPEN | {
            "number": f"2026-{n}",
            "submitted_on": "",
            "received_on": begin.isoformat(),
            "consultations": "",
        }
        day = begin
        if rng.random() < 0.5:
            row["correction_requested_on"] = (day := day + timedelta(days=rng.randrange(8))).isoformat()
            row["correction_received_on"] = (day := day + timedelta(days=rng.randrange(9))).isoformat()
        if rng.random() < 0.6:
            party, gone = rng.choice(["第三方", "其他机关", "共同制作机关"]), day + timedelta(days=1)
            back = gone + timedelta(days=rng.randrange(25))
            row["consultations"] = (
                f"{party}:云岭试样矿业有限公司@{gone.isoformat()}~{back.isoformat()}=同意公开"
            )
        if rng.random() < 0.5:
            row |= {"extended_on": (day + timedelta(days=2)).isoformat(), "extension_days": "15"}
        rows.append({name: value for name, value in row.items() if value})
    made = [outcome for outcome in take(where, *rows) if outcome.state == "created"]
    assert len(made) > 20
    for request in Request.objects.all():
        if request.stage != "closed":
            same_as_real(where, request)


# --- it writes nothing ------------------------------------------------------------------------------------------


def test_a_rehearsal_changes_no_table_at_all(where, client):
    request = handled(where)
    client.force_login(where.office)
    client.get(address(request))  # whatever a first visit keeps (session, posts) is there
    before = everything()
    days = {"received": TODAY.isoformat(), "on": (TODAY + 60 * DAY).isoformat()}
    for what in SUPPOSED:
        given = days | {"add": what, "apply": "1", "day": TODAY.isoformat(), "days": "5", "ref": "c1"}
        given |= {"party": "third_party", "until": (TODAY + 9 * DAY).isoformat()}
        for target in (address(request), address()):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(target, given, follow=True).status_code == 200
            said = [query["sql"].split()[0] for query in queries]
            assert set(said) <= {"SELECT"}, said
    assert everything() == before


def test_no_act_of_the_desk_is_sent_from_it(where, client):
    """Every form of the page only asks: there is nothing to post, so nothing can be done by mistake."""
    html = page(client, where, handled(where), add="consult_sent")
    content = html[html.index("rehearsal-mark") :]
    assert 'method="post"' not in content.split("</main>")[0]


# --- what it shows ----------------------------------------------------------------------------------------------


def test_it_is_marked_on_the_screen_and_in_print(where, client):
    for html in (
        page(client, where),
        page(client, where, handled(where)),
        page(client, where, received="2026-03-02"),
    ):
        assert "不是真实办件" in html and "rehearsal-stamp" in html


def test_a_copy_holds_days_and_nobodys_name(where, client):
    request = handled(where)
    html = page(client, where, request)
    for text in (str(request.applicant), "欧阳", "13800001234", request.description[:12]):
        assert text not in html
    assert "真实经过的副本" in html and request.number in html
    detail = client.get(reverse("requests:detail", args=[request.pk])).content.decode()
    assert address(request) in detail


def test_an_act_is_supposed_and_taken_out_again(where, client):
    start = {"received": "2026-03-02", "channel": "counter", "on": "2026-03-05"}
    client.force_login(where.office)
    got = client.get(address(), start | {"add": "extended", "apply": "1", "day": "2026-03-20", "days": "10"})
    assert got.status_code == 302
    assert "h=extended~2026-03-20~days%3D10" in got.url and "on=2026-03-20" in got.url
    html = client.get(got.url).content.decode()
    assert "2026-04-14" in html and "设想" in html  # thirty working days, with the days off of Qingming
    assert "拿掉" in html


def test_what_the_law_does_not_allow_is_told_and_not_taken(where, client):
    start = {"received": "2026-03-02", "channel": "counter", "on": "2026-04-02"}
    html = page(client, where, **start, add="extended", apply="1", day="2026-04-02", days="10")
    assert "不能再延长" in html and "第三十三条" in html
    assert "extended~" not in html


def test_it_works_by_slider_and_by_date_without_a_script(where, client):
    assert "2026-03-12" in page(client, where, received="2026-03-02", after="10")
    assert "星期四" in page(client, where, received="2026-03-02", on="2026-03-12")
    assert "星期一" in page(client, where, received="2026-03-02", on="2025-01-01")  # never before the receipt


@pytest.mark.parametrize(
    "junk",
    [
        {"received": "x"},
        {"received": "2007-01-01"},
        {"received": "2026-03-02", "on": "9999-12-31"},
        {"received": "0001-01-01"},
        {"received": "2026-03-02", "after": "9999"},
        {"received": "2026-03-02", "h": "extended~2026-03-03~days=x"},
        {"received": "2026-03-02", "h": "consult_lapsed~2026-03-03~ref=zz"},
        {"received": "2026-03-02", "add": "consult_replied", "apply": "1", "day": "2026-03-03", "ref": "c9"},
        {"received": "2026-03-02", "add": "nonsense"},
        {"received": "2026-03-02", "channel": "pigeon"},
    ],
)
def test_junk_in_the_address_is_no_error(where, client, junk):
    client.force_login(where.office)
    assert client.get(address(), junk, follow=True).status_code in (200, 422)


def test_who_may_not_see_the_request_may_not_copy_it(where, client):
    other = office("431S00", "林江市自然资源局")
    request = handled(where)
    client.force_login(other.office)
    assert client.get(address(request)).status_code == 404
    client.force_login(where.bureau.people["admin"])
    assert client.get(address()).status_code == 403


def test_few_queries(where, client, django_assert_max_num_queries):
    request = handled(where)
    client.force_login(where.office)
    client.get(address(request))
    with django_assert_max_num_queries(20):
        client.get(address(request))


def test_a_request_that_is_not_received_yet_begins_empty(where, client):
    request = submitted(where, channel="internet")
    client.force_login(where.office)
    assert request.received_on is None
    assert client.get(address(request)).url == address()
    assert letters_of("request", str(request.pk)).count() == 0


def test_a_copy_can_be_written_out(where):
    going = copied(where, handled(where))
    assert [written(entry.happening) for entry in going.entries] == [f"assigned~{TODAY.isoformat()}~fact"]
    assert going.entries[0].happening.what == What.ASSIGNED
