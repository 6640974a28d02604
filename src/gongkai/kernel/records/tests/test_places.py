"""Every place in which a text can stand is looked at: by the gate for personal data, before storing for marks."""

from datetime import timedelta

import pytest

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files.models import StoredFile
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import AttachedFile
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.selectors import gate_snapshot
from gongkai.kernel.records.tests.factories import NOW, drafted, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
IDENTITY = "11010519491231002X"  # the worked example of GB 11643


def against(record: Record) -> set[str]:
    at = NOW + timedelta(hours=1)
    return {reason.code for reason in reasons_against_publishing(gate_snapshot(fresh(record), at=at))}


def stored(office, name: str, text: str) -> StoredFile:
    digest = f"{len(text):064d}"
    return StoredFile.objects.create(
        organ=office.organ, digest=digest, name=name, kind="txt", media_type="text/plain; charset=utf-8", size=9,
        stored_at=NOW, text=text, text_state="extracted", public_state="ready", public_digest=digest, public_size=9,
    )  # fmt: skip


@pytest.mark.parametrize("first", [0, 1])
def test_two_attachments_of_one_name_are_both_looked_at(office, first):
    files = [stored(office, "一.txt", f"户主身份证号 {IDENTITY}"), stored(office, "二.txt", "没有个人信息。")]
    files = [files[first], files[1 - first]]
    attached = tuple(AttachedFile(file.pk, file.digest, "补偿明细.txt") for file in files)
    assert "personal_data" in against(drafted(office, attachments=attached))


def test_what_stands_for_an_image_is_looked_at(office):
    image = f'<img src="/desk/records/files/1/" alt="户主身份证号 {IDENTITY}">'
    assert "personal_data" in against(drafted(office, body=f"<p>见下图。</p>{image}"))


def test_where_a_link_leads_is_looked_at(office):
    link = f'<p><a href="https://www.example.invalid/?id={IDENTITY}">名单</a></p>'
    assert "personal_data" in against(drafted(office, body=link))
    for address in (
        "https://www.example.invalid/机密★10年.pdf",
        "https://www.example.invalid/%E6%9C%BA%E5%AF%86%E2%98%85",
    ):
        with pytest.raises(NotAllowed):
            drafted(office, body=f'<p><a href="{address}">附件</a></p>')


@pytest.mark.parametrize("field", ["issuer", "document_number", "registration_number", "map_number"])
def test_short_elements_that_the_page_shows_are_looked_at(office, field):
    assert "personal_data" in against(drafted(office, **{field: f"身份证号{IDENTITY}"}))


@pytest.mark.parametrize(
    "field",
    [
        "issuer",
        "document_number",
        "registration_number",
        "map_number",
        "keywords",
        "ground_text",
        "interpretation_plan",
        "waiver_reason",
    ],
)
def test_no_field_takes_a_classification_mark(office, field):
    with pytest.raises(NotAllowed) as refusal:
        drafted(office, **{field: "机密★10年"})
    assert {reason.code for reason in refusal.value.reasons} == {"classification_mark"}
    assert not Record.objects.exists()
