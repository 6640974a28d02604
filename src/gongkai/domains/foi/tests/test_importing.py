"""An old register comes in: its days, its answers, its faults; and goes out again, masked or for a reason."""

import io
import json
from datetime import date

import pytest

from gongkai.domains.foi.exchange.fields import FIELDS, LAYOUT
from gongkai.domains.foi.models import Answer, Appeal, Correction, Extension, Request, RequestAct
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import ApplicantKind
from gongkai.domains.foi.selectors import answer_clock
from gongkai.domains.foi.services import exporting, importing, propose_extension, record_reply
from gongkai.domains.foi.tests.factories import ID_NUMBERS, NOW, fresh, office
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.records.tabular.reading import RawRow, open_rows
from gongkai.kernel.records.tabular.writing import WRITERS

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
FINISHED = {
    "key": "old:2020:17",
    "number": "依申请〔2020〕17号",
    "channel": "当面",
    "received_on": "2020-06-22",
    "name": "欧阳试样",
    "identity": ID_NUMBERS[0],
    "phone": "13800001234",
    "subject": "下湾村征地公告和补偿安置方案",
    "description": "柳树镇下湾村2019年第三批次征收土地公告及补偿安置方案",
    "correction_requested_on": "2020-06-29",
    "correction_received_on": "2020-07-13",
    "consultations": "第三方:云岭试样矿业有限公司@2020-07-14~2020-07-31=不同意公开",
    "extended_on": "2020-08-03",
    "extension_days": "10",
    "answer_kind": "A3",
    "grounds": "N15-1",
    "answered_on": "2020-09-04",
    "archived_on": "2020-09-30",
    "appeals": "复议:云岭省人民政府@2020-10-09=结果维持@2020-12-01；复议后诉讼:林江市中级人民法院@2020-12-20",
}
NO_CORRECTION = {"correction_requested_on": "", "correction_received_on": "", "consultations": "", "extended_on": "", "extension_days": ""}  # fmt: skip
OLD = NO_CORRECTION | {"received_on": "2018-06-04", "extended_on": "2018-06-11", "answered_on": "2018-07-10", "extension_days": "15"}  # fmt: skip
OPEN = {
    "number": "2026-88",
    "channel": "挂号信",
    "submitted_on": "2026-11-05",
    "received_on": "2026-11-09",
    "name": "司马试样",
    "identity_kind": "居民身份证",
    "identity": ID_NUMBERS[1],
    "address": "云岭省林江市",
    "description": "河湾县2025年度土地储备计划及批复文件",
    "consultations": "其他机关:林江市财政局@2026-11-12",
}


def take(where, *rows, dry_run=False, by=None, at=NOW):
    by = by or where.office
    run = importing.begin_import(organ=where.organ, source="台账.csv", dry_run=dry_run, by=by, at=at)
    raws = [RawRow(line, dict(cells)) for line, cells in enumerate(rows, 2)]
    return importing.import_batch(run=run, rows=raws, by=by, at=at)


def faults(outcome) -> set[tuple[str, str]]:
    return {(reason.where, reason.code) for reason in outcome.reasons}


