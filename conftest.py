"""What every test shares: real database files, a flush that may empty tables the database itself protects, and
rows that the tests of a module make once."""

import gc

import hypothesis
import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

# A red test is the fault of the change at hand, not of the hour: the same examples every time, no time limit.
# To look further: pytest --hypothesis-profile=search
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("search", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("house")

# the states of a hundred migrations are one large heap; looking it through again and again is a third of the time
gc.set_threshold(100_000, 10, 10)

REFERENCE = ("calendar_",)
"""Tables that migrations fill; a flush leaves them, so that the next test still has its working days."""

# by way of `base`: the modules import one another in a circle
OnSQLite, OnPostgreSQL = SQLite.ops_class, PostgreSQL.ops_class
_plain = {OnSQLite: OnSQLite.sql_flush, OnPostgreSQL: OnPostgreSQL.sql_flush}


def _without_reference(tables) -> list[str]:
    return [table for table in tables if not table.startswith(REFERENCE)]


def _flush_sqlite(self, style, tables, **options):
    """Append-only tables refuse DELETE by trigger; the flush lifts the triggers and puts them back."""
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        triggers = cursor.fetchall()
    drops = [f'DROP TRIGGER "{name}"' for name, _sql in triggers]
    flush = _plain[OnSQLite](self, style, _without_reference(tables), **options)
    return [*drops, *flush, *(sql for _name, sql in triggers)]


def _flush_postgresql(self, style, tables, **options):
    flush = _plain[OnPostgreSQL](self, style, _without_reference(tables), **options)
    return ["SET session_replication_role = replica", *flush, "SET session_replication_role = origin"]


@pytest.fixture(scope="session", autouse=True)
def _flush_of_protected_tables():
    OnSQLite.sql_flush = _flush_sqlite
    OnPostgreSQL.sql_flush = _flush_postgresql
    yield
    OnSQLite.sql_flush = _plain[OnSQLite]
    OnPostgreSQL.sql_flush = _plain[OnPostgreSQL]


@pytest.fixture(scope="module")
def shared_rows(django_db_setup, django_db_blocker):
    """For what takes long to make: a fixture of module scope that asks for this one makes its rows once for all
    tests of the module, within a transaction around them; each test has its own savepoint in it. Objects are
    to be copied for each test (`copy.deepcopy`). Not in a module with transactional tests.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


@pytest.fixture(autouse=True)
def _own_ledger_heads(settings, tmp_path_factory):
    """Signed heads of one test say nothing about the chains of the next; nor does a key without heads, which
    would show as a heads file that somebody took away."""
    folder = tmp_path_factory.mktemp("heads")
    settings.LEDGER_HEADS = folder / "ledger-heads.jsonl"
    settings.LEDGER_KEY = folder / "ledger-signing.pem"
    (settings.SITE_ROOT / "ledger-heads.json").unlink(missing_ok=True)  # what another test published of its own
