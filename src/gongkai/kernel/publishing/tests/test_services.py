"""From the register to the tree: one publication, corrections, withdrawal, the whole build and its check."""

import re
from datetime import date, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from gongkai.foundation.jobs.models import Job
from gongkai.kernel.publishing import services
from gongkai.kernel.publishing.models import GoneAddress, Page, Shelf, ShelfEntry
from gongkai.kernel.publishing.tests import factories
from gongkai.kernel.publishing.tests.factories import (
    NOW,
    act,
    exists,
    public,
    release,
    render,
    text_of,
    withdraw,
)
from gongkai.kernel.records.models import Erratum, Relation

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

LISTS = (
    "/notices/index.html",
    "/catalogue/index.html",
    "/catalogue/kinds/notice/index.html",
    "/catalogue/subjects/05/index.html",
    "/catalogue/subjects/0501/index.html",
    "/catalogue/years/2026/index.html",
    "/organs/430S00/records/index.html",
    "/organs/430S00/index.html",
    "/index.html",
    "/feeds/index.xml",
    "/feeds/notices.xml",
    "/sitemaps/1.xml",
)


def places_of(needle: str) -> set[str]:
    tree = services.site_tree()
    return {path for path in tree.walk() if needle.encode() in tree.place(path).read_bytes()}


def contents() -> dict[str, bytes]:
    tree = services.site_tree()
    return {path: tree.place(path).read_bytes() for path in tree.walk()}


def test_a_publication_appears_everywhere_it_belongs_at_once(world):
    record = public(world, "关于湘江新区征收土地的公告")
    render(record)
    address = record.publication.address
    assert {path for path in LISTS if address not in text_of(path)} == set()
    assert "关于湘江新区征收土地的公告" in text_of(address)


def test_rendering_again_writes_nothing(world):
    record = public(world)
    render(record)
    again = render(record)
    assert again.written == again.removed == ()


def test_one_publication_touches_a_bounded_number_of_files_even_when_pages_fill_up(world):
    most = 0
    for _count in range(41):
        record = public(
            world,
            columns=["policy/documents", "disclosure/statutory/land-acquisition"],
            document_number="湘自资发〔2026〕1号",
            normative=True,
        )
        most = max(most, len(render(record).written))
    assert exists("/policy/documents/2.html")  # two pages were completed on every list on the way
    assert most <= 40


def test_queries_of_one_publication_do_not_grow_with_the_register(world, django_assert_max_num_queries):
    for _count in range(3):
        render(public(world))
    few = public(world)
    with CaptureQueriesContext(_connection()) as with_few:
        render(few)
    for _count in range(50):
        public(world)
    services.build(at=NOW)
    many = public(world)
    with django_assert_max_num_queries(len(with_few) + 6):
        render(many)


def _connection():
    from django.db import connection

    return connection


def test_old_pages_never_change_when_records_come(world):
    for _count in range(65):
        public(world)
    services.build(at=NOW)
    before = contents()
    for _count in range(25):
        render(public(world))
    after = contents()
    numbered = [path for path in before if re.fullmatch(r"/notices/\d+\.html", path)]
    assert sorted(numbered) == ["/notices/1.html", "/notices/2.html", "/notices/3.html"]
    # the newest full page is the only one that may still get a newer neighbour
    assert [path for path in numbered if before[path] != after[path]] == ["/notices/3.html"]
    assert "/notices/4.html" in after


def test_every_entry_of_a_list_can_be_reached_by_its_older_links(world):
    records = [public(world) for _count in range(47)]
    services.build(at=NOW)
    found, page = set(), "/notices/index.html"
    while page:
        text = text_of(page)
        found |= set(re.findall(r'href="(/records/[^"]+)"', text))
        older = re.search(r'rel="next" href="([^"]+)"', text)
        page = older[1] if older else ""
    assert found == {record.publication.address for record in records}


