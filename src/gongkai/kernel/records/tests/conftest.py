from copy import deepcopy

import pytest

from gongkai.kernel.records.tests.factories import Bureau, bureau


@pytest.fixture(scope="module")
def _bureau(shared_rows) -> Bureau:
    return bureau()


@pytest.fixture
def office(_bureau, db) -> Bureau:
    """The bureau that publishes; made once for a module without transactional tests (those make their own)."""
    return deepcopy(_bureau)
