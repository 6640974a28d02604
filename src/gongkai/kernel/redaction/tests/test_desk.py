"""The pages, without JavaScript: upload, draw by numbers, find, burn, approve, download; and who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai.foundation.jobs.worker import drain
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import holder
from gongkai.kernel.redaction.models import Redaction
from gongkai.kernel.redaction.tests.papers import LINES, NUMBER, paper
from gongkai.kernel.redaction.tests.test_services import BOX, burnt, saved, started

pytestmark = [pytest.mark.postgresql]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def drafter(office) -> Client:
    return signed_in(office.drafter)


def at(name: str, redaction: Redaction, *more) -> str:
    return reverse(f"redaction:{name}", args=[redaction.pk, *more])


def rows(*given: dict, **fields) -> dict:
    """A posted form of rows n0, n1 … in per cent."""
    post = {"row": [f"n{n}" for n in range(len(given))], "page": 1, "base": 0} | fields
    for n, values in enumerate(given):
        post |= {f"n{n}-{name}": value for name, value in values.items()}
    return post


GOOD = {"x": "10", "y": "12.5", "w": "40", "h": "3", "ground": "N15-2", "note": "户主"}


def test_from_upload_to_download(office, drafter):
    upload = SimpleUploadedFile("答复意见附件.pdf", paper(LINES, LINES), "application/pdf")
    answer = drafter.post(reverse("redaction:new"), {"file": upload, "about": "2026-17号申请"})
    redaction = Redaction.objects.get()
    assert answer.url == at("editor", redaction) + "?page=1"
    page = drafter.get(answer.url).content.decode()
    assert "还没有保存过遮盖框" in page and 'disabled aria-describedby="no-burn"' in page
    answer = drafter.post(at("editor", redaction), rows(GOOD, {}, keep_text="on", go="2"))
    assert answer.url.endswith("?page=2")
    drafter.post(at("find", redaction), {"text": NUMBER, "ground": "N15-2", "base": 1, "page": 2})
    drafter.post(at("propose", redaction), {"base": 2, "page": 2})
    redaction.refresh_from_db()
    assert redaction.keep_text and redaction.boxes.filter(page=1, x=0.1, note="户主").exists()
    assert redaction.boxes.filter(origin="search").count() == 2
    assert redaction.boxes.filter(origin="proposal").exists()
    drafter.post(at("burn", redaction))
    assert "本页自动刷新" in drafter.get(at("editor", redaction)).content.decode()
    drain(worker="test")
    page = drafter.get(at("editor", redaction)).content.decode()
    assert "还没有由第二人复核" in page and "第2页第1处" in page and "复核通过</button>" not in page
    assert drafter.get(at("download", redaction)).status_code == 302
    assert drafter.post(at("approve", redaction)).status_code == 403
    reviewer = signed_in(office.reviewer)
    assert "复核通过</button>" in reviewer.get(at("editor", redaction)).content.decode()
    reviewer.post(at("approve", redaction))
    answer = reviewer.get(at("download", redaction))
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF") and NUMBER.encode() not in content
    assert "另起一版" in drafter.get(at("editor", redaction)).content.decode()
    drafter.post(at("revise", redaction))
    assert Redaction.objects.filter(number=2, state="draft").exists()


def test_what_was_typed_stays_when_it_is_refused(office, drafter):
    redaction = started(office)
    for wrong in ({"x": "左边"}, {"x": "nan"}, {"w": "0"}, {"ground": "N14-1"}, {"x": "1e999"}):
        answer = drafter.post(at("editor", redaction), rows(GOOD | wrong))
        page = answer.content.decode()
        assert answer.status_code == 422 and "没有保存" in page, wrong
        assert 'value="户主"' in page or wrong == {"x": "左边"}
    assert not redaction.boxes.exists()


def test_a_second_saver_is_told(office, drafter):
    redaction = saved(office, started(office), [BOX])
    answer = drafter.post(at("editor", redaction), rows(GOOD, base=0))
    assert answer.status_code == 422 and "别人在此期间保存过" in answer.content.decode()
    assert redaction.boxes.count() == 1


def test_a_row_marked_to_go_goes(office, drafter):
    redaction = saved(office, started(office), [BOX])
    drafter.post(at("editor", redaction), rows(GOOD | {"drop": "on"}, base=1))
    assert not redaction.boxes.exists()


def test_pictures_of_pages(office, drafter):
    redaction = started(office)
    answer = drafter.get(at("picture", redaction, 1))
    assert answer["Content-Type"] == "image/jpeg" and answer.content.startswith(b"\xff\xd8")
    assert "private" in answer["Cache-Control"]
    assert drafter.get(at("picture", redaction, 2)).status_code == 404
    done = burnt(office, paper(LINES[:2]))
    assert (
        drafter.get(at("picture", done, 1)).content
        != drafter.get(at("picture", done, 1) + "?original").content
    )


def test_other_formats_are_refused_with_what_to_do(office, drafter):
    from gongkai.foundation.files.tests.samples import word

    upload = SimpleUploadedFile("方案.docx", word())
    answer = drafter.post(reverse("redaction:new"), {"file": upload, "about": "17号"})
    assert answer.status_code == 422 and "另存为 PDF" in answer.content.decode()


def test_nobody_else_sees_it(office):
    redaction = started(office)
    stranger = signed_in(holder(Role.INFORMATION_OFFICER, office.organ.parent))
    clerk = signed_in(holder(Role.WINDOW_CLERK, office.organ))
    for name, more in (("editor", ()), ("picture", (1,)), ("download", ())):
        assert stranger.get(at(name, redaction, *more)).status_code == 404
        assert clerk.get(at(name, redaction, *more)).status_code == 403
        assert Client().get(at(name, redaction, *more)).status_code == 302
    assert stranger.post(at("burn", redaction)).status_code == 404
    reviewer = signed_in(office.reviewer)
    assert reviewer.post(at("editor", redaction), rows(GOOD)).status_code == 403


def test_few_queries(office, drafter, django_assert_max_num_queries):
    for name in ("甲", "乙", "丙"):
        saved(office, started(office, subject_id=name), [BOX] * 1)
    redaction = Redaction.objects.last()
    drafter.get(reverse("redaction:list"))
    with django_assert_max_num_queries(11):
        drafter.get(reverse("redaction:list"))
    with django_assert_max_num_queries(20):
        drafter.get(at("editor", redaction))
