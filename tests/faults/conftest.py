import pytest

from tests.faults.officials import Officials
from tests.faults.processes import database, own_database


@pytest.fixture
def place(transactional_db, tmp_path):
    """A database for real processes, all of which end with the test."""
    found = database(tmp_path)
    yield found
    found.end()


@pytest.fixture(scope="module")
def officials(tmp_path_factory):
    """Ten officials for all tests of a module, since they take long to come in, in a database of their own."""
    with own_database(tmp_path_factory.mktemp("office")) as place:
        made = Officials(place)
        made.open()
        yield made
