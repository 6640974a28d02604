"""From a stored file to a burnt copy that another person approved; what is refused on the way."""

import pypdf
import pytest
from django.db import DatabaseError, connection, transaction

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files import storage
from gongkai.foundation.files.tests.samples import word
from gongkai.foundation.jobs.worker import drain
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.tests.factories import NOW
from gongkai.kernel.redaction import selectors, services
from gongkai.kernel.redaction.models import Redaction
from gongkai.kernel.redaction.rules.boxes import Box
from gongkai.kernel.redaction.tests.papers import MOBILE, NAME, NUMBER, paper, scan

pytestmark = [pytest.mark.postgresql]
BOX = Box(1, 0.1, 0.12, 0.4, 0.03, "N15-2", "户主姓名")


def started(office, content=None, **changes) -> Redaction:
    source = changes.pop("source", None) or office.stored(content or paper())
    about = {
        "subject_type": "request",
        "subject_id": "17",
        "organ": office.organ,
        "division": office.division,
    }
    return services.start_redaction(source=source, **about | changes, **office.act)


def saved(office, redaction, boxes, **changes) -> Redaction:
    return services.save_boxes(
        redaction=redaction, base=redaction.revision, boxes=boxes, **changes, **office.act
    )


def burnt(office, content=None) -> Redaction:
    redaction = started(office, content)
    boxes = [*selectors.found_boxes(redaction, NUMBER, "N15-2"), *selectors.proposed_boxes(redaction)] or [
        BOX
    ]
    redaction = saved(office, redaction, boxes)
    services.burn(redaction=redaction, **office.act)
    drain(worker="test")
    redaction.refresh_from_db()
    return redaction


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_the_whole_way(office):
    redaction = burnt(office)
    assert (redaction.state, redaction.examination["faults"]) == ("burnt", [])
    assert [reason.code for reason in selectors.release_reasons(redaction)] == ["not_approved"]
    with pytest.raises(NotAllowed) as refused:
        services.approve(redaction=redaction, **office.act)
    assert codes(refused) == ["same_person"]
    redaction = services.approve(redaction=redaction, by=office.reviewer, at=NOW)
    path = selectors.released_path(redaction)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert NUMBER not in text and NUMBER.encode() not in path.read_bytes()
    assert (
        redaction.source.digest
        == storage.digest_of_file(storage.path_of("originals", redaction.source.digest))[0]
    )
    assert redaction.result.name == "答复意见附件（遮盖件）.pdf"
    verbs = Entry.objects.filter(subject_type="redaction").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [f"redaction.{v}" for v in ("start", "save", "burn", "burnt", "approve")]
    said = str(list(Entry.objects.values_list("detail", flat=True)))
    assert not any(word in said for word in (NAME, NUMBER, MOBILE, "户主"))


def test_the_letter_gets_its_list(office):
    redaction = saved(office, started(office), [BOX, Box(1, 0.1, 0.3, 0.2, 0.03, "N16-2a")])
    assert [line.text for line in selectors.listed_for_letter(redaction)] == [
        "第1页第1处，依据第十五条（个人隐私）",
        "第1页第2处，依据第十六条第二款（过程性信息）",
    ]


def test_words_are_found_and_proposed(office):
    redaction = started(office)
    (found,) = selectors.found_boxes(redaction, "公民身份号码 4301", "N15-2")
    assert found.page == 1 and found.w > 0.1
    assert {box.origin for box in selectors.proposed_boxes(redaction)} == {"proposal"}
    assert selectors.found_boxes(redaction, "没有这几个字", "N15-2") == []
    picture = started(office, source=office.stored(scan(), "扫描件.png"))
    assert selectors.proposed_boxes(picture) == []


def test_only_what_has_pages_is_started(office):
    with pytest.raises(NotAllowed) as refused:
        started(office, source=office.stored(word(), "方案.docx"))
    assert codes(refused) == ["kind"] and "PDF" in refused.value.reasons[0].text


def test_an_open_version_is_given_back(office):
    first = started(office)
    assert started(office, source=first.source).pk == first.pk
    assert started(office, source=first.source, subject_id="18").pk != first.pk


def test_nobody_overwrites_another(office):
    redaction = started(office)
    saved(office, redaction, [BOX])
    with pytest.raises(NotAllowed) as refused:
        saved(office, redaction, [])
    assert codes(refused) == ["conflict"]
    assert redaction.boxes.count() == 1


def test_a_burnt_version_stays_and_a_new_one_begins(office):
    redaction = burnt(office)
    with pytest.raises(NotAllowed):
        saved(office, redaction, [])
    with pytest.raises(NotAllowed):
        services.burn(redaction=redaction, **office.act)
    for statement in (
        "DELETE FROM redaction_redactionbox",
        "UPDATE redaction_redactionbox SET x = 0.5",
        f"UPDATE redaction_redaction SET result_id = {redaction.source_id}",
        "UPDATE redaction_redaction SET state = 'draft'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    services.approve(redaction=redaction, by=office.reviewer, at=NOW)
    again = services.revise(redaction=redaction, **office.act)
    assert (again.number, again.state, again.boxes.count()) == (2, "draft", redaction.boxes.count())
    redaction.refresh_from_db()
    assert [reason.code for reason in selectors.release_reasons(redaction)] == ["newer"]
    with pytest.raises(ValueError, match="newer"):
        selectors.released_path(redaction)


def test_nothing_is_burnt_without_boxes(office):
    with pytest.raises(NotAllowed) as refused:
        services.burn(redaction=started(office), **office.act)
    assert codes(refused) == ["no_box"]


def test_a_failed_examination_stores_nothing_and_can_be_mended(office, monkeypatch):
    """Sabotage: the burning is left out. The examination must stop the file."""
    asked = services.ask
    monkeypatch.setattr(
        services, "ask", lambda job, **o: asked(job | ({"boxes": {}} if job["do"] == "burn" else {}), **o)
    )
    redaction = burnt(office)
    assert redaction.state == "failed" and redaction.result is None
    assert {fault["code"] for fault in redaction.examination["faults"]} == {"pixels"}
    assert not Redaction.objects.exclude(result=None).exists()
    assert not list(storage.shelved("incoming"))
    assert [reason.code for reason in selectors.release_reasons(redaction)] == ["not_burnt"]
    monkeypatch.undo()
    services.burn(redaction=redaction, **office.act)
    drain(worker="test")
    redaction.refresh_from_db()
    assert redaction.state == "burnt"


def test_the_job_may_run_twice(office):
    redaction = burnt(office)
    before = redaction.result_id
    assert services.carry_out(redaction=redaction, at=NOW).result_id == before


def test_a_scan_is_burnt_as_well(office):
    redaction = started(office, source=office.stored(scan("JPEG"), "扫描件.jpg"))
    redaction = saved(office, redaction, [BOX], keep_text=True)
    services.burn(redaction=redaction, **office.act)
    drain(worker="test")
    redaction.refresh_from_db()
    assert (redaction.state, redaction.keep_text, redaction.result.kind) == ("burnt", True, "pdf")
