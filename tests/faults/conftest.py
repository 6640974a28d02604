import shutil
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
def place(transactional_db, request, tmp_path, on_postgresql):
    """A database for real processes, all of which end with the test: of the test itself, or a prepared file."""
    if not on_postgresql:
        shutil.copytree(request.getfixturevalue("prepared"), tmp_path, dirs_exist_ok=True)
    found = database(tmp_path)
    yield found
    found.end()


@pytest.fixture(scope="session")
def officials(tmp_path_factory):
    """Ten officials for all tests that race, since they take long to come in, in a database of their own."""
    with own_database(tmp_path_factory.mktemp("office")) as place:
        made = Officials(place)
        made.open()
        yield made
