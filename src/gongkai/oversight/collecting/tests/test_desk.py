"""The pages: who sees what, every state, sums with their gaps, years, and queries that do not grow with organs."""

from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.orgs import services as orgs
from gongkai.oversight.collecting.models import Collected
from gongkai.oversight.collecting.tests.factories import NOW, YEAR, collected, file_of, province, report
from gongkai.oversight.reporting.rules.versions import FORM_2019

pytestmark = [pytest.mark.django_db]
HOME = "/desk/collection/"


@pytest.fixture(scope="module")
def made(shared_rows):
    return province()


@pytest.fixture
def where(made, db):
    return deepcopy(made)


@pytest.fixture(autouse=True)
def in_february(monkeypatch):
    import gongkai.kernel.ui.pages as pages

    monkeypatch.setattr(pages.timezone, "now", lambda: NOW)


def visit(person) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(person)
    return client


def text(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def place(where, organ, **more) -> str:
    return "&".join([f"organ={organ.pk}", *(f"{key}={value}" for key, value in more.items())])


def test_on_a_day_after_the_due_day_who_is_missing_is_seen_at_once(where):
    collected(where, where.sheng)
    collected(where, where.lin, day=date(2026, 2, 5))
    collected(where, where.qing, changes={"table3.r24.total": 99})
    collected(where, where.bai, day=None)
    page = text(visit(where.office), HOME)
    for words in (
        "按时公布",
        "逾期 5 天公布",
        "公布日期不详",
        "缺报告，已逾期 9 天",
        "第四十九条",
        "2026-01-31",
    ):
        assert words in page
    missing = text(visit(where.office), f"{HOME}?state=missing")
    assert "河湾县自然资源局" in missing and "清溪县自然资源局" not in missing
    assert "清溪县自然资源局" in text(visit(where.office), f"{HOME}?state=contradictory")


def test_every_page_answers_every_role_that_may_look(where):
    collected(where, where.qing, changes={"table3.r24.total": 99})
    pages = [
        "",
        "reminders/",
        "sums/",
        "sums/cell/",
        "years/",
        f"organs/{where.qing.pk}/{YEAR}/",
        "export/",
        "sums/export/?format=html",
    ]
    for person in (where.office, where.inspector):
        for page in pages:
            assert visit(person).get(HOME + page).status_code == 200, page
    assert visit(where.inspector).get(f"{HOME}new/").status_code == 403
    assert visit(where.clerk).get(HOME).status_code == 403


def test_an_organ_sees_what_was_found_in_its_own_report_and_nobody_elses(where):
    row = collected(where, where.qing, changes={"table3.r24.total": 99})
    county = visit(where.qing_office)
    page = text(county, f"{HOME}organs/{where.qing.pk}/{YEAR}/")
    assert "第一项＋第二项＝第三项＋第四项" in page
    for address in (
        f"organs/{where.bai.pk}/{YEAR}/",
        f"?organ={where.lin.pk}",
        f"sums/?organ={where.sheng.pk}",
    ):
        assert county.get(HOME + address).status_code == 404, address
    original = county.get(f"{HOME}files/{row.pk}/")
    assert b"".join(original.streaming_content).startswith(b"<!DOCTYPE")
    assert original.headers["Content-Disposition"].startswith("attachment")
    other = collected(where, where.bai)
    assert county.get(f"{HOME}files/{other.pk}/").status_code == 404


def test_a_report_names_what_fails_with_both_sides_and_what_to_do(where):
    collected(where, where.qing, changes={"table3.r24.total": 99})
    page = text(visit(where.office), f"{HOME}organs/{where.qing.pk}/{YEAR}/")
    for words in ("99，应为 3", "四项应当相抵", "cell-wrong", "没有上年报告"):
        assert words in page


def test_what_is_wrong_in_the_words_stands_on_the_page_too(where):
    words = "办理复议案件12件，其中维持7件、纠正3件、终止1件。征地拆迁信息主动公开率98%。"
    collected(where, where.qing, text={"1": words})
    page = text(visit(where.office), f"{HOME}organs/{where.qing.pk}/{YEAR}/")
    assert "文字核读" in page and "所列 3 项合计 11" in page and "矛盾" in page


def test_what_was_carried_over_is_checked_against_the_year_before(where):
    collected(where, where.qing, YEAR - 1, day=date(2025, 1, 20), carried_out=5)
    collected(where, where.qing)
    assert "上年结转＝上年报告的结转下年度" in text(
        visit(where.office), f"{HOME}organs/{where.qing.pk}/{YEAR}/"
    )


def test_the_sum_says_of_how_many_organs_and_names_the_gap(where):
    collected(where, where.qing, base=5)
    collected(where, where.bai, base=6)
    collected(where, where.lin, base=7)
    page = text(visit(where.office), f"{HOME}sums/")
    assert (
        "3/6 个机关" in page
        and "6 个机关中 3 个的合计" in page
        and "缺 3 个机关的报告" in page
        and "河湾县自然资源局" in page
    )
    own = text(visit(where.lin_office), f"{HOME}sums/")
    assert "3 个机关中 3 个有报告" in own and "个机关的报告" not in own
    cell = text(visit(where.office), f"{HOME}sums/cell/?cell=table3.r24.total")
    assert ">18<" in cell and "缺报告" in cell


def test_the_file_of_a_sum_leaves_blank_what_nobody_gave(where):
    done = visit(where.office).get(f"{HOME}sums/export/?format=json").json()
    assert {value for row in done["table3"]["rows"] for value in row["values"]} == {None}


def test_years_beside_one_another_join_forms_and_say_what_does_not(where):
    collected(where, where.qing, 2020, day=date(2021, 1, 20), form=FORM_2019, base=10)
    collected(where, where.qing, 2021, day=date(2022, 1, 20), base=40)
    page = text(visit(where.office), f"{HOME}years/?organ={where.qing.pk}&of=organ&from=2020&to=2022")
    for words in ("+30", "+300%", "变化大", "不可比", "缺报告"):
        assert words in page
    assert "+300%" in text(visit(where.office), f"{HOME}years/?from=2020&to=2022")


def upload(client, files, **typed):
    told = {"year": YEAR, "organ": "", "published_on": "2026-01-20", **typed}
    return client.post(f"{HOME}new/", {**told, "files": files})


def named(stream, name):
    stream.name = name
    return stream


def test_one_report_is_uploaded_and_shown(where):
    client = visit(where.office)
    answer = upload(client, [named(file_of(report(where.qing.name)), "a.html")], organ=where.qing.pk)
    assert answer.status_code == 302 and answer.url == f"{HOME}organs/{where.qing.pk}/{YEAR}/"
    answer = upload(client, [named(file_of(report(where.bai.name)), "b.html")], organ=where.qing.pk)
    assert answer.status_code == 422 and "白石县自然资源局" in answer.content.decode()


def test_many_are_recognised_and_what_is_not_plain_is_asked(where):
    client = visit(where.office)
    files = [
        named(file_of(report(name)), f"{n}.html") for n, name in enumerate((where.qing.name, "自然资源局"))
    ]
    page = upload(client, files).content.decode()
    assert "收下 1 份，没有收 0 份，要您说明的 1 份" in page
    token = page.split('name="token" value="')[1].split('"')[0]
    told = {"token": token, "organ": where.bai.pk, "year": YEAR}
    assert visit(where.lin_office).post(f"{HOME}new/whose/", told).url == f"{HOME}new/"
    assert client.post(f"{HOME}new/whose/", told).url == f"{HOME}organs/{where.bai.pk}/{YEAR}/"
    assert client.post(f"{HOME}new/whose/", told).status_code in (200, 302)
    assert Collected.objects.filter(organ=where.bai).count() == 1


def test_the_overview_as_a_file_leaves_empty_what_is_not_known(where):
    collected(where, where.qing, changes={"table3.r24.total": 99})
    answer = visit(where.office).get(f"{HOME}export/?format=csv").content.decode("utf-8-sig").splitlines()
    rows = {line.split(",")[0]: line.split(",") for line in answer}
    assert rows["430181"][3:9] == ["缺报告", "", "9", "", "", ""]
    assert rows["430121"][6] != "0"


@pytest.mark.parametrize("page", ["", "sums/", "sums/cell/", "years/", "export/"])
def test_queries_do_not_grow_with_the_organs(where, page, django_assert_max_num_queries):
    client = visit(where.office)
    client.get(HOME + page)
    with CaptureQueriesContext(connection) as few:
        client.get(HOME + page)
    _more_counties(where, 40)
    with django_assert_max_num_queries(len(few)):
        assert client.get(HOME + page).status_code == 200


def _more_counties(where, count: int) -> None:
    """With reports, copied from one that was read."""
    first = collected(where, where.qing)
    for number in range(count):
        organ = orgs.create_organ(
            code=f"4305{number:02d}", name=f"某某县第{number}自然资源局", short_name=f"第{number}局", level="county",
            region=where.he.region, parent=where.ping, by=SYSTEM, at=NOW,
        )  # fmt: skip
        first.pk, first.organ = None, organ
        first._state.adding = True
        first.save()
