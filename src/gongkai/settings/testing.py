"""Settings of the tests: a throw-away var folder, quick password hashing, SQLite or the PostgreSQL given."""

import atexit
import os
import shutil
import tempfile

_maker, _folder = os.getpid(), tempfile.mkdtemp(prefix="gongkai-test-")


@atexit.register
def _leave_nothing() -> None:
    """Only in the process that made the folder: a forked child ends before its parent has done with it."""
    if os.getpid() == _maker:
        shutil.rmtree(_folder, ignore_errors=True)


os.environ["GONGKAI_VAR"] = _folder
os.environ.setdefault("GONGKAI_MODE", "demonstration")
os.environ["GONGKAI_SECRET"] = "a secret for the tests only, never used elsewhere"
os.environ["GONGKAI_DATABASE"] = os.environ.get("GONGKAI_TEST_DATABASE", "")

from gongkai.settings.base import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
AXES_ENABLED = False
API_RATE = 0  # tokens of many tests have the same number: each would use up the minute of the next
INSTALLED_APPS = [*INSTALLED_APPS, "gongkai.foundation.vault.tests.specimen"]  # noqa: F405  tables with sealed columns
if not os.environ["GONGKAI_DATABASE"]:
    # a file, so that threads and processes of a test meet in the same database
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}  # noqa: F405
else:
    DATABASES["default"]["OPTIONS"] = {}  # noqa: F405  no pool: the test database is dropped at the end

(VAR / "static").mkdir(exist_ok=True)  # noqa: F405  else WhiteNoise warns at every request
