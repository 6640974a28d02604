"""The register on the desk: every filter narrows, none widens what one may see, and saved views come back."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs.models import Organ, Person, Region
from gongkai.foundation.orgs.rules import Level, Role
from gongkai.foundation.orgs.services import create_organ, create_person, give_post
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.records import services
from gongkai.kernel.records.models import InColumn, Record, SavedView
from gongkai.kernel.records.tests.factories import NOW, Bureau, bureau, content, drafted

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LIST = "records:list"


@pytest.fixture
def county(office) -> Organ:
    """A bureau below the department."""
    region = Region.objects.create(
        code="430121", name="清溪县", level=Level.COUNTY, parent=office.organ.region
    )
    return create_organ(
        code="430121S00", name="清溪县自然资源局", short_name="清溪县局", level=Level.COUNTY, region=region,
        parent=office.organ, by=SYSTEM, at=NOW,
    )  # fmt: skip


def drafted_in(organ: Organ, office: Bureau, title: str) -> Record:
    text = content(office, title=title, columns=())
    return services.draft(organ=organ, division=None, content=text, by=office.officer, at=NOW)


@pytest.fixture
def inspector(office) -> Person:
    """Sees the organs below the province's department too."""
    person = create_person(
        username="inspector", name="督查员", organ=office.organ, division=office.division,
        password="a-long-password", by=SYSTEM, at=NOW,
    )  # fmt: skip
    give_post(
        person=person, role=Role.INSPECTOR, organ=office.organ, division=None, since=date(2019, 1, 1),
        by=SYSTEM, at=NOW,
    )  # fmt: skip
    return person


def desk(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def titles(person: Person, **filters) -> set[str]:
    answer = desk(person).get(reverse(LIST), filters)
    return {line.title for line in answer.context["page"].rows}


def test_by_organ_with_and_without_those_below(office, county, inspector):
    drafted(office, title="省厅通知")
    drafted_in(county, office, "县局通知")
    own, below = office.organ, county
    for name in (own.code, own.name, own.short_name):
        assert titles(inspector, organ=name) == {"省厅通知"}
    assert titles(inspector, organ=own.code, below="on") == {"省厅通知", "县局通知"}
    assert titles(inspector, organ=below.code, below="on") == {"县局通知"}
    assert titles(inspector, organ="没有这个机关") == set()


def test_no_filter_shows_what_is_out_of_reach(office, county):
    drafted_in(county, office, "县局通知")
    drafted(bureau("430L00", "云岭省林业局"), title="林业局通知")
    assert titles(office.officer, organ="云岭省林业局") == set()
    assert titles(office.officer, organ=office.organ.code, below="on") == set()
    assert titles(office.officer, organ=county.code) == set()


def test_by_division_kind_and_day(office):
    drafted(office, title="一份通知")
    drafted(office, title="一份公告", kind="announcement", at=NOW + timedelta(days=2))
    assert titles(office.officer, division="用途管制") == {"一份通知", "一份公告"}
    assert titles(office.officer, division="矿业权") == set()
    assert titles(office.officer, kind="announcement") == {"一份公告"}
    day = NOW.date()
    assert titles(office.officer, since=day, until=day) == {"一份通知"}
    assert titles(office.officer, since=day + timedelta(days=1)) == {"一份公告"}
    assert titles(office.officer, since=day - timedelta(days=9), until=day - timedelta(days=1)) == set()
    assert titles(office.officer, until="9999-12-31") == {"一份通知", "一份公告"}


def test_by_column_of_the_newest_version_by_name_path_or_site(office):
    rules = Column.objects.create(
        site=office.site, parent=office.column, slug="rules", path="notices/rules/", name="制度", kind="notice"
    )  # fmt: skip
    moved = drafted(office, title="先在通知公告")
    drafted(office, title="在通知公告")
    drafted(office, title="哪里都不在", columns=())
    text = content(office, title="先在通知公告", columns=(rules.pk,))
    services.save(record=moved, content=text, base=1, by=office.officer, at=NOW)
    both = {"先在通知公告", "在通知公告"}
    assert titles(office.officer, column="通知") == {"在通知公告"}
    assert titles(office.officer, column="制度") == {"先在通知公告"}
    assert titles(office.officer, column="notices/") == both, "those below too"
    assert titles(office.officer, column=f"{office.site.code}:notices/") == both
    assert titles(office.officer, column="another-site:notices/") == set()
    assert titles(office.officer, column="制度", kind="announcement") == set()


def test_a_column_that_there_is_not_is_no_place(office):
    """Imports and the API may name one; the gate tells of it."""
    record = drafted(office, columns=(office.column.pk, 999_999))
    assert list(InColumn.objects.values_list("record", "column")) == [(record.pk, office.column.pk)]


def test_days_are_those_of_china(office):
    drafted(office, title="零点过后", at=datetime(2026, 11, 21, 0, 5, tzinfo=SHANGHAI))
    assert titles(office.officer, since="2026-11-21", until="2026-11-21") == {"零点过后"}
    assert titles(office.officer, until="2026-11-20") == set()


def test_a_wrong_day_is_told_and_shows_everything(office):
    drafted(office, title="一份通知")
    answer = desk(office.officer).get(reverse(LIST), {"since": "昨天"})
    assert "变动自：" in answer.content.decode() and len(answer.context["page"].rows) == 1


def test_all_filters_at_once_cost_no_further_query(office, inspector):
    for number in range(25):
        drafted(office, title=f"第{number}号通知", at=NOW + timedelta(minutes=number))
    client = desk(inspector)
    chosen = {
        "organ": office.organ.code, "below": "on", "division": "用途", "kind": "notice", "stage": "draft", "column": "通知",
        "attribute": "proactive", "q": "通知", "since": NOW.date(), "until": NOW.date(),
    }  # fmt: skip
    client.get(reverse(LIST), chosen)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse(LIST), chosen)
    assert len(answer.context["page"].rows) == 20 and answer.context["page"].older
    assert len(captured) <= 6
    older = client.get(reverse(LIST), chosen | {"after": answer.context["page"].older})
    assert len(older.context["page"].rows) == 5


def test_a_saved_view_is_kept_opened_and_dropped(office):
    drafted(office, title="一份公告", kind="announcement")
    drafted(office, title="一份通知")
    client = desk(office.officer)
    query = "kind=announcement&stage=draft"
    answer = client.post(reverse("records:save-view"), {"name": "在办公告", "query": query})
    assert answer.url == f"{reverse(LIST)}?{query}"
    page = client.get(answer.url)
    assert [line.title for line in page.context["page"].rows] == ["一份公告"]
    assert "在办公告" in page.content.decode()
    client.post(reverse("records:save-view"), {"name": "在办公告", "query": "kind=notice"})
    view = SavedView.objects.get()
    assert view.query == "kind=notice", "the same name again replaces it"
    desk(office.head).post(reverse("records:drop-view", args=[view.pk]))
    assert SavedView.objects.exists(), "it is not theirs"
    client.post(reverse("records:drop-view", args=[view.pk]))
    assert not SavedView.objects.exists()