def test_positions_are_given_once_and_a_withdrawn_one_stays_empty(world):
    first, second, third = public(world), public(world), public(world)
    render(first, second, third)
    withdraw(world, second)
    render(second)
    again = public(world)
    render(again)
    shelf = Shelf.objects.get(key="all")
    positions = dict(
        ShelfEntry.objects.filter(shelf=shelf).order_by("position").values_list("record_id", "position")
    )
    assert positions == {first.pk: 1, third.pk: 3, again.pk: 4}


def test_a_withdrawn_record_is_gone_everywhere_but_the_notice(world):
    file = factories.stored_file(world, "附表 一.txt", "误公开的附表内容".encode())
    neighbour = public(world)
    record = public(world, "误发的征地公告", files=[file])
    later = public(world)
    render(neighbour, record, later)
    attachment = next(path for path in contents() if path.endswith("附表_一.txt"))
    assert "误发的征地公告" in text_of(later.publication.address)  # as the previous one
    address = record.publication.address
    withdraw(world, record, reason="附件含有个人信息")
    done = render(record)
    assert places_of("误发的征地公告") == set()
    assert places_of("误公开的附表内容") == set()
    assert done.removed == (attachment,)
    assert places_of(address) == set()  # nothing names the address any more, not even itself
    listed = dict(GoneAddress.objects.values_list("path", "has_notice"))
    assert listed == {address: True, attachment: False}
    notice = text_of(address)
    assert 'data-status="410"' in notice
    assert 'content="noindex"' in notice
    assert "内容有误，正在核实" in notice
    assert "附件含有个人信息" not in notice
    assert "2026-11-20 09:30" in notice
    # a tree that was never built as a whole lacks pages, but nothing in it is wrong or foreign
    assert {str(finding.fault) for finding in services.check(at=NOW)} == {"missing"}


def test_an_address_used_again_leaves_the_purge_list(world):
    record = public(world)
    render(record)
    withdraw(world, record)
    render(record)
    assert GoneAddress.objects.filter(path=record.publication.address).exists()
    release(world, record, record.versions.get(), NOW)
    render(record)
    assert not GoneAddress.objects.exists()


def test_the_words_of_a_withdrawal_show_once_somebody_else_has_released_them(world):
    record = public(world)
    row = withdraw(world, record, reason="附表二与正文不一致")
    row.released_by, row.released_at = world.drafter, NOW
    row.save()
    render(record)
    assert "附表二与正文不一致" in text_of(row.address)


def test_a_shared_attachment_stays_while_another_record_needs_it(world):
    file = factories.stored_file(world)
    one, two = public(world, files=[file]), public(world, files=[file])
    render(one, two)
    (path,) = [path for path in contents() if path.startswith("/files/")]
    withdraw(world, one)
    assert render(one).removed == ()
    assert exists(path)
    withdraw(world, two)
    assert render(two).removed == (path,)


def test_a_correction_shows_the_new_text_the_erratum_and_drops_old_files(world):
    record = public(world, "关于补偿标准的通知", files=[factories.stored_file(world, "旧标准.txt")])
    other = public(world)
    render(record, other)
    before = record.current
    after = factories.add_version(
        world, record, at=NOW, title="关于补偿标准的通知（更正）", columns=before.columns,
        erratum="第二条金额有误",
    )  # fmt: skip
    release(world, record, after, NOW)
    Erratum.objects.create(record=record, before=before, after=after, text="第二条金额有误", at=NOW)
    render(record)
    assert "第二条金额有误" in text_of(record.publication.address)
    assert "（更正）" in text_of("/notices/index.html")
    assert "（更正）" in text_of(other.publication.address)
    assert not [path for path in contents() if path.startswith("/files/")]
    assert ShelfEntry.objects.filter(record=record, shelf__key="all").get().position == 1