def test_a_finished_request_comes_in_with_its_history(where):
    [outcome] = take(where, FINISHED)
    assert (outcome.state, outcome.reasons) == ("created", ())
    request = fresh(Request.objects.get())
    assert (request.number, request.stage) == ("依申请〔2020〕17号", Stage.CLOSED)
    assert (request.received_on, request.answered_on) == (date(2020, 6, 22), date(2020, 9, 4))
    assert (request.applicant_kind, request.report_row) == (ApplicantKind.NATURAL_PERSON, 4)
    acts = list(RequestAct.objects.order_by("id").values_list("kind", "on"))
    assert acts == [
        (ActKind.SUBMIT, date(2020, 6, 22)),
        (ActKind.REGISTER, date(2020, 6, 22)),
        (ActKind.REQUEST_CORRECTION, date(2020, 6, 29)),
        (ActKind.RECEIVE_CORRECTION, date(2020, 7, 13)),
        (ActKind.CONSULT, date(2020, 7, 14)),
        (ActKind.RECORD_REPLY, date(2020, 7, 31)),
        (ActKind.TELL_EXTENSION, date(2020, 8, 3)),
        (ActKind.ANSWER, date(2020, 9, 4)),
        (ActKind.ARCHIVE, date(2020, 9, 30)),
        (ActKind.APPEAL, date(2020, 10, 9)),
        (ActKind.APPEAL, date(2020, 12, 1)),
        (ActKind.APPEAL, date(2020, 12, 20)),
    ]
    clock = Clock.objects.get(subject_id=str(request.pk), limit_code="foi-answer")
    assert (clock.stopped_on, clock.due_on) == (date(2020, 9, 4), date(2020, 9, 10))
    assert Answer.objects.get().grounds == ["N15-1"]
    assert [a.after_id is not None for a in Appeal.objects.order_by("id")] == [False, True]
    assert verify() == []


def test_the_clock_of_an_imported_request_is_that_of_the_command_line(where):
    """The same line through `rules.deadline` says 2020-09-10 too: one truth."""
    from gongkai.domains.foi.exchange.reading import read_past
    from gongkai.domains.foi.rules.deadline import compute
    from gongkai.foundation.calendar.selectors import calendar
    from gongkai.kernel.records.tabular.values import Lookups

    past, _values, _reasons = read_past(FINISHED, Lookups())
    assert compute(past.line(), calendar(where.organ.region_id))["due"] == "2020-09-10"


def test_an_open_request_goes_on_here(where):
    [outcome] = take(where, OPEN)
    assert outcome.reasons == ()
    request = Request.objects.get()
    assert (request.stage, request.received_on) == (Stage.HANDLING, date(2026, 11, 9))
    assert answer_clock(request).due_on is None  # paused by the consultation
    record_reply(request=request, ref="c1", reply="agrees", on=date(2026, 11, 18), by=where.office, at=NOW)
    assert answer_clock(request).due_on == date(2026, 12, 11)


def test_an_extension_told_elsewhere_is_the_only_one(where):
    take(where, OPEN | {"consultations": "", "extended_on": "2026-11-16", "extension_days": "5"})
    assert Extension.objects.get().imported
    with pytest.raises(NotAllowed) as refusal:
        propose_extension(request=Request.objects.get(), days=5, reason="再延", by=where.office, at=NOW)
    assert "extended_before" in {reason.code for reason in refusal.value.reasons}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"identity": "110101199003070012"}, ("identity", "check_sign")),
        ({"answered_on": "2020-06-01"}, ("answered_on", "before_receipt")),
        ({"submitted_on": "2020-06-25"}, ("received_on", "before_submission")),
        ({"received_on": "2020-02-30"}, ("received_on", "not_a_date")),
        ({"channel": "飞鸽"}, ("channel", "not_a_choice")),
        ({"extension_days": "21"}, ("extension_days", "history")),
        ({"extended_on": "2020-09-03", "correction_received_on": "2020-07-01"}, ("extended_on", "history")),
        (OLD | {"extension_days": "16"}, ("extension_days", "history")),
        (OLD | {"received_on": "2007-05-01"}, ("received_on", "before_law")),
        ({"received_on": "", "submitted_on": "2007-05-01", "channel": "传真"}, ("submitted_on", "before_law")),
        ({"received_on": "9999-12-31"}, ("received_on", "in_future")),
        ({"received_on": "0001-01-01"}, ("received_on", "before_law")),
        ({"submitted_on": "9999-12-31"}, ("submitted_on", "in_future")),
        ({"correction_until": "9999-12-31"}, ("correction_until", "too_far")),
        ({"correction_until": "2021-07-01"}, ("correction_until", "too_far")),
        ({"correction_until": "2020-07-01"} | NO_CORRECTION, ("correction_requested_on", "period_of_nothing")),
        ({"consultations": "第三方:某公司@9999-12-30~9999-12-31=同意公开"}, ("consultations", "in_future")),
        ({"appeals": "复议:省政府@9999-12-31"}, ("appeals", "in_future")),
        ({"appeals": f"复议:{'省' * 121}@2020-10-09"}, ("appeals", "too_long")),
        ({"consultations": f"第三方:{'矿' * 121}@2020-07-14"}, ("consultations", "too_long")),
        ({"archived_on": "9999-12-31"}, ("archived_on", "in_future")),
        ({"extension_days": "999"}, ("extension_days", "history")),
        ({"number": "<b>1</b>/../é"}, ("number", "not_a_number")),
        ({"number": "2020/../17"}, ("number", "not_a_number")),
        ({"number": "2020é"}, ("number", "not_a_number")),
        ({"number": "——"}, ("number", "not_a_number")),
        ({"grounds": ""}, ("grounds", "grounds")),
        ({"answer_kind": ""}, ("answer_kind", "answer_half")),
        ({"consultations": "某公司 2020年"}, ("consultations", "not_spelled")),
        ({"consultations": "第三方:某公司@2020-07-14~2020-07-01=同意公开"}, ("consultations", "before_receipt")),
        ({"appeals": "复议:省政府@2020-10-09=结果维持@2020-10-01"}, ("appeals", "before_receipt")),
        ({"correction_requested_on": ""}, ("correction_requested_on", "not_asked")),
        ({"description": "补"}, ("description", "description")),
        ({"matter": "信访"}, ("routed_on", "routed_half")),
        ({"nonsense": "1"}, ("nonsense", "unknown_field")),
    ],
)  # fmt: skip
def test_a_bad_row_is_told_and_leaves_nothing(where, changes, fault):
    bad, good = take(where, FINISHED | changes, OPEN)
    assert (bad.state, bad.line) == ("refused", 2)
    assert fault in faults(bad)
    assert good.state == "created"
    assert Request.objects.count() == 1
    told = str([reason.as_dict() for reason in bad.reasons])
    assert "欧阳试样" not in told and ID_NUMBERS[0] not in told


