"""Organs on the desk: made, renamed, reached; and the public site says the same without a full build."""

import pytest
from django.conf import settings as conf
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.faces.desk.tests.office import office, signed_in
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.worker import drain
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs import services as organs
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.rules import Role
from gongkai.kernel.publishing import services as publishing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
NEW = {
    "name": "邵阳市自然资源和规划局", "short_name": "邵阳市局", "code": "430500S00", "kind": "department",
    "region": "430200", "level": "", "administrator_name": "管理员甲", "administrator": "shaoyang-admin",
    "password": "a-first-password",
}  # fmt: skip


@pytest.fixture
def here(settings, tmp_path):
    settings.SITE_ROOT = tmp_path / "site"
    return office()


@pytest.fixture
def admin(here) -> Client:
    return here.client(Role.ADMINISTRATOR)


def page(path: str) -> str:
    return (conf.SITE_ROOT / path).read_text("utf-8")


def work() -> None:
    drain(worker="t")


def test_an_organ_below_with_its_administrator(here, admin):
    answer = admin.post(reverse("manage:organ-new"), NEW)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Organ.objects.get(code="430500S00")
    assert (made.parent, made.level, made.kind) == (here.place.province, "city", "department")
    first = Person.objects.get(username="shaoyang-admin")
    assert signed_in(first).get(reverse("manage:people")).status_code == 200
    assert made.duties.exists()
    assert {"organ.create", "person.create", "post.give"} <= set(
        Entry.objects.filter(chain="430500S00").values_list("verb", flat=True)
    )


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("code", "bad", "code"),
        ("region", "440100", "region"),
        ("administrator", "auditor", "administrator"),
        ("password", "short", "password"),
        ("level", "township", "level"),
    ],
)
def test_what_is_wrong_stands_at_its_field(admin, field, value, where):
    before = Organ.objects.count()
    answer = admin.post(reverse("manage:organ-new"), NEW | {field: value})
    assert answer.status_code == 422
    assert where in answer.context["form"].errors
    assert Organ.objects.count() == before
    assert not Person.objects.filter(username="shaoyang-admin").exists()


def test_no_organ_below_one_that_is_not_mine(here):
    county_admin = here.place.county
    outsider = here.client(Role.ADMINISTRATOR)
    assert outsider.post(f"{reverse('manage:organ-new')}?organ={county_admin.pk}", NEW).status_code == 404


def said(organ: Organ, **changed) -> dict[str, str]:
    told = {name: getattr(organ, name) for name in ("name", "short_name", "index_pattern")}
    return told | changed


def test_the_site_follows_without_a_full_build(here, admin):
    publishing.build(at=timezone.now())
    province = here.place.province
    work()
    admin.post(reverse("manage:organ-edit"), said(province, phone="0731-00000000"))
    assert not Job.objects.filter(kind="site.changed", state="waiting").exists(), (
        "contact stands on few pages"
    )
    work()
    assert "0731-00000000" in page(f"organs/{province.code}/index.html")
    admin.post(reverse("manage:division-new"), {"name": "耕地保护监督处"})
    work()
    assert "耕地保护监督处" in page(f"organs/{province.code}/index.html")
    admin.post(
        reverse("manage:organ-edit"), said(province, name="湖南省自然资源和规划厅", phone="0731-00000000")
    )
    work()
    assert "主办单位：湖南省自然资源和规划厅" in page("index.html"), "the foot of every page"
    assert "湖南省自然资源和规划厅" in page(f"organs/{province.code}/records/index.html")
    admin.post(reverse("manage:organ-new"), NEW)
    work()
    assert "邵阳市自然资源和规划局" in page("organs/430500S00/index.html")
    assert "邵阳市自然资源和规划局" in page("organs/index.html")
    assert publishing.check(at=timezone.now()) == []


def test_saved_twice_is_said_once(here, admin):
    before = Entry.objects.count()
    answer = admin.post(reverse("manage:organ-edit"), said(here.place.province))
    assert answer.status_code == 422
    assert Entry.objects.count() == before


def test_no_two_organs_number_alike(admin, here):
    """Numbers without the code of the organ are somebody's alone."""
    province, edit = here.place.province, reverse("manage:organ-edit")
    admin.post(reverse("manage:organ-new"), NEW)
    made = Organ.objects.get(code=NEW["code"])
    organs.set_index_pattern(
        organ=made, pattern="430500S00/{year}-{serial}", by=Person.objects.first(), at=timezone.now()
    )
    for pattern, said_of_it in {
        "430500S00/{year}-{serial:04d}": "邵阳市自然资源和规划局",
        "{organ}/{serial}": "必须各出现一次",
        "430S00/{year}/{serial}": "不合规范",
    }.items():
        answer = admin.post(edit, said(province, index_pattern=pattern))
        assert (answer.status_code, said_of_it in answer.content.decode()) == (422, True), pattern
    assert admin.post(edit, said(province, index_pattern="430000S00/{year}-{serial:06d}")).status_code == 302
    assert Entry.objects.filter(verb="organ.set_index_pattern").count() == 1
