"""From the register to the index: what is public is found, what is not is not, whatever happens between."""

from datetime import date, timedelta

import pytest

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.services import run_due
from gongkai.kernel.publishing.tests.factories import act
from gongkai.kernel.records.models import Relation
from gongkai.kernel.search import engines, selectors, services, source, tasks
from gongkai.kernel.search.backend import WriterBusy
from gongkai.kernel.search.selectors import Query, SearchUnavailable
from gongkai.kernel.search.tests.factories import NOW, Office

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = NOW.date()


@pytest.fixture
def office(settings, tmp_path):
    settings.INDEX_ROOT = tmp_path / "index"
    return Office()


@pytest.fixture
def indexed(office):
    services.build()
    return office


def work(at=NOW):
    """What a worker does: all jobs of the search."""
    return run_due(at=at, limit=50, worker="test", kinds=[tasks.INDEX, tasks.BUILD])


def found(text="", **options):
    return [hit.id for hit in selectors.search(Query(text, **options), today=TODAY).hits]


def in_index(text=""):
    return set(engines.backend().search(Query(text, as_of=TODAY)).ids)


# the life of a record


def test_published_record_is_found_when_its_job_ran(indexed):
    record = indexed.publish("关于征收白鹭塘村集体土地的公告")
    assert found("白鹭塘村") == []
    assert work().done == 1
    assert found("白鹭塘村") == [record.pk]


def test_corrected_record_is_found_by_its_new_text_only(indexed):
    record = indexed.publish("通知", body="<p>补偿标准为每亩六万元</p>")
    work()
    indexed.correct(record, title="通知", body="<p>补偿标准为每亩七万元</p>")
    work()
    assert found("每亩七万元", exact=True) == [record.pk]
    assert found("每亩六万元", exact=True) == []


def test_withdrawn_record_is_gone_at_once_and_from_the_index_after_its_job(indexed):
    record = indexed.publish()
    work()
    indexed.withdraw(record)
    assert in_index() == {record.pk}
    results = selectors.search(Query("白鹭塘村"), today=TODAY)
    assert (results.hits, results.total) == ((), 0)
    work()
    assert in_index() == set()


def test_drafts_are_never_indexed(indexed):
    record = indexed.publish()
    indexed.withdraw(record)
    indexed.reviewed(record, title="尚未公开的新版本")
    services.refresh(ids=[record.pk])
    services.build()
    assert in_index() == set()


def test_attachments_are_searched_and_shown(indexed):
    annex = "序号一 丁字湾镇筲箕湾村 青苗补偿费"
    record = indexed.publish("关于印发名单的通知", body="<p>见附件</p>", files=[("补偿名单.pdf", annex)])
    other = indexed.publish("另一份通知")
    work()
    (hit,) = selectors.search(Query("筲箕湾村"), today=TODAY).hits
    assert (hit.id, hit.passages) == (
        record.pk,
        ("补偿名单.pdf 序号一 丁字湾镇<mark>筲箕湾村</mark> 青苗补偿费",),
    )
    assert found(filters={"flag": ("attachment",)}) == [record.pk]
    assert other.pk in found("通知")


# the worker


def test_killed_between_commit_and_mark_does_the_same_again(indexed):
    """The index has committed, the worker is killed before the job is done: it runs again."""
    record = indexed.publish()
    services.refresh(ids=[record.pk])
    Job.objects.update(state="leased", attempts=1, lease_owner="killed", leased_until=NOW)
    assert work(NOW + timedelta(minutes=10)).done == 1
    assert found("白鹭塘村") == [record.pk]
    assert services.verify().good


def test_killed_before_commit_leaves_the_old_index(indexed):
    record = indexed.publish()
    work()
    engine = engines.backend()
    other = indexed.publish("另一份公告")
    with pytest.raises(KeyboardInterrupt), engine.writer(engine.live()) as writer:
        writer.upsert(source.published_documents([other.pk]))
        raise KeyboardInterrupt
    assert in_index() == {record.pk}
    work()
    assert in_index() == {record.pk, other.pk}


