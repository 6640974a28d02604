"""A tree made by an earlier version: its pages and the new ones, /search among them, keep their style."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from gongkai.faces.health import examine
from gongkai.faces.portal.tests.test_serving import get
from gongkai.kernel.publishing import assets, services
from gongkai.kernel.publishing.models import Page
from gongkai.kernel.search.tests.factories import Office

pytestmark = pytest.mark.django_db(transaction=True)
NAMED = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


@pytest.fixture
def old(settings, tmp_path):
    """A site as another version left it: under other names of style sheets and scripts."""
    settings.SITE_ROOT = root = tmp_path / "site"
    office = Office()
    office.publish("关于征收白鹭塘村集体土地的公告")
    services.build(at=timezone.now())
    for file in assets.files():
        before = re.sub(r"\.[0-9a-f]{8}\.", ".00000000.", file.path)
        (root / file.path[1:]).rename(root / before[1:])
        Page.objects.filter(path=file.path).update(path=before)
    for page in root.rglob("*.html"):
        page.write_text(
            re.sub(r"(/assets/\w+)\.[0-9a-f]{8}\.", r"\1.00000000.", page.read_text("utf-8")), "utf-8"
        )
    return office


def styled(html: str) -> bool:
    """Whether every style sheet and script that the page names is served, by the server in front and behind."""
    named = NAMED.findall(html)
    assert len(named) == 4
    front = [get(path) for path in named]
    behind = [Client().get(path) for path in named]
    kinds = {answer.headers["Content-Type"].partition(";")[0] for answer in behind}
    return all(s == "200 OK" and body for s, _h, body in front) and kinds == {"text/css", "text/javascript"}


def test_pages_of_both_versions_keep_their_style(old):
    search = Client().get("/search").content.decode()
    assert ".00000000." not in search
    assert styled(search)
    assert styled(get("/")[2].decode())


def test_a_file_server_finds_what_new_pages_name(old, settings):
    record = old.publish("关于公布地质灾害隐患点的通告")
    services.render_records(ids=[record.pk], at=timezone.now())
    page = (settings.SITE_ROOT / "index.html").read_text("utf-8")
    assert all((settings.SITE_ROOT / path[1:]).is_file() for path in NAMED.findall(page))


def test_the_doctor_knows_a_tree_of_another_version(old):
    def said():
        return next(f for f in examine(at=timezone.now()) if "其他版本" in f.text or "当前版本" in f.text)

    assert said().attention
    services.provide_assets(at=timezone.now())
    assert said().attention, "the pages are still the old ones"
    services.build(at=timezone.now())
    assert not said().attention
    assert services.check(at=timezone.now()) == []
