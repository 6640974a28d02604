"""An organ with a letter text, letters at any step, and small files that look like scans."""

import io
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources.abc import Traversable

from PIL import Image

from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import store
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.tests.factories import holder, organ, region
from gongkai.kernel.letters import services
from gongkai.kernel.letters.models import Letter, LetterText
from gongkai.kernel.letters.rules import Channel, Evidence, FieldSpec, Text

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=SHANGHAI)
NEXT_DAY = NOW + timedelta(days=1)
BODY = """
标题：政府信息公开申请答复书
主送：{{applicant}}：

本机关于{{received_on}}收到您提出的申请。经审查，
现将下列信息提供给您：
- {{documents}}

[fee] 本次应当缴纳信息处理费{{fee}}元。

{{remedy}}

结语：特此告知。
"""
FIELDS = (
    FieldSpec("applicant", "申请人", personal=True),
    FieldSpec("received_on", "收到日期", "date"),
    FieldSpec("documents", "提供的信息", "list"),
    FieldSpec("fee", "信息处理费", "number", required=False),
    FieldSpec("remedy", "救济途径", "remedy"),
)
TEXT = Text("disclosure", "答复书", BODY, FIELDS)
VALUES = {
    "applicant": "欧阳㛃𬭎",
    "received_on": date(2026, 11, 3),
    "documents": ["《关于清溪县2026年度第三批次建设用地的批复》（云政地〔2026〕118号）", "勘测定界图"],
    "remedy": "如不服本答复，可以自收到之日起六十日内依法申请行政复议。\n也可以依法提起行政诉讼。",
}


def bureau(code: str = "430S00", name: str = "云岭省自然资源厅") -> Organ:
    """An organ with two divisions and, once a database, the common text `disclosure`."""
    made = organ(code, name, region("430000", "云岭省", "province"))
    made.short_name = name.removesuffix("厅")
    made.save(update_fields=["short_name"])
    clerk = holder("window_clerk", made)
    if not LetterText.objects.filter(code=TEXT.code).exists():
        services.write_text(text=TEXT, organ=None, mark="告", by=clerk, at=NOW)
    return made


@cache
def _read(folder: Traversable) -> list:
    return services.read_texts(folder)


def shelve(folder: Traversable) -> None:
    """The texts of a folder as common ones, written at once and without the ledger: most tests only use them."""
    if LetterText.objects.filter(
        organ=None, code__in=[text.code for text, _options in _read(folder)]
    ).exists():
        return
    LetterText.objects.bulk_create(
        LetterText(
            code=text.code,
            version=1,
            name=text.name,
            fields=[spec.as_dict() for spec in text.fields],
            body=text.body.strip("\n") + "\n",
            written_at=NOW,
            written_by="system",
            written_name="系统",
            **options,
        )
        for text, options in _read(folder)
    )


def clerk_of(place: Organ):
    return place.people.get(username=f"window_clerk-{place.code}")


def drafted(place: Organ, at: datetime = NOW, **changes) -> Letter:
    return services.draft_letter(
        text_code="disclosure",
        subject_type="request",
        subject_id="77",
        organ=place,
        fields=VALUES | changes,
        by=clerk_of(place),
        at=at,
    )


def approved(place: Organ, at: datetime = NOW, **changes) -> Letter:
    return services.approve(letter=drafted(place, at, **changes), by=clerk_of(place), at=at)


def scan(place: Organ, name: str = "扫描件.png") -> StoredFile:
    """Stands outside a transaction, as every upload does."""
    page = io.BytesIO()
    Image.new("RGB", (210, 297), "white").save(page, "PNG")
    page.seek(0)
    return store(upload=page, name=name, organ=place, by=clerk_of(place), at=NOW)


def sealed(place: Organ, **changes) -> Letter:
    return services.seal(letter=approved(place, **changes), scan=scan(place), by=clerk_of(place), at=NOW)


def sent(place: Organ, channel: str = Channel.POST, **changes) -> Letter:
    tracking = "XA43001200143" if channel == Channel.POST else ""
    return services.send(
        letter=sealed(place, **changes),
        channel=channel,
        tracking_number=tracking,
        by=clerk_of(place),
        at=NOW,
    )


def served(place: Organ, **changes) -> Letter:
    return services.record_service(
        letter=sent(place, **changes),
        served_on=NEXT_DAY.date(),
        evidence=Evidence.COURIER_SIGNATURE,
        by=clerk_of(place),
        at=NEXT_DAY,
    )
