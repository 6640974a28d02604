"""The search page as a citizen meets it, without a script."""

import html
import re

import pytest

from gongkai.kernel.search import services
from gongkai.kernel.search.tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def office(settings, tmp_path):
    settings.INDEX_ROOT = tmp_path / "index"
    return Office()


def get(client, status=200, **given):
    response = client.get("/search", given)
    assert response.status_code == status
    return response.content.decode()


def test_bare_page_explains_how_to_search(client, office):
    page = get(client)
    assert "怎样查得更准" in page
    assert 'action="/search"' in page


def test_hits_facets_and_marks(client, office):
    record = office.publish("关于征收白鹭塘村集体土地的公告", kind="announcement")
    office.publish("关于征收枫树坪村集体土地的通知", kind="notice")
    services.build()
    page = get(client, q="集体土地")
    assert "共 2 条" in page
    assert f'href="{record.publication.address}"' in page
    assert "<mark>集体土地</mark>" in page
    assert re.search(r'href="\?q=[^"]+&amp;kind=announcement"[^>]*>公告</a> <span>1</span>', page)


def test_facet_link_narrows_and_lifts(client, office):
    office.publish("集体土地公告", kind="announcement")
    office.publish("集体土地通知", kind="notice")
    services.build()
    page = get(client, q="集体土地", kind="announcement")
    assert "共 1 条" in page
    chosen = page[page.index("search-chosen") :]
    assert html.unescape(re.search(r'href="([^"]+)"', chosen)[1]) == "?q=%E9%9B%86%E4%BD%93%E5%9C%9F%E5%9C%B0"


def test_what_a_reader_typed_is_escaped(client, office):
    services.build()
    attack = '"><script>alert(1)</script>'
    page = get(client, q=attack, kind=attack)
    assert "<script>alert" not in page


def test_text_of_a_record_is_escaped(client, office):
    office.publish("<b>集体土地</b>", body="<p>&lt;img src=x onerror=alert(1)&gt;集体土地</p>")
    services.build()
    page = get(client, q="集体土地")
    assert "<img" not in page
    assert "&lt;b&gt;<mark>集体土地</mark>" in page


def test_pages(client, office):
    for number in range(12):
        office.publish(f"第{number}号集体土地公告")
    services.build()
    first, second = get(client, q="集体土地"), get(client, q="集体土地", page="2")
    assert 'rel="next nofollow"' in first
    assert 'rel="prev nofollow"' in second
    titles = re.compile(r"/records/[^\"]+")
    assert len(titles.findall(first)) == 10
    assert not set(titles.findall(first)) & set(titles.findall(second))


def test_no_dead_end(client, office):
    services.build()
    page = get(client, q="不存在的事情")
    assert "没有找到" in page
    assert "公开指南" in page


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"q": "征" * 201}, "检索词不能超过200个字"),
        ({"q": "征地", "from": "2019-13-01"}, "日期应写作"),
        ({"q": "征地", "from": "2020-01-01", "to": "2019-01-01"}, "起始日期晚于截止日期"),
        ({"q": "征地", "validity": "perhaps"}, "没有“perhaps”这种有效性"),
        ({"q": "征地", "page": "9999"}, "只能翻看前1000条结果"),
    ],
)
def test_questions_that_cannot_be_answered_are_explained(client, office, given, text):
    services.build()
    page = get(client, status=400, **given)
    assert text in html.unescape(page)
    assert given["q"][:200] in page


@pytest.mark.parametrize("number", ["", "0", "-1", "abc", "²", "1e9"])
def test_odd_page_numbers_are_the_first_page(client, office, number):
    office.publish("集体土地公告")
    services.build()
    assert "共 1 条" in get(client, q="集体土地", page=number)


def test_while_there_is_no_index_the_page_says_so(client, office):
    page = get(client, status=503, q="征地")
    assert "正在准备" in page