def test_a_record_moves_to_another_column_and_leaves_no_trace_in_the_first(world):
    record = public(world, column="notices")
    render(record)
    moved = factories.add_version(world, record, at=NOW, columns=[world.column("topics").pk])
    release(world, record, moved, NOW)
    render(record)
    assert record.publication.address not in text_of("/notices/index.html")
    assert record.publication.address not in text_of("/feeds/notices.xml")
    assert record.publication.address in text_of("/topics/index.html")


def test_policy_and_interpretation_link_both_ways_and_side_by_side(world):
    policy = public(world, "征地公开办法", column="policy/documents", document_number="湘自资规〔2026〕3号")
    said = [act("interprets", policy)]
    material = public(world, "《征地公开办法》解读", column="policy/interpretation", relations=said)
    Relation.objects.create(source=material, target=policy, kind="interprets")
    render(policy, material)
    assert material.publication.address in text_of(policy.publication.address)
    assert policy.publication.address in text_of(material.publication.address)
    assert material.publication.address in text_of("/policy/documents/index.html")
    withdraw(world, material)
    render(material, policy)
    assert "《征地公开办法》解读" not in text_of(policy.publication.address)


def test_a_repealed_document_says_so_and_changes_its_tab_on_the_day(world):
    old = public(world, "旧办法", column="policy/documents", normative=True)
    said = {"effective_on": date(2026, 12, 1), "relations": [act("repeals", old, date(2026, 12, 1))]}
    new = public(world, "新办法", column="policy/documents", normative=True, **said)
    Relation.objects.create(source=new, target=old, kind="repeals", on=date(2026, 12, 1))
    render(old, new)
    assert old.publication.address in text_of("/library/in-force/index.html")
    assert new.publication.address in text_of("/library/not-yet/index.html")
    assert "新办法" in text_of(old.publication.address)
    day = NOW + timedelta(days=11)
    assert services.refresh_validity(at=day - timedelta(days=1)) == 0
    assert services.refresh_validity(at=day) == 2
    assert services.refresh_validity(at=day) == 0
    assert old.publication.address in text_of("/library/repealed/index.html")
    assert old.publication.address not in text_of("/library/in-force/index.html")
    assert new.publication.address in text_of("/library/in-force/index.html")


def test_a_repeal_outlives_the_withdrawal_of_its_document(world):
    old = public(world, "旧办法", column="policy/documents", normative=True)
    said = [act("repeals", old, date(2026, 11, 1))]
    new = public(world, "关于废止旧办法的决定", column="policy/documents", relations=said)
    Relation.objects.create(source=new, target=old, kind="repeals", on=date(2026, 11, 1))
    render(old, new)
    withdraw(world, new)
    render(old, new)
    page = text_of(old.publication.address)
    assert "本文件已被废止（自 2026-11-01 起），作出这一决定的文件已撤回。" in page
    assert "关于废止旧办法的决定" not in page
    assert old.publication.address in text_of("/library/repealed/index.html")


def test_a_page_that_time_will_change_is_looked_at_after_midnight_in_china(world):
    render(public(world, expires_on=date(2026, 12, 31)))
    (job,) = Job.objects.filter(kind="site.validity").order_by("id")
    assert job.run_after.isoformat() == "2026-11-20T16:01:00+00:00"


def test_the_table_of_files_says_what_lies_in_the_tree(world):
    record = public(world, files=[factories.stored_file(world)])
    render(record)
    withdraw(world, record)
    render(record)
    rows = {page.path: page for page in Page.objects.order_by("path")}
    tree = services.site_tree()
    assert set(rows) == set(tree.walk())
    assert all(row.size == tree.place(path).stat().st_size for path, row in rows.items())


def test_a_preview_is_the_page_as_the_public_will_see_it_and_writes_nothing(world):
    record = public(world, "关于预览的通知")
    render(record)
    before = contents()
    page = services.preview(record.current, at=NOW)
    assert page == text_of(record.publication.address)
    draft = factories.add_version(world, record, at=NOW, title="尚未公开的新版本")
    assert "尚未公开的新版本" in services.preview(draft, at=NOW)
    assert contents() == before
