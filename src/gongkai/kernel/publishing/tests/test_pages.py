"""What the pages say: tags of the guideline, nothing from outside, hostile text harmless, valid machine
files.
"""

import re
from datetime import date
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.urls import resolve

from gongkai.foundation.common.actors import SYSTEM
from gongkai.kernel.catalogue.services import change_site, create_site, load_columns
from gongkai.kernel.publishing import assets, services
from gongkai.kernel.publishing.pages.records import readable_size, scrollable_tables
from gongkai.kernel.publishing.rules import paths
from gongkai.kernel.publishing.tests import factories
from gongkai.kernel.publishing.tests.factories import NOW, public, release, render, text_of, withdraw
from gongkai.kernel.records.models import Relation
from gongkai.kernel.records.rules.content import INLINE_ADDRESS

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOSTILE = "<script>alert('&amp;')</script>\"><img src=https://evil.example/x onerror=alert(1)>"
LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background"}


class Page(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def metas(self) -> dict[str, str]:
        return {a["name"]: a["content"] for tag, a in self.tags if tag == "meta" and "name" in a}

    def loaded(self) -> list[str]:
        """Addresses that a browser fetches by itself."""
        links = [
            a["href"] for tag, a in self.tags if tag == "link" and a.get("rel") in {"stylesheet", "icon"}
        ]
        return links + [value for _tag, a in self.tags for name, value in a.items() if name in LOADING]


def site_pages() -> dict[str, Page]:
    tree = services.site_tree()
    return {path: Page(text_of(path)) for path in tree.walk() if path.endswith(".html")}


@pytest.fixture
def built(world, transactional_db):
    policy = public(
        world,
        "湖南省征地信息主动公开办法",
        column="policy/documents",
        document_number="湘自资规〔2026〕3号",
        registration_number="HNPR-2026-16003",
        normative=True,
        effective_on=date(2026, 11, 1),
        expires_on=date(2031, 10, 31),
        files=[factories.stored_file(world)],
    )
    for path in ("notices", "disclosure/statutory/land-acquisition", "news/headlines"):
        public(world, column=path)
    gone = public(world)
    withdraw(world, gone)
    services.build(at=NOW)
    return policy


def test_the_page_of_a_record_carries_the_tags_of_the_guideline(built):
    found = Page(text_of(built.publication.address)).metas()
    assert found["SiteName"] == "湖南省自然资源厅"
    assert found["SiteDomain"] == "zrzyt.example.invalid"
    assert found["SiteIDCode"] == "4300000099"
    assert found["ColumnName"] == "政策文件"
    assert found["ColumnType"] == "政策文件"
    assert found["ArticleTitle"] == "湖南省征地信息主动公开办法"
    assert re.fullmatch(r"2026-10-21 \d\d:\d\d", found["PubDate"])
    assert found["ContentSource"] == "湖南省自然资源厅"


def test_every_page_has_the_site_tags_one_heading_and_the_demonstration_banner(built):
    for path, page in site_pages().items():
        assert {"SiteName", "SiteDomain", "SiteIDCode"} <= set(page.metas()), path
        assert [tag for tag, _a in page.tags].count("h1") == 1, path
        assert [tag for tag, _a in page.tags].count("main") == 1, path
        assert "演示网站" in text_of(path), path
        identifiers = [a["id"] for _tag, a in page.tags if "id" in a]
        assert len(identifiers) == len(set(identifiers)), path


SITE_AND_COLUMN = {"SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType"}
ARTICLE = {"ArticleTitle", "PubDate", "ContentSource"}


def test_every_kind_of_page_has_the_tags_that_must_be_there(built):
    """国办发〔2017〕47号: site and column on every page, the article group on pages of records, withdrawn ones too."""
    pages = site_pages()
    articles = [path for path in pages if path.startswith("/records/")]
    assert len(articles) > 3 and "/404.html" in pages
    for path, page in pages.items():
        metas = page.metas()
        must = SITE_AND_COLUMN | (ARTICLE if path in articles else set())
        assert must <= {name for name, text in metas.items() if text}, path


def test_a_site_without_its_code_prints_no_empty_tag(world):
    world.site.id_code = ""
    world.site.save(update_fields=["id_code"])
    record = public(world)
    services.build(at=NOW)
    for path in (record.publication.address, "/404.html", "/index.html"):
        metas = Page(text_of(path)).metas()
        assert "SiteIDCode" not in metas and "SiteName" in metas and "" not in metas.values()


def test_a_channel_names_the_address_and_code_of_its_site(world):
    """47号: a channel is no site of its own."""
    channel = create_site(
        organ=world.city, code="jiang", name="望江市频道", parent=world.site, address="", by=SYSTEM, at=NOW
    )
    load_columns(site=channel, by=SYSTEM, at=NOW)
    services.build(at=NOW)
    metas = Page(text_of("/channels/jiang/index.html")).metas()
    assert (metas["SiteDomain"], metas["SiteIDCode"]) == ("zrzyt.example.invalid", "4300000099")
    assert metas["SiteName"] == "望江市频道"


def test_list_pages_carry_the_column_tags(built):
    found = Page(text_of("/policy/documents/index.html")).metas()
    assert found["ColumnName"] == "政策文件"
    assert found["ColumnDescription"] == "政策文件的说明"
    assert found["ColumnType"] == "政策文件"


def test_the_information_box_holds_the_elements(built):
    text = text_of(built.publication.address)
    box = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text))
    assert box["索引号"] == built.index_number
    assert box["主题分类"] == "国土资源、能源\\土地"
    assert box["发布机构"] == "湖南省自然资源厅"
    assert box["文号"] == "湘自资规〔2026〕3号"
    assert box["统一登记号"] == "HNPR-2026-16003"
    assert box["成文日期"] == "2026-10-09"
    assert box["施行日期"] == "2026-11-01"
    assert box["有效性"] == "有效"
    assert box["公开方式"] == "政府网站"


