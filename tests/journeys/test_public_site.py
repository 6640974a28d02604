"""What citizens find: every link of the site leads somewhere on the site, and what is gone says so."""

import re
import urllib.error
import urllib.request
from collections import deque
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest

from tests.journeys.steps import fetched, prepare, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

MOST = 1500  # addresses; the small demonstration has fewer
ASKED = re.compile(
    rb"(?:src|srcset|action|poster|data)\s*=\s*[\"']?\s*((?:https?:)?//[^\"' >]+)|url\(\s*[\"']?((?:https?:)?//[^)\"']+)"
)


class Links(HTMLParser):
    """Where a page leads and what it loads."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def get(address: str) -> tuple[int, str, bytes]:
    parts = urlsplit(address)
    safe = parts._replace(path=quote(unquote(parts.path)), query=quote(unquote(parts.query), safe="=&"))
    try:
        with urllib.request.urlopen(safe.geturl(), timeout=20) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read()


def links_in(kind: str, content: bytes) -> list[str]:
    text = content.decode("utf-8", "replace")
    if kind == "text/html":
        reader = Links()
        reader.feed(text)
        return reader.found
    return re.findall(r"(?:<loc>|href=\")([^<\"]+)", text) if kind.endswith("xml") else []


def test_every_link_of_the_site_leads_somewhere(platform):
    own = {
        platform.address,
        platform.address.replace("127.0.0.1", "localhost"),
    }  # as feeds and sitemaps name it
    waiting, seen, broken, foreign = deque(["/", "/sitemap.xml", "/robots.txt"]), {"/"}, [], []
    while waiting and len(seen) < MOST:
        address = waiting.popleft()
        status, kind, content = get(platform.address + address)
        # what interprets a withdrawn policy leads to the notice that stands in its place
        if status != 200 and not (status == 410 and "撤回" in content.decode()):
            broken.append(f"{status} {address}")
        if kind in {"text/html", "text/css"}:
            foreign += [f"{address}: {match}" for match in ASKED.findall(content)]
        for link in links_in(kind, content):
            whole = urlsplit(urljoin(platform.address + address, link))
            if f"{whole.scheme}://{whole.netloc}" not in own:
                continue
            path = whole.path + (f"?{whole.query}" if whole.query else "")
            if path not in seen and not path.startswith(("/desk/", "/api/")):
                seen.add(path)
                waiting.append(path)
    assert broken == []
    assert foreign == []
    assert len(seen) > 100


def test_pages_of_every_kind_ask_nobody_else_and_say_nothing_to_the_console(visit, platform):
    """`visit` fails the test for a request to another host and for an error in the console."""
    citizen = visit()
    for address in (
        "/",
        "/search?q=土地",
        "/library/",
        "/catalogue/",
        "/organs/",
        "/about/site-map.html",
        "/jiang/",
    ):
        citizen.goto(platform.address + address)
    newest = citizen.request.get(f"{platform.address}/feeds/index.xml").text()
    page = urlsplit(re.search(r"/records/[^<\"]+\.html", newest).group(0)).path
    answer = citizen.goto(platform.address + page)
    assert answer.status == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert citizen.context.cookies() == [], "reading leaves no trace in the browser"


def test_what_is_withdrawn_says_so_and_what_never_was_is_not_found(visit, platform):
    record = prepare(platform, "published", "将被撤回的公示")
    citizen = visit()
    assert until(10, lambda: citizen.request.get(record.public).status == 200)
    office = visit("p-office")
    office.goto(record.page)
    office.locator("summary", has_text="撤回公开").click()
    office.locator("#kind-withdraw").select_option("error")
    office.locator("#reason-withdraw").fill("公示期内补正材料。")
    with office.expect_navigation():
        office.get_by_role("button", name="撤回公开").click()
    assert until(10, lambda: citizen.request.get(record.public).status == 410)
    citizen.goto(record.public)
    assert "内容有误，正在核实" in citizen.locator("main").inner_text()
    assert "公示期内补正材料" not in citizen.locator("main").inner_text()
    assert citizen.locator("meta[name=robots]").get_attribute("content").startswith("noindex")
    for listing in ("/", "/catalogue/", "/feeds/index.xml", "/sitemap.xml"):
        assert "将被撤回的公示" not in fetched(citizen, platform.address + listing)
    for address in ("/records/430S00/2026-99999.html", "/没有这一页", "/records/../../secret", "/.lock"):
        answer = citizen.goto(platform.address + address)
        assert answer.status == 404
        assert (
            "没有找到" in citizen.locator("main").inner_text()
            or "不存在" in citizen.locator("main").inner_text()
        )
        assert citizen.locator("main a[href]").count() > 0, "the way on is shown"


def test_a_page_prints_as_a_document(visit, platform):
    """Print view: the text, its organ and number, nothing to click; as wide as the paper and no page more."""
    record = prepare(platform, "published", "关于将被打印的通知")
    citizen = visit(width=794)  # A4 at 96 dots an inch
    assert until(10, lambda: citizen.request.get(record.public).status == 200)
    citizen.goto(record.public)
    citizen.emulate_media(media="print")
    for gone in (".masthead", ".foot", ".crumbs", ".tools"):
        assert not citizen.locator(gone).first.is_visible(), gone
    for kept in ("h1", ".text"):
        assert citizen.locator(kept).first.is_visible(), kept
    assert record.number in citizen.locator("main").inner_text()
    assert citizen.evaluate("document.documentElement.scrollWidth") <= 794
    assert citizen.pdf(format="A4").startswith(b"%PDF")
