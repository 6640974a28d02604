"""Keys of each test lie in a folder of its own."""

import pytest

from gongkai.foundation.orgs.tests import factories


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.VAULT_KEYS = tmp_path / "keys"
    settings.VAULT_CIPHER = "aes-256-gcm"
    return settings.VAULT_KEYS


@pytest.fixture
def organ(db):
    return factories.tree().county
