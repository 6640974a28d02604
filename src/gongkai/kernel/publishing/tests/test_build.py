"""The whole tree: complete, clean after a build, mended by a build; crashes and publications in between."""

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from gongkai.kernel.catalogue.models import Column, Site
from gongkai.kernel.publishing import services
from gongkai.kernel.publishing.models import Page, ShelfEntry
from gongkai.kernel.publishing.tests import factories
from gongkai.kernel.publishing.tests.factories import NOW, public, render, withdraw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def faults() -> dict[str, str]:
    return {finding.path: str(finding.fault) for finding in services.check(at=NOW)}


def test_a_build_is_clean_and_a_second_one_writes_only_the_ledger_heads(world):
    for _count in range(23):
        public(world)
    withdrawn = public(world)
    withdraw(world, withdrawn)
    first = services.build(at=NOW)
    assert faults() == {}
    assert first.written == first.files
    assert services.build(at=NOW + timedelta(minutes=1)).written <= 1
    assert set(Page.objects.values_list("path", flat=True)) == set(services.site_tree().walk())


def test_an_empty_platform_has_a_site(db):
    services.build(at=NOW)
    assert faults() == {}
    assert factories.exists("/index.html")


def test_publishing_record_by_record_gives_the_same_tree_as_a_build(world):
    services.build(at=NOW)
    for number in range(45):
        record = public(
            world, column="policy/documents" if number % 3 else "notices", document_number="湘〔2026〕1号"
        )
        render(record)
        if number % 7 == 0:
            withdraw(world, record)
            render(record)
    assert faults() == {}


def test_the_check_names_what_was_tampered_with_and_a_build_mends_it(world):
    record = public(world, files=[factories.stored_file(world)])
    services.build(at=NOW)
    tree = services.site_tree()
    page, attachment = record.publication.address, next(p for p in tree.walk() if p.startswith("/files/"))
    tree.place(page).write_text(tree.place(page).read_text().replace("通知", "通報"))
    tree.place(attachment).write_bytes(b"x" * tree.place(attachment).stat().st_size)
    tree.place("/notices/index.html").unlink()
    tree.place("/ledger-heads.json").unlink()
    tree.place("/evil.html").write_text("foreign")
    os.symlink("/etc/passwd", tree.root / "link.txt")
    assert faults() == {
        page: "changed",
        attachment: "changed",
        "/notices/index.html": "missing",
        "/ledger-heads.json": "missing",
        "/evil.html": "foreign",
        "/link.txt": "foreign",
    }
    services.build(at=NOW)
    assert faults() == {}
    assert os.path.exists("/etc/passwd")


def test_the_check_sees_a_publication_that_was_never_rendered(world):
    services.build(at=NOW)
    record = public(world)
    found = faults()
    assert found[f"record:{record.pk}"] == "unsettled"
    assert found[record.publication.address] == "missing"
    render(record)
    assert faults() == {}


def test_a_publication_during_a_build_is_neither_lost_nor_taken_for_foreign(world):
    for _count in range(3):
        public(world)
    late = []

    def publish_meanwhile(_done, _total, name):
        if name == "home" and not late:
            late.append(public(world, "建站途中公开的信息"))
            render(late[0], at=NOW)

    services.build(at=NOW, progress=publish_meanwhile)
    assert "建站途中公开的信息" in factories.text_of("/index.html")
    assert factories.exists(late[0].publication.address)
    assert faults() == {}


def test_a_missing_original_leaves_the_old_pages_and_works_when_run_again(world, settings):
    services.build(at=NOW)
    before = factories.text_of("/notices/index.html")
    record = public(world, files=[factories.stored_file(world)])
    os.rename(settings.FILES_ROOT, f"{settings.FILES_ROOT}.away")
    with pytest.raises(services.Unreviewed):
        render(record)
    assert factories.text_of("/notices/index.html") == before
    os.rename(f"{settings.FILES_ROOT}.away", settings.FILES_ROOT)
    render(record)
    assert faults() == {}


def test_publications_at_the_same_time_get_different_positions_and_are_all_on_the_lists(world):
    services.build(at=NOW)
    records = [public(world) for _count in range(8)]

    def work(record):
        try:
            return render(record)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(work, records))) == 8
    assert sorted(ShelfEntry.objects.filter(shelf__key="all").values_list("position", flat=True)) == list(
        range(1, 9)
    )
    assert faults() == {}


def test_a_city_channel_has_its_own_pages_under_its_own_root(world):
    channel = Site.objects.create(code="changsha", name="长沙频道", organ=world.city, parent=world.site)
    column = Column.objects.create(
        site=channel, slug="notices", path="notices/", name="长沙公告", kind="notice"
    )
    world.columns["changsha"] = column
    record = public(world, "长沙市的公告", column="changsha", organ=world.city)
    services.build(at=NOW)
    assert record.publication.address in factories.text_of("/channels/changsha/notices/index.html")
    assert record.publication.address in factories.text_of("/channels/changsha/index.html")
    assert record.publication.address not in factories.text_of("/notices/index.html")
    assert "长沙频道" in factories.text_of(record.publication.address)
    late = public(world, "长沙市的又一公告", column="changsha", organ=world.city)
    render(late)
    assert late.publication.address in factories.text_of("/channels/changsha/index.html")
    assert faults() == {}


_KILLED = """
    import os, sys
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.settings.base"
    import django
    django.setup()
    from datetime import datetime
    from pathlib import Path
    from django.conf import settings
    settings.SITE_ROOT = Path(sys.argv[2])
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    from django.db import connections
    connections["default"].settings_dict["NAME"] = sys.argv[1]
    from gongkai.kernel.publishing import services
    import gongkai.kernel.publishing.tree as tree
    left = int(sys.argv[3])
    replace = os.replace
    def die_after(*arguments):
        global left
        if left == 0:
            os.kill(os.getpid(), 9)
        left -= 1
        return replace(*arguments)
    os.replace = die_after
    services.render_records(ids=[int(sys.argv[4])], at=datetime.fromisoformat(sys.argv[5]))
"""


@pytest.mark.faults
@pytest.mark.parametrize("act", ["publish", "withdraw"])
@pytest.mark.parametrize("moved", [0, 1, 7])
def test_killed_between_two_files_every_file_is_whole_and_a_second_run_is_clean(world, settings, act, moved):
    if connection.vendor != "sqlite":
        pytest.skip("the killed process is given the database by its file name")
    record = public(world)
    services.build(at=NOW)
    if act == "withdraw":
        withdraw(world, record)
    else:
        record = public(world, "进程被终止时正在公开的信息")
    arguments = [connection.settings_dict["NAME"], settings.SITE_ROOT, moved, record.pk, NOW.isoformat()]
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_KILLED), *map(str, arguments)],
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    tree = services.site_tree()
    pages = [tree.place(path).read_bytes() for path in tree.walk() if path.endswith(".html")]
    assert all(page.rstrip().endswith(b"</html>") for page in pages)
    render(record)
    assert faults() == {}
    services.build(at=NOW)
    assert not (tree.root / ".staging").exists() or not list((tree.root / ".staging").iterdir())
