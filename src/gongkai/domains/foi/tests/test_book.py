"""The register as a book to print: what a line tells, what it hides, who may take it out, what the ledger says."""

import io
from copy import deepcopy
from datetime import date

import docx
import openpyxl
import pypdf
import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.exchange.book import line_of
from gongkai.domains.foi.register import Filters, told
from gongkai.domains.foi.services import exporting
from gongkai.domains.foi.tests.factories import NOW, application, handled, office
from gongkai.domains.foi.tests.test_importing import FINISHED, OPEN, take
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(scope="module")
def made(shared_rows):
    made = office()
    take(made, FINISHED, OPEN)
    return made


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def lines(where, **options):
    given = {"organ": where.organ, "format": "pdf", "by": where.office, "at": NOW} | options
    return sorted(exporting.export_rows(**given), key=lambda line: line[0])


def file(where, format, **options):
    chosen = options.get("chosen", Filters())
    rows = exporting.export_rows(organ=where.organ, format=format, by=where.office, at=NOW, **options)
    stream = io.BytesIO()
    how = {"organ": where.organ, "chosen": chosen, "at": NOW, "unmask": options.get("unmask", False)}
    writer = exporting.writer_for(stream, format, **how)
    for row in rows:
        writer.write(row)
    writer.close()
    return stream.getvalue()


def text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_line_tells_the_whole_way_of_a_request(where):
    first, second = (cells for _key, cells in lines(where))
    number, received, who, subject, place, history, answer, stage = first
    assert (number, received) == ("依申请〔2020〕17号", "2020-06-22\n当面提交")
    assert who == "欧阳**\n自然人"
    assert subject == "下湾村征地公告和补偿安置方案"
    assert history.split("\n") == [
        "2020-06-29 告知补正",
        "2020-07-13 收到补正",
        "2020-07-14 征求第三方意见",
        "2020-07-31 第三方：不同意公开",
        "2020-08-03 延期 10 个工作日",
    ]
    assert answer.startswith("2020-09-04 A3 ") and "依据：N15-1" in answer
    assert "2020-10-09 行政复议（云岭省人民政府），2020-12-01 结果维持" in answer
    assert stage == "已归档"
    assert second[5] == "2026-11-12 征求其他机关意见"


def test_the_limit_stands_with_what_is_open(where):
    request = handled(where)
    assert line_of(request, due=date(2026, 12, 24))[1][-1] == "办理中\n2026-12-24止"


def test_the_book_is_masked_and_in_the_ledger(where):
    words = text(file(where, "pdf"))
    assert "欧阳**" in words and "欧阳试样" not in words
    assert "云岭省自然资源厅依申请公开登记簿" in words and "个人信息已遮盖" in words and "共2件" in words
    entry = Entry.objects.get(verb="request.export")
    assert (entry.detail["format"], entry.detail["unmask"]) == ("pdf", False)
    assert not Entry.objects.filter(verb="vault.use", detail__purpose="export").exists()


def test_in_clear_it_says_so_and_leaves_a_trace_for_each(where):
    words = text(file(where, "pdf", unmask=True, reason="移交档案馆装订成册"))
    assert "欧阳试样" in words and "个人信息未遮盖" in words
    assert Entry.objects.filter(verb="vault.use", detail__purpose="export").count() == 2


def test_a_year_is_a_volume_in_the_order_of_receipt(where):
    take(where, OPEN | {"number": "2026-90", "received_on": "2026-11-06"})
    chosen = Filters(year=2026)
    table = docx.Document(io.BytesIO(file(where, "docx", chosen=chosen))).tables[0]
    assert [row.cells[1].text for row in table.rows] == ["登记号", "2026-90", "2026-88"]
    assert [row.cells[0].text for row in table.rows] == ["序号", "1", "2"]
    assert Entry.objects.get(verb="request.export").detail["year"] == 2026
    assert "2026年收到" in text(file(where, "pdf", chosen=chosen))


def test_the_head_says_what_was_chosen(where):
    chosen = Filters(q="土地储备", stage="open", division=str(where.division.pk), since=date(2026, 1, 1))
    assert told(chosen) == f"2026-01-01—；在办；{where.division.name}；“土地储备”"
    assert told(Filters()) == "全部"


def test_words_that_were_searched_for_are_not_in_the_ledger(where):
    lines(where, chosen=Filters(q="欧阳试样", since=date(2020, 1, 1)))
    detail = Entry.objects.get(verb="request.export").detail
    assert (detail["q"], detail["since"]) == (True, "2020-01-01")


def test_more_than_a_book_holds_is_refused_before_it_is_begun(where, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 1)
    with pytest.raises(NotAllowed) as refusal:
        lines(where)
    assert [reason.code for reason in refusal.value.reasons] == ["too_many"]
    assert not Entry.objects.filter(verb="request.export").exists()
    assert file(where, "csv").count(b"\r\n") == 3  # tables have no such bound


def test_queries_do_not_grow_with_the_lines(where, django_assert_max_num_queries):
    take(where, *[OPEN | {"number": f"2026-{n}"} for n in range(100, 112)])
    with django_assert_max_num_queries(20):
        assert len(lines(where)) == 14


# --- on the desk ------------------------------------------------------------------------------------------------


def download(client, person, format, query="", status=200):
    client.force_login(person)
    response = client.post(reverse("requests:export") + query, {"format": format})
    assert response.status_code == status, response.content.decode()[:2000]
    return response


def test_the_list_is_taken_out_with_its_filters(where, client):
    got = download(client, where.office, "pdf", "?year=2020")
    words = text(b"".join(got.streaming_content))
    assert "依申请〔2020〕17号" in words and "2026-88" not in words
    assert got["Content-Disposition"].startswith("attachment")
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(download(client, where.office, "xlsx", "?stage=open").streaming_content))
    ).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["2026-88"]
    assert Entry.objects.filter(verb="request.export").count() == 2


def test_only_who_may_take_it_out_finds_the_button(where, client):
    client.force_login(where.office)
    assert "打印成册" in client.get(reverse("requests:list")).content.decode()
    client.force_login(where.clerk)
    assert "打印成册" not in client.get(reverse("requests:list")).content.decode()
    download(client, where.clerk, "pdf", status=403)
    assert client.get(reverse("requests:export")).status_code == 405
    download(client, where.office, "exe", status=404)
    assert not Entry.objects.filter(verb="request.export").exists()


def test_too_many_is_told_on_the_list(where, client, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 1)
    page = download(client, where.office, "pdf", status=422).content.decode()
    assert "请按年份或者收到日期分册" in page


def test_what_nobody_numbered_yet_still_has_its_place(where):
    facts = application(channel="internet", description="柳树镇土地利用总体规划图件")
    services.submit(organ=where.organ, application=facts, by=where.clerk, at=NOW)
    found = [cells for _key, cells in lines(where)]
    assert found[-1][1].startswith("—")
