from copy import deepcopy

import pytest

from gongkai.domains.foi.tests.factories import office


@pytest.fixture(scope="module")
def _office(shared_rows):
    return office()


@pytest.fixture
def where(_office, db):
    """The office that answers; made once for a module without transactional tests (those make their own)."""
    return deepcopy(_office)
