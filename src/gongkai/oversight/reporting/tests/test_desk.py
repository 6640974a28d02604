"""The pages of a report: every number opens its rows, what is wrong is named, nothing is seen or done out of reach."""

import json
from copy import deepcopy
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.domains.foi.models import Request
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs import services as orgs
from gongkai.oversight.reporting import services
from gongkai.oversight.reporting.models import AnnualReport
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rules.interchange import to_json
from gongkai.oversight.reporting.selectors import standing_of
from gongkai.oversight.reporting.tests.factories import (
    JANUARY,
    YEAR,
    asked,
    drafted,
    fresh,
    ready,
    reporting_office,
    written,
    year_of_work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
PAGES = ("detail", "tables", "checks", "versions", "preview")


@pytest.fixture(scope="module")
def made(shared_rows):
    return reporting_office()


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def signed_in(person) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.force_login(person)
    return client


def text(response) -> str:
    return response.content.decode()


def address(name: str, report, *more) -> str:
    return reverse(f"reports:{name}", args=[report.pk, *more])


def test_begun_from_the_list(where):
    client = signed_in(where.office)
    assert "还没有年度报告" in text(client.get(reverse("reports:list")))
    answer = client.post(reverse("reports:open"), {"organ": where.organ.pk, "year": YEAR})
    report = AnnualReport.objects.get()
    assert answer.url == address("detail", report)
    assert report.current.number == 1
    listed = text(client.get(reverse("reports:list")))
    assert "编写中" in listed
    assert f"{YEAR + 1}-01-31" in listed


@pytest.mark.parametrize("page", PAGES)
def test_pages_answer_in_a_bounded_number_of_queries(where, page, django_assert_max_num_queries):
    year_of_work(where)
    report = written(where)
    client = signed_in(where.office)
    with django_assert_max_num_queries(38):
        assert client.get(address(page, report)).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, "edit"])
def test_nobody_out_of_reach_sees_a_page(where, page):
    report = drafted(where)
    other = reporting_office("430102", "林江市自然资源局")
    assert signed_in(other.office).get(address(page, report)).status_code == 404
    assert signed_in(where.officer).get(address(page, report)).status_code == 403


def test_who_only_looks_cannot_write(where):
    report = drafted(where)
    auditor = signed_in(where.auditor)
    assert auditor.get(address("detail", report)).status_code == 200
    for name in ("draft", "submit", "take-over", "earlier", "edit"):
        assert auditor.post(address(name, report), {"reason": "试"}).status_code == 403, name


def test_the_number_in_the_words_opens_the_requests_it_counts(where):
    made = year_of_work(where)
    report = written(where)
    client = signed_in(where.office)
    mark = address("cell", report, "新收申请")
    assert f'href="{mark}">4</a>' in text(client.get(address("detail", report)))
    rows = text(client.get(mark))
    for request in made[1:]:
        assert reverse("requests:detail", args=[request.pk]) in rows
    assert reverse("requests:detail", args=[made[0].pk]) not in rows


@pytest.mark.parametrize("cell", ["table3.r2.total", "不予公开", "metric.requests.fees_paid", "table4.review.total", "table2.licences.decided"])  # fmt: skip
def test_every_kind_of_cell_has_a_page(where, cell):
    year_of_work(where)
    assert signed_in(where.office).get(address("cell", drafted(where), cell)).status_code == 200


def test_a_cell_that_there_is_none_of(where):
    assert signed_in(where.office).get(address("cell", drafted(where), "table3.r99.total")).status_code == 404


def test_who_may_not_see_the_requests_sees_the_number_only(where):
    year_of_work(where)
    report = drafted(where)
    Request.objects.update(division=None)
    rows = text(signed_in(where.leader).get(address("cell", report, "table3.r1.total")))
    assert "柳树镇下湾村" in rows, "a leader sees the requests of the organ"


def test_words_are_saved_and_looked_at(where):
    report = drafted(where)
    client = signed_in(where.office)
    page = text(client.get(address("edit", report)))
    assert 'name="s1"' in page
    said = {"base": 1, "s1": "新收{新收申请}件，培训3次，又{不存在}。", "s5": "无。", "s6": "无。"}
    looked = text(client.post(address("look", report), said))
    assert "没有名为“{不存在}”的数字标记" in looked
    assert "1 个数字是手写的" in looked
    assert fresh(report).current.number == 1, "looking saves nothing"
    assert client.post(address("edit", report), said).status_code == 302
    assert fresh(report).current.sections["1"] == said["s1"]
    stale = client.post(address("edit", report), {**said, "s5": "另一人的话"})
    assert stale.status_code == 422
    assert "另一人的话" in text(stale), "what was typed is not lost"
    merged = client.post(address("edit", report), {**said, "s5": "另一人的话", "merged": 2})
    assert merged.status_code == 302


def test_a_failing_check_names_the_cell_and_both_sides(where, tmp_path):
    year_of_work(where)
    report = written(where)
    last = FORMATS["json"](
        standing_of(report, JANUARY.date()).report
    )  # of another year, with no request left over
    client = signed_in(where.office)
    file = tmp_path / "2024年度报告.json"
    file.write_bytes(last)
    with file.open("rb") as upload:
        client.post(address("earlier", report), {"file": upload})
    assert "文件是2025年的年度报告" in text(client.get(address("checks", report)))
    told = to_json(standing_of(report, JANUARY.date()).report) | {"year": YEAR - 1}
    for row in told["table3"]["rows"]:
        row["values"] = [0] * 7
    data = json.dumps(told).encode()
    services.read_earlier(
        organ=where.organ, year=YEAR - 1, data=data, name="上年.json", by=where.office, at=JANUARY
    )
    page = text(client.get(address("checks", report)))
    assert "1，应为 0" in page
    assert address("earlier-file", report) in page
    kept = client.get(address("earlier-file", report))
    assert b"".join(kept.streaming_content) == data and "attachment" in kept["Content-Disposition"]
    assert address("cell", report, "table3.r2.natural_person") in page
    assert "登记有误" in page
    assert "上年报告的结转下年度（自然人）" in page
    rows = text(client.get(address("cell", report, "table3.r2.natural_person")))
    assert "1，应为 0" in rows
    assert "柳树镇下湾村" in rows


@pytest.mark.parametrize("which", list(FORMATS))
def test_downloads(where, which):
    report = drafted(where)
    answer = signed_in(where.office).get(address("download", report, which))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)


def test_the_list_of_an_inspector_shows_the_organs_below(where):
    drafted(where)
    asked(where, date(YEAR, 4, 1))
    assert "自然资源厅" in text(signed_in(where.auditor).get(reverse("reports:list")))


def test_a_chain_that_nobody_can_walk_is_told_before_the_report_is_sent(where):
    report = ready(where)
    orgs.deactivate_person(person=where.head, by=where.office, at=JANUARY)
    page = text(signed_in(where.office).get(address("detail", report)))
    told = f"没有可办理的人员：{where.division.name}现在无人担任处室负责人"
    assert told in page
    assert "disabled" in page.split(told)[1].split("送审</button>")[0]
    assert told not in text(signed_in(where.auditor).get(address("detail", report))), (
        "no business of a reader"
    )
    with pytest.raises(NotAllowed, match="现在无人担任"):
        services.submit_report(report=report, by=where.office, at=JANUARY)
    assert not StoredFile.objects.exists(), "refused before anything is written"
