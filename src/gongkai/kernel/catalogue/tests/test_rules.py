from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.calendar.rules import Reach
from gongkai.kernel.catalogue import rules
from gongkai.kernel.catalogue.rules import (
    ColumnKind,
    ColumnState,
    DocumentKind,
    DutyState,
    Freshness,
    NegativeRule,
    Refresh,
    Rhythm,
)

TODAY = date(2026, 11, 20)


def codes(reasons):
    return [reason.code for reason in reasons]


# --- kinds


def test_there_are_fifteen_kinds_and_other():
    assert len(DocumentKind) == 16


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("湖南省国土资源厅关于进一步规范征地信息公开工作的通知", DocumentKind.NOTICE),
        ("关于长沙市2017年第三批次建设用地的批复（湘政地〔2017〕118号）", DocumentKind.REPLY),
        ("征收土地公告", DocumentKind.ANNOUNCEMENT),
        ("关于开展违法用地集中整治的通告", DocumentKind.PUBLIC_NOTICE),
        ("关于2019年第二季度征地信息公开检查情况的通报", DocumentKind.CIRCULAR),
        ("湖南省人民政府令", DocumentKind.ORDER),
        ("关于加强耕地保护的意见(试行)", DocumentKind.OPINIONS),
        ("湖南省矿产资源管理条例", None),
        ("（征求意见稿）", None),
    ],
)
def test_the_title_proposes_the_kind(title, kind):
    assert rules.kind_from_title(title) == kind


# --- columns


@pytest.mark.parametrize(
    ("kind", "own", "age", "state"),
    [
        (ColumnKind.DYNAMIC, None, 14, Freshness.FRESH),
        (ColumnKind.DYNAMIC, None, 15, Freshness.STALE),
        (ColumnKind.POLICY, None, 183, Freshness.FRESH),
        (ColumnKind.POLICY, None, 184, Freshness.STALE),
        (ColumnKind.NOTICE, 30, 31, Freshness.STALE),
        (ColumnKind.GUIDE, None, 4000, Freshness.FRESH),
        (ColumnKind.RESULT, None, None, Freshness.EMPTY),
        (ColumnKind.GROUP, None, None, Freshness.FRESH),
    ],
)
def test_a_column_grows_stale_after_its_limit(kind, own, age, state):
    newest = None if age is None else TODAY - timedelta(days=age)
    assert rules.freshness(kind, own, newest, TODAY) is state


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (ColumnState("topics/", True), []),
        (ColumnState("topics/", False), ["column_closed"]),
        (ColumnState("disclosure/guide/", True), ["column_statutory"]),
        (ColumnState("disclosure/", True, open_children=5), ["column_statutory", "column_has_children"]),
        (ColumnState("disclosure/statutory/budget/", True), []),
        (ColumnState("budget/", True, only_column_of_duty="部门预算"), ["column_serves_duty"]),
    ],
)
def test_closing_a_column_is_refused_with_every_reason(column, expected):
    assert codes(rules.reasons_against_closing(column)) == expected


@pytest.mark.parametrize(
    ("slug", "parent", "expected"),
    [
        ("land-market", "disclosure/statutory/", []),
        ("土地市场", "", ["slug"]),
        ("../etc", "", ["slug"]),
        ("Land", "", ["slug"]),
        ("static", "", ["slug_reserved"]),
        ("static", "policy/", []),
        ("e", "a/b/c/d/", ["column_depth"]),
    ],
)
def test_the_address_of_a_column_is_plain_and_short(slug, parent, expected):
    found = rules.reasons_against_column(
        slug=slug, name="土地市场", kind=ColumnKind.RESULT, parent_path=parent, freshness_days=None
    )
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("level", "address", "id_code", "channel", "expected"),
    [
        ("province", "https://zrzyt.hunan.gov.cn", "4300000031", False, []),
        ("province", "zrzyt.hunan.gov.cn", "430", False, ["site_address", "site_id_code"]),
        ("county", "https://gtj.wangcheng.gov.cn", "", False, ["site_level"]),
        ("city", "", "", True, []),
    ],
)
def test_a_county_department_opens_no_site(level, address, id_code, channel, expected):
    found = rules.reasons_against_site(level=level, address=address, id_code=id_code, is_channel=channel)
    assert codes(found) == expected


# --- duties


@pytest.mark.parametrize(
    ("newest", "today", "state", "due"),
    [
        (date(2026, 1, 31), date(2026, 11, 20), DutyState.FRESH, date(2027, 1, 31)),
        (date(2026, 3, 2), date(2026, 11, 20), DutyState.FRESH, date(2027, 1, 31)),  # late, but there
        (date(2025, 1, 20), date(2026, 1, 31), DutyState.FRESH, date(2026, 1, 31)),
        (date(2025, 1, 20), date(2026, 2, 1), DutyState.STALE, date(2026, 1, 31)),
        (date(2024, 1, 20), date(2026, 1, 15), DutyState.STALE, date(2026, 1, 31)),
    ],
)
def test_what_is_due_by_a_day_of_the_year_is_missed_the_day_after(newest, today, state, due):
    status = rules.duty_state(Rhythm(Refresh.YEARLY, by="01-31"), newest, today)
    assert (status.state, status.due) == (state, due)