def test_the_disclosure_section_shows_the_uniform_parts_everywhere(built):
    parts = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")
    for path in ("/disclosure/index.html", "/disclosure/statutory/land-acquisition/index.html"):
        assert all(part in text_of(path) for part in parts), path


def test_the_guide_is_made_from_the_contact_of_the_organ(built):
    text = text_of("/disclosure/guide/index.html")
    for value in ("厅办公室（政务公开办）", "长沙市天心区湘府中路8号", "0731-80000000", "20 个工作日"):
        assert value in text


def test_no_page_asks_another_host_for_anything_or_holds_inline_code(built):
    for path, page in site_pages().items():
        for address in page.loaded():
            assert address.startswith(("/", "data:,")) and not address.startswith("//"), (path, address)
        for tag, attributes in page.tags:
            assert not [name for name in attributes if name.startswith("on")], (path, tag)
            assert tag != "script" or attributes.get("src"), path
            assert "style" not in attributes, (path, tag)
    for file in assets.files():
        assert b"http:" not in file.content
        assert b"https:" not in file.content
        assert b"@import" not in file.content


def test_every_link_within_the_site_leads_somewhere(built):
    tree = services.site_tree()
    for path, page in site_pages().items():
        for tag, attributes in page.tags:
            address = unquote(attributes.get("href", "").partition("#")[0])
            if tag not in {"a", "link"} or not address.startswith("/"):
                continue
            if address.startswith(tuple(f"{part}/" for part in paths.DYNAMIC)):
                assert resolve(address).url_name != "tree", (path, address)
                continue
            file = f"{address}index.html" if address.endswith("/") else address
            assert tree.place(file).is_file(), (path, address)


def test_hostile_text_is_shown_and_not_obeyed(world):
    record = public(
        world, HOSTILE, document_number=HOSTILE[:80], abstract=HOSTILE, keywords=HOSTILE, issuer=HOSTILE
    )
    neighbour = public(world)
    render(record, neighbour)
    for path, page in site_pages().items():
        assert not [a for tag, a in page.tags if tag == "img"], path
        assert all(a.get("src", "").startswith("/assets/") for tag, a in page.tags if tag == "script"), path
    assert Page(text_of(record.publication.address)).metas()["ArticleTitle"] == HOSTILE
    withdraw(world, record, reason=HOSTILE)
    render(record)
    assert not [a for tag, a in site_pages()[_address(record)].tags if tag == "img"]


def _address(record) -> str:
    return record.withdrawals.get().address


def test_images_of_the_text_get_their_public_address_and_are_not_listed_as_attachments(world):
    file = factories.stored_file(world, "图 示.txt")
    body = "".join(f'<p><img src="{INLINE_ADDRESS.format(pk)}" alt="示意图"></p>' for pk in (file.pk, 999))
    record = public(world, body=body, files=[file])
    render(record)
    page = Page(text_of(record.publication.address))
    shown, unknown = [a["src"] for tag, a in page.tags if tag == "img"]
    assert services.site_tree().place(unquote(shown)).is_file()
    assert unknown == ""
    assert 'class="files"' not in text_of(record.publication.address)


