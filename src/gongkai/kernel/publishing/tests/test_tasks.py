"""The jobs: what is announced is rendered; a changed column reaches every page in steps; the daily look
goes on.
"""

from datetime import date, timedelta

import pytest
from django.db import transaction

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.jobs import registry
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.services import announce, run_due
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.catalogue import events as catalogue_events
from gongkai.kernel.publishing import refreshing, services, tasks
from gongkai.kernel.publishing.tests import factories
from gongkai.kernel.publishing.tests.factories import NOW, public, text_of
from gongkai.kernel.records import events
from gongkai.kernel.records.preview import render_preview
from gongkai.kernel.records.services.recording import tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def run(at=NOW, limit=200, kinds=None):
    return run_due(at=at, limit=limit, worker="test", kinds=kinds or _SITE)


def act(record) -> None:
    with transaction.atomic():
        tell(record, "record.publish", by=SYSTEM, at=NOW)


def test_heads_are_signed_within_a_minute_of_publications_and_each_day(world, settings):
    """However many are published, one signature covers a minute of them; what it covers cannot be cut off unseen."""
    services.build(at=NOW)
    for minute in range(3):
        for _count in range(4):
            record = public(world)
            announce(event=events.PUBLISHED, key=str(record.pk), payload={"record": record.pk})
            act(record)
            run(at=NOW + timedelta(minutes=minute), kinds=(tasks.RENDER,))
        run(at=NOW + timedelta(minutes=minute + 1), kinds=(tasks.HEADS,))
    assert len(settings.LEDGER_HEADS.read_bytes().splitlines()) == 1 + 3
    assert services.published_heads().read_bytes() == settings.LEDGER_HEADS.read_bytes().splitlines(True)[-1]
    assert verify(published=services.published_heads()) == []
    assert services.check(at=NOW) == []
    assert registry.daily[tasks.HEADS]


_SITE = ("site.render", "site.changed", "site.refresh", "site.organ", "site.validity")


@pytest.mark.parametrize("event", [events.PUBLISHED, events.CHANGED, events.WITHDRAWN])
def test_what_the_register_announces_is_rendered(world, event):
    record = public(world)
    if event == events.WITHDRAWN:
        factories.withdraw(world, record)
    announce(event=event, key=str(record.pk), payload={"record": record.pk})
    assert run().failed == 0
    address = f"/records/{record.index_number}.html"
    assert ("该信息已撤回" in text_of(address)) == (event == events.WITHDRAWN)


def test_a_renamed_column_reaches_every_page_in_steps(world, monkeypatch):
    monkeypatch.setattr(refreshing, "STEP", 7)
    for _count in range(45):
        public(world)
    services.build(at=NOW)
    column = world.column("notices")
    column.name = "通知与公告"
    column.save()
    announce(event=catalogue_events.COLUMN_CHANGED, key="1", payload={"column": column.pk})
    ran = run(limit=500)
    assert ran.failed == 0
    assert ran.done > 30  # steps, not one long job
    assert services.check(at=NOW) == []
    assert "通知与公告" in text_of("/records/430S00/2026-00001.html")
    assert "通知与公告" in text_of("/notices/1.html")


def test_changed_duties_show_on_the_page_of_the_organ(world):
    services.build(at=NOW)
    world.organ.duties.create(
        code="21-2",
        article="21",
        name="征收土地预公告",
        source="土地管理法实施条例 第二十六条",
        level="county",
    )
    announce(event=catalogue_events.DUTY_CHANGED, key="1", payload={"organ": world.organ.pk, "duty": 1})
    run()
    assert "征收土地预公告" in text_of("/organs/430S00/index.html")


def test_the_daily_look_renders_what_the_day_changed_and_plans_the_next(world):
    record = public(world, column="policy/documents", normative=True, expires_on=date(2026, 11, 20))
    services.build(at=NOW)
    assert record.publication.address in text_of("/library/in-force/index.html")
    tomorrow = NOW + timedelta(days=1)
    assert run(at=tomorrow).done == 1
    assert record.publication.address in text_of("/library/expired/index.html")
    (job,) = Job.objects.filter(kind="site.validity", state="waiting").order_by("id")
    assert job.run_after > tomorrow


def test_the_register_can_show_previews(world):
    record = public(world)
    assert "<h1>" in render_preview(record.current, at=NOW)
