"""Public records, written row by row as the services leave them, for tests of what reads them."""

import uuid
from datetime import UTC, datetime

from gongkai.foundation.common.digests import sm3
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.vocabulary import PublicState, TextState
from gongkai.foundation.jobs.services import announce
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.tests import factories as orgs
from gongkai.kernel.records import events
from gongkai.kernel.records.models import Attachment, Publication, Record, Review, Version

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


class Office:
    """An organ with a drafter and a reviewer, that publishes."""

    def __init__(self, organ: Organ | None = None):
        self.organ = organ or orgs.tree().county
        self.drafter = orgs.person(f"drafter-{self.organ.code}", self.organ, name="周文博")
        self.reviewer = orgs.person(f"reviewer-{self.organ.code}", self.organ, name="唐若兰")
        self.serial = 0

    def publish(self, title: str = "关于征收白鹭塘村集体土地的公告", **content) -> Record:
        """A new record that is public."""
        self.serial += 1
        record = Record.objects.create(
            organ=self.organ,
            index_number=f"{self.organ.code}/2026-{self.serial:05d}",
            title=title,
            attribute="proactive",
            created_by=self.drafter,
            created_at=NOW,
            touched_at=NOW,
        )
        version, review = self.reviewed(record, title=title, **content)
        Publication.objects.create(
            record=record,
            version=version,
            review=review,
            address=f"/records/{record.index_number}.html",
            published_at=NOW,
            changed_at=NOW,
            published_by=self.drafter.name,
        )
        announce(event=events.PUBLISHED, key=str(record.pk), payload={"record": record.pk})
        return record

    def correct(self, record: Record, **content) -> None:
        """The record is public in another version."""
        version, review = self.reviewed(record, **content)
        Publication.objects.filter(pk=record.pk).update(version=version, review=review)
        announce(event=events.CHANGED, key=str(record.pk), payload={"record": record.pk})

    def withdraw(self, record: Record) -> None:
        Publication.objects.filter(pk=record.pk).delete()
        announce(event=events.WITHDRAWN, key=str(record.pk), payload={"record": record.pk})

    def reviewed(self, record: Record, *, files=(), **content) -> tuple[Version, Review]:
        """A new version with a passed review. `files`: (name, text) of attachments."""
        number = record.versions.count() + 1
        version = Version.objects.create(
            record=record,
            number=number,
            drafter=self.drafter,
            saved_at=NOW,
            digest=f"{record.pk:032d}{number:032d}",
            **(
                {"attribute": "proactive", "body": "<p>征地补偿安置方案</p>", "made_on": NOW.date()} | content
            ),
        )
        for name, text in files:
            self.attach(version, name, text)
        review = Review.objects.create(
            version=version,
            record=record,
            digest=version.digest,
            drafter=self.drafter,
            attribute="proactive",
            reviewer=self.reviewer,
            outcome="passed",
            act=uuid.uuid4(),
            opened_at=NOW,
            reviewed_at=NOW,
        )
        return version, review

    def attach(self, version: Version, name: str, text: str) -> Attachment:
        digest = sm3(name.encode())
        stored = StoredFile.objects.create(
            organ=self.organ,
            digest=digest,
            name=name,
            kind="pdf",
            media_type="application/pdf",
            size=1,
            stored_at=NOW,
            text=text,
            text_state=TextState.EXTRACTED,
            public_state=PublicState.NONE,
        )
        return Attachment.objects.create(version=version, file=stored, file_digest=digest, name=name)
