"""Nothing drifts unseen: migrations, where settings are read, the operations page."""

import re

import pytest
from django.core.management import call_command

from gongkai import environment
from tests.contracts.house import ROOT, python_files

READERS = {"src/gongkai/environment.py", "src/gongkai/settings/testing.py", "src/gongkai/settings/base.py"}
# the search path handed to a child process is no setting
READS = re.compile(r"""os\.(?:environ\[|environ\.get\(|getenv\()(?!["']PATH["'])""")


@pytest.mark.django_db
def test_no_missing_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_settings_are_read_in_one_place():
    """os.environ is read by gongkai.environment and nowhere else in the product."""
    readers = {p.relative_to(ROOT).as_posix() for p in python_files() if READS.search(p.read_text("utf-8"))}
    assert readers - READERS == set()


def test_operations_page_lists_every_setting():
    page = (ROOT / "docs" / "handbook" / "operations.md").read_text("utf-8")
    assert environment.as_markdown() in page, "copy the output of: gongkai settings --markdown"