def test_what_an_old_register_does_not_hold_is_not_asked_of_a_finished_request(where):
    bare = {name: value for name, value in FINISHED.items() if name not in ("identity", "phone")}
    [outcome] = take(where, bare)
    assert outcome.state == "created"
    [refused] = take(where, {name: v for name, v in OPEN.items() if name != "identity"})
    assert ("identity", "number_missing") in faults(refused)


def test_twice_creates_nothing_twice(where):
    assert [o.state for o in take(where, FINISHED, OPEN, FINISHED)] == ["created", "created", "refused"]
    assert [o.state for o in take(where, FINISHED, OPEN)] == ["present", "present"]
    nameless = {name: value for name, value in OPEN.items() if name != "number"}
    assert [o.state for o in take(where, nameless)] == ["created"]
    assert [o.state for o in take(where, nameless)] == ["present"]
    assert Request.objects.count() == 3


BARE = dict.fromkeys(("correction_requested_on", "correction_received_on", "consultations", "extended_on", "extension_days", "grounds", "appeals"), "") | {"answered_on": "2020-07-10", "archived_on": ""}  # fmt: skip
FEE = {"fee_basis": "page", "fee_count": "119", "fee_amount": "1080", "fee_noticed_on": "2021-06-08"}
IN_2021 = BARE | {"received_on": "2021-06-01", "answered_on": "2021-06-20"}
DOUBTS = [
    (BARE | {"answer_kind": "A16"}, ["no_fees_yet"]),
    (IN_2021 | {"answer_kind": "A16"}, ["never_noticed"]),
    (IN_2021 | FEE | {"answer_kind": "A16", "fee_paid_on": "2021-06-10"}, ["was_paid"]),
    (IN_2021 | FEE | {"answer_kind": "A16", "fee_lapsed_on": "2021-06-10"}, []),
    (BARE | {"answer_kind": "A15"}, ["never_asked"]),
    (BARE | {"answer_kind": "A15", "correction_requested_on": "2020-06-24", "correction_received_on": "2020-06-30"}, ["was_corrected"]),
    (BARE | {"answer_kind": "A15", "correction_requested_on": "2020-06-24"}, []),
    (BARE | {"answer_kind": "A9"}, ["never_corrected"]),
    (BARE | {"answer_kind": "A2", "appeals": "复议:省政府@2020-07-01=结果维持@2020-09-01"}, ["appeal_early"]),
    (BARE | {"answer_kind": "A2", "answered_on": "2020-08-28", "appeals": "复议:省政府@2020-08-01"}, []),
    (BARE | {"answer_kind": "A2", "appeals": "复议:省政府@2020-07-10"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "codes"), DOUBTS)
def test_what_the_law_knows_otherwise_is_taken_and_told(where, changes, codes):
    [outcome] = take(where, FINISHED | changes)
    assert (outcome.state, outcome.reasons) == ("created", ())
    assert [note.code for note in outcome.notes] == codes
    act = RequestAct.objects.get(kind=ActKind.ANSWER)
    assert act.detail.get("doubts", []) == codes
    assert act.note == "".join(str(note.text) for note in outcome.notes)


def test_doubts_are_a_list_and_stand_at_the_request(client, where):
    doubtful, _sound = take(where, FINISHED | BARE | {"answer_kind": "A9"}, OPEN)
    client.force_login(where.office)
    found = client.get("/desk/requests/", {"doubtful": "on"}).content.decode()
    assert "依申请〔2020〕17号" in found and "2026-88" not in found
    page = client.get(f"/desk/requests/{doubtful.request}/").content.decode()
    assert "没有收到补正的日期" in page


NUMBERS = [
    "湘国土资依申请〔2017〕第12号",
    "依申请[2012]3号",
    "2012-3",
    "GK/2012/003",
    "（2019） 第 5 号",
    "2019年第１２号",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_of_old_registers_stay(where, number):
    [outcome] = take(where, FINISHED | {"number": number})
    assert (outcome.reasons, Request.objects.get().number) == ((), number)


def test_the_longest_period_of_a_correction_is_taken(where):
    [outcome] = take(where, FINISHED | {"correction_until": "2021-06-30"})
    assert outcome.reasons == ()


def test_a_number_is_not_given_to_two_rows(where):
    other = FINISHED | {"key": "old:2020:18", "subject": "另一件"}
    kept, lost = take(where, FINISHED, other)
    assert (kept.state, lost.state, faults(lost)) == ("created", "refused", {("number", "number_taken")})
    [lost] = take(where, other)
    assert (lost.state, faults(lost)) == ("refused", {("number", "number_taken")})
    keyless = {name: value for name, value in FINISHED.items() if name != "key"}
    [same] = take(where, keyless)
    assert same.state == "present", "a row that has no key is known by its number"


def test_a_trial_tells_numbers_given_twice_too(where):
    outcomes = take(where, FINISHED, FINISHED | {"key": "old:2020:18"}, dry_run=True)
    assert [one.state for one in outcomes] == ["created", "refused"]


def test_a_trial_changes_nothing(where):
    entries = Entry.objects.count()
    assert [o.state for o in take(where, FINISHED, OPEN, dry_run=True)] == ["created", "created"]
    assert (Request.objects.count(), Correction.objects.count()) == (0, 0)
    assert Entry.objects.count() == entries


def test_a_number_of_the_own_series_is_not_given_again(where):
    take(where, OPEN | {"number": "430S00-2026-00007"})
    take(where, OPEN | {"number": "", "key": "x"})
    numbers = sorted(Request.objects.values_list("number", flat=True))
    assert numbers == ["430S00-2026-00007", "430S00-2026-00008"]


def test_who_may_not_import(where):
    with pytest.raises(NotAllowed):
        take(where, OPEN, by=where.officer)


def test_personal_data_are_sealed_and_stay_out_of_the_ledger(where):
    take(where, FINISHED)
    applicant = Request.objects.select_related("applicant").get().applicant
    assert applicant.name.masked() == "欧阳**"
    told = str(list(Entry.objects.values_list("detail", flat=True)))
    assert "欧阳试样" not in told and ID_NUMBERS[0] not in told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_table_in_any_encoding_of_an_office(where, tmp_path, encoding):
    path = tmp_path / "台账.csv"
    text = (
        "编号,申请方式,收到日期,申请人,所需政府信息的描述,答复类型,答复日期\r\n"
        "2012-3,当面,2012年3月5日,公孙试样,2011年度建设用地批复文件,经检索不存在,2012/3/20\r\n"
    )
    path.write_bytes(text.encode(encoding))
    with open_rows(path, layout=LAYOUT) as source:
        rows = list(source.rows)
    [outcome] = take(where, rows[0].cells)
    assert outcome.reasons == ()
    request = Request.objects.get()
    assert (request.answer_kind, request.answered_on) == ("A6", date(2012, 3, 20))


# --- out again --------------------------------------------------------------------------------------------------


def exported(where, **options):
    return list(exporting.export_rows(organ=where.organ, format="jsonl", by=where.office, at=NOW, **options))


def test_an_export_is_masked_and_in_the_ledger(where):
    take(where, FINISHED)
    [row] = exported(where)
    assert (row["name"], row["identity"]) == ("欧阳**", "110***********0011")
    assert row["description"] == ""  # the applicant's own words may name people
    entry = Entry.objects.get(verb="request.export")
    assert entry.detail["unmask"] is False
    assert not Entry.objects.filter(verb="vault.use", detail__purpose="export").exists()


def test_clear_text_needs_a_reason_and_leaves_a_trace_for_each_request(where):
    take(where, FINISHED, OPEN)
    with pytest.raises(NotAllowed):
        exported(where, unmask=True)
    rows = exported(where, unmask=True, reason="移交档案馆的年度台账")
    assert {row["name"] for row in rows} == {"欧阳试样", "司马试样"}
    uses = Entry.objects.filter(verb="vault.use", subject_type="request")
    assert {entry.detail["purpose"] for entry in uses} == {"export"}
    assert uses.count() == 2


def test_only_who_may_export(where):
    with pytest.raises(NotAllowed):
        exporting.export_rows(organ=where.organ, format="csv", by=where.clerk, at=NOW)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "xlsx"])
