"""What a document does to others, typed on the desk: rows, a pasted clean-up list, nothing lost by an error."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.rules.relation_lines import Line, parse
from gongkai.kernel.records.rules.vocabulary import RelationKind
from gongkai.kernel.records.tests.factories import Bureau, bureau, drafted, fresh, published

REPEALS = RelationKind.REPEALS.value


# --- lines --------------------------------------------------------------------------------------------------


def test_lines_say_relation_document_and_day():
    text = (
        "废止 430S00/2019-00012 2026-12-01\n\n《关于 征地的通知》,2026年1月2日\n修改\t云自然资规〔2020〕1号"
    )
    assert parse(text, "renews") == [
        Line(1, "repeals", "430S00/2019-00012", date(2026, 12, 1)),
        Line(3, "renews", "关于 征地的通知", date(2026, 1, 2)),
        Line(4, "amends", "云自然资规〔2020〕1号"),
    ]


def test_a_faulty_line_says_what_is_wrong():
    errors = [(line.number, line.error) for line in parse("某文件\n废止\n废止 某文件 2026-02-30")]
    assert errors == [
        (1, "没有写明关系，如“废止”。"), (2, "没有写明对方文件。"), (3, "没有“2026-02-30”这一天。")
    ]  # fmt: skip


@given(st.text(max_size=300), st.sampled_from(["", *RelationKind.values]))
def test_no_text_breaks_the_reading(text, kind):
    for line in parse(text, kind):
        assert bool(line.error) != bool(line.kind and line.target)


# --- pages --------------------------------------------------------------------------------------------------


def rows(*given_rows: dict, initial: int = 0) -> dict:
    form = {"relation-TOTAL_FORMS": str(len(given_rows)), "relation-INITIAL_FORMS": str(initial)}
    for number, row in enumerate(given_rows):
        form |= {f"relation-{number}-{name}": value for name, value in row.items()}
    return form


def send(office: Bureau, record: Record, fields: dict):
    client = Client()
    client.force_login(office.officer, backend="django.contrib.auth.backends.ModelBackend")
    base = {
        "title": "关于公布规范性文件清理结果的决定", "attribute": "proactive", "interpretation": "not_needed",
        "base": fresh(record).current.number,
    }  # fmt: skip
    return client.post(reverse("records:edit", args=[record.pk]), base | fields)


def relations(record: Record) -> list[tuple[str, int, date | None]]:
    return [(f.kind, f.record, f.on) for f in fresh(record).current.relation_facts()]


@pytest.mark.postgresql
def test_two_are_repealed_and_one_is_taken_out_again(office):
    old, older = published(office, title="旧办法"), published(office, title="更早的办法")
    record, day = drafted(office), date(2026, 12, 1)
    both = [
        {"kind": REPEALS, "target": old.index_number, "on": "2026-12-01"},
        {"kind": REPEALS, "target": "更早的办法", "on": "2026-12-01"},
        {"kind": "", "target": "", "on": ""},
    ]
    assert send(office, record, rows(*both)).status_code == 302
    assert relations(record) == [(REPEALS, old.pk, day), (REPEALS, older.pk, day)]
    both[0]["gone"] = "on"
    assert send(office, record, rows(*both, initial=2)).status_code == 302
    assert relations(record) == [(REPEALS, older.pk, day)]


@pytest.mark.postgresql
def test_a_clean_up_list_is_pasted_and_wrong_lines_are_named(office):
    targets = [published(office, title=f"第{number}号旧通知") for number in range(20)]
    record = drafted(office)
    good = "\n".join(f"{target.index_number} 2026-12-01" for target in targets)
    fields = {"relation_paste_kind": REPEALS, **rows()}
    answer = send(office, record, fields | {"relation_paste": f"{good}\n430S00/1999-00001"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "第 21 行：没有索引号、文号或标题为“430S00/1999-00001”的信息" in page
    assert targets[19].index_number in page, "what was typed is still there"
    assert relations(record) == []
    assert send(office, record, fields | {"relation_paste": good}).status_code == 302
    assert relations(record) == [(REPEALS, target.pk, date(2026, 12, 1)) for target in targets]


@pytest.mark.postgresql
def test_a_row_that_names_nothing_or_several_says_so_beside_itself(office):
    published(office, title="同名的通知")
    twin = published(office, title="同名的通知")
    record = drafted(office)
    answer = send(
        office,
        record,
        rows(
            {"kind": REPEALS, "target": "同名的通知"},
            {"kind": "", "target": twin.index_number},
            {"kind": REPEALS},
        ),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有 2 件同名" in page and twin.index_number in page
    assert "请选择与该文件的关系" in page and "请写明对方文件" in page
    assert (
        "没有找到“同名”。相近的有："
        in send(office, record, rows({"kind": REPEALS, "target": "同名"})).content.decode()
    )


@pytest.mark.postgresql
def test_the_editor_shows_what_stands_and_saving_it_changes_nothing(office):
    old, unnumbered = published(office, title="旧办法"), drafted(office, title="还没有编号的文件")
    facts = (RelationFact(REPEALS, old.pk, date(2026, 12, 1)), RelationFact("interprets", unnumbered.pk))
    record = drafted(office, relations=facts)
    client = Client()
    client.force_login(office.officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("records:edit", args=[record.pk]))
    shown = [row.initial for row in answer.context["form"].relations if row.initial]
    assert [row["target"] for row in shown] == [old.index_number, f"#{unnumbered.pk}"]
    assert "旧办法" in answer.content.decode()
    again = [{name: row[name] or "" for name in ("kind", "target", "on")} for row in shown]
    assert send(office, record, rows(*again, initial=2)).status_code == 302
    assert fresh(record).current.relation_facts() == facts


@pytest.mark.postgresql
def test_the_titles_of_others_drafts_are_not_told(office):
    other = bureau("430L00", "云岭省林业局")
    secret = drafted(other, title="尚未公开的林业文件")
    record = drafted(office, relations=(RelationFact(REPEALS, secret.pk),))
    page = send(office, record, rows({"kind": REPEALS, "target": "尚未公开的林业文件"})).content.decode()
    assert "没有索引号、文号或标题为" in page
    client = Client()
    client.force_login(office.officer, backend="django.contrib.auth.backends.ModelBackend")
    assert "尚未公开的林业文件" not in client.get(reverse("records:edit", args=[record.pk])).content.decode()