@given(st.dates(date(2008, 5, 1), date(2026, 12, 31)), st.integers(1, 400), st.integers(0, 800))
def test_a_rhythm_of_days_holds_to_its_last_day(newest, number, age):
    status = rules.duty_state(Rhythm(Refresh.DAYS, number), newest, newest + timedelta(days=age))
    assert (status.state is DutyState.STALE) == (age > number)


@pytest.mark.parametrize("refresh", Refresh.values)
def test_nothing_published_is_missing_whatever_the_rhythm(refresh):
    assert rules.duty_state(Rhythm(refresh, 5, "01-31"), None, TODAY).state is DutyState.MISSING


class Unannounced:
    """A calendar that ends: the tenth working day lies between two bounds."""

    def add_working_days(self, start, n):
        return Reach(start + timedelta(days=14), True, start + timedelta(days=12), start + timedelta(days=22))


def test_a_provisional_working_day_accuses_nobody_before_its_latest_bound():
    rhythm, newest = Rhythm(Refresh.WORKDAYS, 10), date(2026, 12, 25)
    before = rules.duty_state(rhythm, newest, newest + timedelta(days=22), Unannounced())
    after = rules.duty_state(rhythm, newest, newest + timedelta(days=23), Unannounced())
    assert (before.state, before.provisional) == (DutyState.FRESH, True)
    assert after.state is DutyState.STALE


def test_working_days_without_a_calendar_are_an_error():
    with pytest.raises(ValueError, match="calendar"):
        rules.duty_state(Rhythm(Refresh.WORKDAYS, 10), TODAY, TODAY)


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm(Refresh.ON_CHANGE), []),
        (Rhythm(Refresh.YEARLY, by="01-31"), []),
        (Rhythm(Refresh.YEARLY, by="02-29"), ["refresh_by"]),
        (Rhythm(Refresh.YEARLY, by="1-31"), ["refresh_by"]),
        (Rhythm(Refresh.YEARLY), ["refresh_by"]),
        (Rhythm(Refresh.DAYS), ["refresh_number"]),
        (Rhythm("weekly"), ["refresh"]),
    ],
)
def test_a_rhythm_is_complete_or_refused(rhythm, expected):
    found = rules.reasons_against_duty(
        name="部门预算", limit_number=20, limit_unit="day", rhythm=rhythm, source="预算法 第十四条"
    )
    assert codes(found) == expected


def test_a_limit_needs_its_unit_and_a_duty_its_source():
    found = rules.reasons_against_duty(
        name="部门预算", limit_number=20, limit_unit="", rhythm=Rhythm(Refresh.ON_CHANGE), source=" "
    )
    assert codes(found) == ["duty_source", "duty_limit"]


# --- the negative list

LIST = [
    NegativeRule(1, "测绘控制点成果", ("控制点坐标成果表", "绝对重力值 成果")),
    NegativeRule(2, "执法案卷", ("询问笔录 签名 -办案程序",), "政府信息公开条例 第十六条第二款"),
]


def found_in(title="", body=""):
    return [match.entry for match in rules.match_negative_list(LIST, {"标题": title, "正文": body})]


@pytest.mark.parametrize(
    "body",
    [
        "附：控制点坐标成果表一份",
        "<p>控制点<b>坐标</b>成果表</p>",
        "控制点 坐标\u200b成果表",
        "控制点&nbsp;坐标&#25104;果表",
        "<p>绝对重力值见附件</p><p>测量成果</p>",
    ],
)
def test_a_pattern_is_found_through_markup_and_invisible_signs(body):
    assert found_in(body=body) == [1]


def test_words_of_two_paragraphs_are_not_one_word():
    assert found_in(body="<p>控制点坐标</p><p>成果表</p>") == []


def test_words_may_be_spread_over_title_and_body_and_a_minus_word_excludes():
    assert found_in("询问笔录", "被询问人签名") == [2]
    assert found_in("自然资源执法办案程序规定", "询问笔录应当由被询问人签名") == []


def test_full_width_letters_match_half_width():
    entries = [NegativeRule(3, "坐标系", ("CGCS2000 偏移参数",))]
    assert rules.match_negative_list(entries, {"正文": "ＣＧＣＳ２０００的偏移参数"})


def test_a_match_tells_where_and_quotes_the_words():
    (match,) = rules.match_negative_list(LIST, {"标题": "通知", "正文": "随文附送控制点坐标成果表，请查收。"})
    assert match.where == "正文" and "控制点坐标成果表" in match.excerpt


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_the_matching(title, body):
    assert isinstance(found_in(title, body), list)


@pytest.mark.parametrize("patterns", [[], [""], ["-删除"], ["的"], ["正常词条", " "]])
def test_a_pattern_that_would_match_anything_is_refused(patterns):
    found = rules.reasons_against_negative_entry(name="事项", patterns=patterns, basis="条例 第十六条")
    assert codes(found) == ["negative_patterns"]


def test_a_list_that_withholds_says_why():
    assert codes(rules.reasons_against_negative_entry(name="事项", patterns=["询问笔录"], basis="")) == [
        "negative_basis"
    ]
