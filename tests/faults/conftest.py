from pathlib import Path

import pytest

from tests.faults.officials import Officials
from tests.faults.processes import Database, database, own_database


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """The folder of an installation on SQLite with its tables and nothing in them; whoever needs one takes a copy."""
    folder = tmp_path_factory.mktemp("prepared")
    Database(folder, "").migrate()
    return folder


@pytest.fixture
def place(transactional_db, prepared, tmp_path):
    """A database for real processes, all of which end with the test."""
    found = database(tmp_path, prepared)
    yield found
    found.end()


@pytest.fixture(scope="session")
def officials(tmp_path_factory):
    """Ten officials for all tests that race, since they take long to come in, in a database of their own."""
    with own_database(tmp_path_factory.mktemp("office")) as place:
        made = Officials(place)
        made.open()
        yield made
