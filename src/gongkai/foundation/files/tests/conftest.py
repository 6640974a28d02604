"""Files of each test lie in a folder of its own."""

import pytest

from gongkai.foundation.orgs.tests import factories


@pytest.fixture(autouse=True)
def files_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


@pytest.fixture
def organ(db):
    return factories.tree().county
