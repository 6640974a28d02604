"""Every test gets its own site folder."""

import pytest

from gongkai.kernel.publishing.tests import factories


@pytest.fixture(autouse=True)
def _own_tree(settings, tmp_path):
    settings.SITE_ROOT = tmp_path / "site"
    settings.LEDGER_HEADS = tmp_path / "heads.jsonl"


@pytest.fixture
def world(db) -> factories.World:
    return factories.world()
