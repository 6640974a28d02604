"""The folder: whole files or none, nothing outside, nothing left behind."""

import fcntl
import os
import resource

import pytest

from gongkai.kernel.publishing.tree import SiteFile, Tree, digest_of_file


@pytest.fixture
def tree(tmp_path) -> Tree:
    (tmp_path / "site").mkdir()
    return Tree(tmp_path / "site")


def test_a_batch_is_written_once(tree):
    files = [SiteFile("/a/b.html", b"one"), SiteFile("/index.html", b"two")]
    assert [f.path for f in tree.write(files, durable=True)] == ["/a/b.html", "/index.html"]
    assert tree.write(files, durable=True) == []
    assert sorted(tree.walk()) == ["/a/b.html", "/index.html"]


def test_a_changed_file_of_the_same_size_is_noticed_and_mended(tree):
    file = SiteFile("/a.html", b"right")
    tree.write([file], durable=False)
    tree.place("/a.html").write_bytes(b"wrong")
    assert not tree.holds(file)
    tree.write([file], durable=False)
    assert tree.place("/a.html").read_bytes() == b"right"


def test_when_the_disk_is_full_nothing_moves_and_nothing_stays(tree):
    tree.write([SiteFile("/a.html", b"old")], durable=False)
    files = [SiteFile("/a.html", b"new"), SiteFile("/big.html", b"x" * 50_000)]
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))  # the same errors as a full disk
    try:
        with pytest.raises(OSError, match="large"):
            tree.write(files, durable=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert tree.place("/a.html").read_bytes() == b"old"
    assert sorted(tree.walk()) == ["/a.html"]
    assert list((tree.root / ".staging").iterdir()) == []
    assert len(tree.write(files, durable=True)) == 2


def test_copies_are_copies_so_that_tampering_never_reaches_the_original(tree, tmp_path):
    original = tmp_path / "original.pdf"
    original.write_bytes(b"%PDF-1.7 text")
    tree.write(
        [SiteFile("/files/x.pdf", source=original, source_digest=digest_of_file(original))], durable=True
    )
    with tree.place("/files/x.pdf").open("r+b") as file:
        file.write(b"XXXX")
    assert original.read_bytes() == b"%PDF-1.7 text"


@pytest.mark.parametrize("path", ["/../x", "/a/../b", "x", "/.lock", "/a//b", "/a/", "/"])
def test_no_path_leaves_the_tree_or_hides_in_it(tree, path):
    with pytest.raises(ValueError, match="not a path"):
        tree.place(path)


def test_removing_takes_empty_folders_too(tree):
    tree.write([SiteFile("/files/ab/cd/x.txt", b"1"), SiteFile("/files/ab/y.txt", b"2")], durable=False)
    assert tree.remove("/files/ab/cd/x.txt")
    assert not tree.remove("/files/ab/cd/x.txt")
    assert not (tree.root / "files/ab/cd").exists()
    assert sorted(tree.walk()) == ["/files/ab/y.txt"]


def test_a_folder_where_a_file_belongs_is_replaced(tree):
    os.makedirs(tree.root / "a.html" / "b")
    tree.write([SiteFile("/a.html", b"page")], durable=False)
    assert tree.place("/a.html").read_bytes() == b"page"


def test_the_lock_keeps_every_other_writer_out(tree):
    with tree.locked(), (tree.root / ".lock").open("a") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (tree.root / ".lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
