"""The tree as served: right types, 304, 404, 410, and no way out of it."""

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gongkai.faces.portal import serving
from gongkai.faces.portal.front import SiteFirst


@pytest.fixture
def root(tmp_path, settings) -> Path:
    root = tmp_path / "site"
    files = {
        "index.html": "<!doctype html>\n<html lang=\"zh-CN\"><title>首页</title>",
        "404.html": "<!doctype html>\n<title>没有找到</title>",
        "notices/index.html": "通知公告",
        "records/430S00/2026-00001.html": '<!doctype html>\n<html lang="zh-CN" data-status="410">撤回',
        "feeds/index.xml": "<feed/>",
        "assets/site.12345678.css": "a{}",
        "files/ab/cd/征地公告.pdf": "%PDF",
        "files/ab/cd/征地公告.html": "<script>alert(1)</script>",
        ".lock": "hidden",
        "不动产/index.html": "中文网址",
    }  # fmt: skip
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    settings.SITE_ROOT = root
    return root


def behind(_environ, start_response):
    start_response("418 Behind", [])
    return [b"behind"]


def get(path: str, method: str = "GET", **headers) -> tuple[str, dict, bytes]:
    seen = {}
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "wsgi.input": BytesIO(),
        **headers,
    }
    body = b"".join(SiteFirst(behind)(environ, lambda status, h: seen.update(status=status, headers=dict(h))))
    return seen["status"], seen["headers"], body


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ("/", "text/html; charset=utf-8", "首页"),
        ("/notices/", "text/html; charset=utf-8", "通知公告"),
        ("/feeds/index.xml", "application/xml; charset=utf-8", "<feed/>"),
        ("/assets/site.12345678.css", "text/css; charset=utf-8", "a{}"),
        ("/不动产/", "text/html; charset=utf-8", "中文网址"),
    ],
)
def test_files_are_served_with_their_type_and_security_headers(root, path, kind, text):
    status, headers, body = get(path)
    assert status == "200 OK"
    assert headers["Content-Type"] == kind
    assert text in body.decode()
    assert headers["Content-Length"] == str(len(body))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_a_page_that_did_not_change_is_not_sent_again(root):
    _status, headers, _body = get("/notices/")
    assert headers["Cache-Control"] == "no-cache"
    assert get("/notices/", HTTP_IF_NONE_MATCH=headers["ETag"])[0] == "304 Not Modified"
    assert get("/notices/", HTTP_IF_NONE_MATCH=f'"x", W/{headers["ETag"]}')[::2] == ("304 Not Modified", b"")
    assert get("/notices/", HTTP_IF_MODIFIED_SINCE=headers["Last-Modified"])[0] == "304 Not Modified"
    assert get("/notices/", HTTP_IF_MODIFIED_SINCE="yesterday")[0] == "200 OK"
    (root / "notices/index.html").write_text("通知公告已更新", "utf-8")
    assert get("/notices/", HTTP_IF_NONE_MATCH=headers["ETag"])[0] == "200 OK"


def test_assets_may_be_kept_for_ever(root):
    assert "immutable" in get("/assets/site.12345678.css")[1]["Cache-Control"]


def test_a_head_request_has_headers_and_no_body(root):
    status, headers, body = get("/notices/", method="HEAD")
    assert (status, body) == ("200 OK", b"")
    assert headers["Content-Length"] == "12"


def test_a_withdrawn_page_says_gone(root):
    status, _headers, body = get("/records/430S00/2026-00001.html")
    assert status == "410 Gone"
    assert "撤回" in body.decode()


def test_attachments_never_run_in_the_name_of_the_site(root):
    assert get("/files/ab/cd/征地公告.pdf")[1]["Content-Type"] == "application/pdf"
    headers = get("/files/ab/cd/征地公告.html")[1]
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%BE%81")


def test_large_files_come_in_blocks(root, monkeypatch):
    (root / "files/big.zip").write_bytes(b"z" * (serving.SMALL + 5))
    status, headers, body = get("/files/big.zip")
    assert status == "200 OK"
    assert len(body) == int(headers["Content-Length"]) == serving.SMALL + 5


def test_an_address_without_its_last_slash_is_sent_on(root):
    status, headers, _body = get("/不动产")
    assert status == "301 Moved Permanently"
    assert headers["Location"] == "/%E4%B8%8D%E5%8A%A8%E4%BA%A7/"


@pytest.mark.parametrize("path", ["/desk/", "/api/v1/records", "/search", "/healthz", "/static/x.css"])
def test_what_the_application_answers_is_never_looked_for_in_the_tree(root, path):
    (root / "desk").mkdir()
    (root / "desk/index.html").write_text("foreign")
    assert get(path)[0] == "418 Behind"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_other_methods_go_to_the_application(root, method):
    assert get("/notices/", method=method)[0] == "418 Behind"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/notices/../../secret.txt", "/.lock", "/notices/..%2f", "/..\\secret.txt",
        "//etc/passwd", "/a/" * 2000,
        "/notices/\x00", "/records", "/records/", "", "secret.txt", "/notices/index.html/", "/" + "a" * 5000,
    ],
)  # fmt: skip
def test_nothing_outside_or_hidden_is_served(root, path):
    found = serving.answer(root, path, {})
    assert found is None


def test_a_link_out_of_the_tree_is_not_followed(root):
    (root / "out.txt").symlink_to(root.parent / "secret.txt")
    (root / "outside").symlink_to(root.parent)
    assert serving.answer(root, "/out.txt", {}) is None
    assert serving.answer(root, "/outside/secret.txt", {}) is None


@given(st.text())
def test_any_path_lies_in_the_tree_or_nowhere(path):
    root = Path("/srv/site")
    place = serving.locate(root, f"/{path}")
    assert place is None or place == root or root in place.parents


@pytest.mark.django_db
def test_django_answers_unknown_addresses_with_the_page_of_the_site(root):
    response = Client().get("/nowhere/at/all.html")
    assert response.status_code == 404
    assert "没有找到" in response.content.decode()
    assert "default-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_django_serves_the_tree_too(root):
    client = Client()
    assert client.get("/").status_code == 200
    response = client.get("/notices/")
    assert response.content.decode() == "通知公告"
    assert client.get("/notices/", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.get("/records/430S00/2026-00001.html").status_code == 410
    assert client.post("/notices/").status_code in {403, 405}


@pytest.mark.django_db
def test_health_says_what_is_missing(root):
    assert Client().get("/healthz").json() == {"ok": True, "database": True, "site": True}
    (root / "index.html").unlink()
    response = Client().get("/healthz")
    assert response.status_code == 503
    assert response.json()["site"] is False


def test_before_the_first_build_there_is_a_plain_answer(tmp_path):
    assert serving.not_found(tmp_path / "none").status == 404