def test_waiting_changes_are_written_with_one_commit(indexed):
    records = {indexed.publish(f"第{n}号公告").pk for n in range(1, 6)}
    run_due(at=NOW, limit=1, worker="test", kinds=[tasks.INDEX])
    assert in_index() == records
    before = (engines.backend().root / engines.backend().live().name / "meta.json").stat().st_mtime_ns
    assert work().done == 0, "the others went along"
    assert (engines.backend().root / engines.backend().live().name / "meta.json").stat().st_mtime_ns == before


def test_busy_index_is_tried_again_later(indexed, monkeypatch):
    record = indexed.publish()
    engine = engines.backend()
    exclusive = engine.exclusive
    monkeypatch.setattr(engine, "exclusive", lambda: exclusive(wait=0))  # the test does not wait ten seconds
    with type(engine)(engine.root).exclusive():
        assert work().failed == 1
        assert in_index() == set()
    assert work(NOW + timedelta(minutes=1)).done == 1
    assert in_index() == {record.pk}


def test_what_is_indexed_already_waits_for_nobody(indexed):
    record = indexed.publish()
    services.refresh(ids=[record.pk])
    with engines.backend().exclusive():
        assert work().done == 1


def test_first_record_builds_the_missing_index(office):
    record = office.publish()
    with pytest.raises(SearchUnavailable):
        found("白鹭塘村")
    assert work().done == 2
    assert found("白鹭塘村") == [record.pk]


def test_index_of_another_analyser_is_built_again(indexed, monkeypatch):
    record = indexed.publish()
    before = engines.backend().live()
    noted = engines.backend().root / before.name / "gongkai.json"
    noted.write_text('{"schema_hash": "of an older version"}')
    assert not selectors.status().current_schema
    work()
    assert engines.backend().live() != before
    assert found("白鹭塘村") == [record.pk]


# building and comparing


def test_build_reports_progress_and_keeps_answering(office):
    records = {office.publish(f"第{n}号公告").pk for n in range(5)}
    steps = []
    services.build(progress=lambda done, total: steps.append((done, total)))
    assert steps[0] == (0, 5)
    assert steps[-1] == (5, 5)
    assert in_index() == records


def test_changes_during_a_build_are_in_the_new_index(indexed):
    """A record changes after the builder read it, and its job runs before the swap."""
    first, second = indexed.publish("甲公告"), indexed.publish("乙公告")
    work()
    later = []

    def in_between(done, total):
        if done == total and not later:
            indexed.correct(first, title="甲公告", body="<p>改动之后的正文</p>")
            indexed.withdraw(second)
            later.append(indexed.publish("丙公告").pk)
            work()
            assert found("改动之后的正文", exact=True) == [first.pk]

    services.build(progress=in_between)
    assert in_index() == {first.pk, *later}
    assert found("改动之后的正文", exact=True) == [first.pk]
    assert services.verify().good


def test_one_build_at_a_time(indexed):
    with type(engines.backend())(engines.backend().root).building_lock(), pytest.raises(WriterBusy):
        services.build()


def test_unfinished_build_is_cleared_away(indexed):
    left_over = engines.backend().create_generation()
    services.build()
    assert not (engines.backend().root / left_over.name).exists()
    assert engines.backend().building() is None


def test_a_stamp_needs_no_texts_but_counts_them(indexed):
    record = indexed.publish(files=[("补偿名单.pdf", "序号一")])
    (document,) = source.published_documents([record.pk])
    assert source.stamps([record.pk]) == {record.pk: document.stamp()}
    indexed.correct(record, files=[("补偿名册.pdf", "序号一 序号二")])  # a name of the same length
    assert source.stamps([record.pk]) != {record.pk: document.stamp()}


def test_verify_names_missing_foreign_and_stale(indexed):
    kept, stale, foreign = (indexed.publish(title) for title in ("甲公告", "乙公告", "丙公告"))
    work()
    missing = indexed.publish("丁公告")
    indexed.correct(stale, title="乙公告（更正）")
    indexed.withdraw(foreign)
    verdict = services.verify()
    assert not verdict.good
    assert (verdict.missing, verdict.foreign, verdict.stale) == ((missing.pk,), (foreign.pk,), (stale.pk,))
    work()
    assert services.verify().good
    assert in_index() == {kept.pk, stale.pk, missing.pk}


# asking


