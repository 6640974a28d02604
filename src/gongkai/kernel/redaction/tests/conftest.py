"""Files of each test lie in a folder of its own."""

from io import BytesIO

import pytest

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import store
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import ACT, NOW, holder, tree


@pytest.fixture(autouse=True)
def files_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


class Office:
    """A county bureau with a drafter and a reviewer."""

    def __init__(self):
        self.organ = tree().county
        self.drafter = holder(Role.INFORMATION_OFFICER, self.organ)
        self.reviewer = holder(Role.SECRECY_REVIEWER, self.organ)
        self.division = self.drafter.division
        self.act = {"by": self.drafter, "at": NOW}

    def stored(self, content: bytes, name: str = "答复意见附件.pdf") -> StoredFile:
        return store(upload=BytesIO(content), name=name, organ=self.organ, **ACT)


@pytest.fixture
def office(transactional_db) -> Office:
    return Office()