def test_feeds_are_atom_whatever_the_titles_hold(world):
    record = public(world, "控制字符\x0b与<标记>&实体")
    render(record)
    for path in ("/feeds/index.xml", "/feeds/notices.xml"):
        feed = ElementTree.fromstring(text_of(path))
        assert feed.tag == f"{ATOM}feed"
        (entry,) = feed.findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == "控制字符与<标记>&实体"
        assert entry.find(f"{ATOM}link").get("href") == f"{settings.SITE_ADDRESS}{record.publication.address}"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.findtext(f"{ATOM}updated"))
        assert feed.findtext(f"{ATOM}id") and feed.findtext(f"{ATOM}updated")


def test_the_sitemap_names_its_parts_and_they_every_public_record(built):
    index = ElementTree.fromstring(text_of("/sitemap.xml"))
    assert [e.text for e in index.iter(f"{MAPS}loc")] == [f"{settings.SITE_ADDRESS}/sitemaps/1.xml"]
    part = ElementTree.fromstring(text_of("/sitemaps/1.xml"))
    addresses = [e.text.removeprefix(settings.SITE_ADDRESS) for e in part.iter(f"{MAPS}loc")]
    assert built.publication.address in addresses
    assert len(addresses) == 4  # the withdrawn one is not there
    assert f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml" in text_of("/robots.txt")


def test_a_record_weighs_less_than_60_kilobytes_with_everything_it_loads(built):
    page = Page(text_of(built.publication.address))
    loaded = {address for address in page.loaded() if address.startswith("/assets/")}
    tree = services.site_tree()
    weight = sum(tree.place(path).stat().st_size for path in [*loaded, built.publication.address])
    assert weight < 60_000


def test_tables_scroll_in_their_own_box_nested_ones_within_the_outermost():
    outer = "<table><tr><td><TABLE><tr><td>内</td></tr></TABLE></td></tr></table>"
    body = f"<p>前</p>{outer}<p>后</p><table></table>"
    boxed = scrollable_tables(body)
    assert boxed.count('class="scroll"') == 2
    labels = re.findall(r'aria-label="([^"]+)"', boxed)
    assert len(set(labels)) == 2, "two regions of a page have two names"
    assert re.sub(r"</?div[^>]*>", "", boxed) == body
    assert "</TABLE></td></tr></table></div><p>后</p>" in boxed
    assert scrollable_tables("<p>无表</p>") == "<p>无表</p>"
    assert scrollable_tables("<table><tr>").endswith("</div>")


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (5 << 20, "5.0 MB"), (3 << 30, "3.0 GB")],
)
def test_sizes_are_readable(size, shown):
    assert readable_size(size) == shown


def test_the_page_of_an_interpretation_says_that_its_policy_was_withdrawn(world):
    policy = public(world, "征地信息公开办法", column="policy/documents")
    relations = [{"kind": "interprets", "record": policy.pk, "on": None}]
    reading = public(world, "一图读懂", column="policy/interpretation", relations=relations)
    Relation.objects.create(source=reading, target=policy, kind="interprets")
    render(policy, reading)
    address, notice = reading.publication.address, policy.publication.address
    assert "本文所解读的文件" not in text_of(address)
    assert policy.title in text_of(address)
    withdraw(world, policy, reason="附表有误")
    render(policy, reading)
    text = text_of(address)
    assert "本文所解读的文件已于 2026-11-20 撤回" in text
    assert f'<a href="{notice}">撤回说明</a>' in text
    assert policy.title not in text, "nothing of a withdrawn record is told"
    assert "本文所解读的文件已于 2026-11-20 撤回" in services.preview(reading.publication.version, at=NOW)
    release(world, policy, policy.current, NOW)
    render(policy, reading)
    assert "本文所解读的文件" not in text_of(address)


def test_the_page_names_its_editor_unless_the_site_does_not_or_a_job_put_it_out(world):
    record, by_a_job = public(world), public(world)
    factories.published_otherwise(record.publication, published_by="林若岚")
    render(record, by_a_job)
    assert "责任编辑：林若岚" in text_of(record.publication.address)
    assert "责任编辑" not in text_of(by_a_job.publication.address)
    change_site(site=world.site, changes={"names_editor": False}, by=SYSTEM, at=NOW)
    render(record)
    assert "责任编辑" not in text_of(record.publication.address)


def test_errors_are_reported_to_the_organ_and_the_number_is_told(world):
    record = public(world)
    render(record)
    text = text_of(record.publication.address)
    contact = f"/organs/{world.organ.code}/#contact"
    assert f'<a href="{contact}">纠错</a>' in text
    assert f"并注明索引号 {record.index_number}" in text
    assert f'<a href="{contact}">我为政府网站找错</a>' in text
    sizes = [a["data-size"] for tag, a in Page(text).tags if "data-size" in a]
    assert sizes == ["large", "", "small"]