def test_hit_carries_what_a_page_shows(indexed):
    record = indexed.publish(
        "关于征收白鹭塘村集体土地的公告",
        body="<p>现将&lt;白鹭塘村&gt;征地补偿安置方案</p><p>公告如下</p>",
        document_number="望自然资告〔2026〕15号",
        kind="announcement",
    )
    work()
    (hit,) = selectors.search(Query("望自然资告[2026]15号"), today=TODAY).hits
    assert (hit.id, hit.index_number, hit.kind) == (record.pk, record.index_number, "announcement")
    (hit,) = selectors.search(Query("白鹭塘村"), today=TODAY).hits
    assert hit.title_html == "关于征收<mark>白鹭塘村</mark>集体土地的公告"
    assert hit.passages == ("现将&lt;<mark>白鹭塘村</mark>&gt;征地补偿安置方案 公告如下",)


def test_facets_and_filters_by_place(office):
    services.build()
    province = Office(office.organ.parent.parent)
    here, above = office.publish("采矿权公示"), province.publish("采矿权公示")
    work()
    results = selectors.search(Query("采矿权", facets=("organ", "region")), today=TODAY)
    assert dict(results.facets["organ"]) == {office.organ.code: 1, province.organ.code: 1}
    assert set(found("采矿权", filters={"region": ("430000",)})) == {here.pk, above.pk}
    assert found("采矿权", filters={"region": ("430112",)}) == [here.pk]
    assert set(found("采矿权", filters={"under": (province.organ.code,)})) == {here.pk, above.pk}
    assert found("采矿权", filters={"organ": (province.organ.code,)}) == [above.pk]


def test_repealed_by_another_public_record(indexed):
    made = TODAY - timedelta(days=900)
    old = indexed.publish("征地补偿标准", made_on=made, effective_on=made)
    on = TODAY - timedelta(days=10)
    new = indexed.publish("关于废止征地补偿标准的决定", relations=[act("repeals", old, on)])
    Relation.objects.create(source=new, target=old, kind="repeals", on=on)
    work()
    assert found("征地补偿标准", filters={"validity": ("repealed",)}) == [old.pk]
    before = TODAY - timedelta(days=11)
    assert old.pk in found("征地补偿标准", filters={"validity": ("in_force",)}, as_of=before)


def test_continued_after_its_end(indexed):
    """RENEWS: what the page calls valid again, the search does too (one rule for both)."""
    old = indexed.publish("征地补偿标准", made_on=date(2019, 1, 1), expires_on=date(2023, 12, 31))
    said = [act("renews", old, date(2024, 3, 1))]
    new = indexed.publish("关于继续执行征地补偿标准的通知", relations=said)
    Relation.objects.create(source=new, target=old, kind="renews", on=date(2024, 3, 1))
    work()
    found_in = {
        day: found("征地补偿标准", filters={"validity": ("in_force",)}, as_of=day)
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 3, 1))
    }
    assert [old.pk in ids for ids in found_in.values()] == [True, False, True]


def test_nothing_found_offers_the_nearest(indexed):
    record = indexed.publish("白鹭塘村征地补偿安置方案公告")
    work()
    results = selectors.search(Query("枫树坪村征地补偿安置方案"), today=TODAY)
    assert (results.total, results.nearest) == (0, True)
    assert [hit.id for hit in results.hits] == [record.pk]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (Query("征" * 201), "text_too_long"),
        (Query("征地", filters={"owner": ("1",)}), "unknown_filter"),
        (Query("征地", filters={"validity": ("perhaps",)}), "unknown_validity"),
        (Query("征地", limit=51), "page_size"),
        (Query("征地", offset=-1), "too_deep"),
        (Query("征地", offset=995), "too_deep"),
        (Query("征地", date_from=TODAY, date_to=TODAY - timedelta(days=1)), "dates_reversed"),
    ],
)
def test_queries_that_cannot_be_answered(indexed, query, code):
    with pytest.raises(NotAllowed) as refusal:
        selectors.search(query, today=TODAY)
    assert [reason.code for reason in refusal.value.reasons] == [code]


def test_few_queries_whatever_the_page_size(indexed, django_assert_max_num_queries):
    for number in range(12):
        indexed.publish(f"第{number}号公告")
    work()
    with django_assert_max_num_queries(2):
        assert len(found("公告", limit=12)) == 12