def test_what_is_exported_can_be_imported_elsewhere(where, tmp_path, kind):
    take(where, FINISHED, OPEN)
    rows = exported(where, unmask=True, reason="迁移到市局的台账")
    stream = io.BytesIO()
    writer = WRITERS[kind](stream, layout=LAYOUT)
    for row in rows:
        writer.write(row)
    writer.close()
    path = tmp_path / f"out.{kind}"
    path.write_bytes(stream.getvalue())
    with open_rows(path, layout=LAYOUT) as source:
        cells = [raw.cells for raw in source.rows]
    assert [o.state for o in take(where, *cells)] == ["present", "present"]
    other = office("431S00", "云岭省林业局")
    outcomes = take(other, *[c | {"number": "", "division": ""} for c in cells])
    assert [(o.state, o.reasons) for o in outcomes] == [("created", ())] * 2
    again = list(
        exporting.export_rows(
            organ=other.organ, format=kind, by=other.office, at=NOW, unmask=True, reason="核对导入结果"
        )
    )
    ignored = {"number", "registered_by", "division"}
    for before, after in zip(rows, again, strict=True):
        assert {k: v for k, v in after.items() if k not in ignored} == {
            k: v for k, v in before.items() if k not in ignored
        }


def test_queries_do_not_grow_with_the_rows(where, django_assert_max_num_queries):
    take(where, FINISHED, *[OPEN | {"number": f"2026-{n}"} for n in range(12)])
    with django_assert_max_num_queries(20):
        assert len(exported(where)) == 13


def test_every_field_has_a_heading_of_its_own():
    assert len(LAYOUT.headings()) == sum(2 + len(field.aliases) for field in FIELDS) - sum(
        str(field.label) == field.name for field in FIELDS
    )
    assert json.dumps(sorted(LAYOUT.headings()))
