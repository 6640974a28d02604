import pytest

from tests.faults.processes import database


@pytest.fixture
def place(transactional_db, tmp_path):
    """A database for real processes, all of which end with the test."""
    found = database(tmp_path)
    yield found
    found.end()
