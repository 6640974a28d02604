import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.template.loader import render_to_string

from gongkai.foundation.orgs.tests.factories import ACT, NOW, TODAY, person
from gongkai.kernel.casework import services
from gongkai.kernel.casework.drawing import Box, Flow, Lane, draw
from gongkai.kernel.casework.models import WorkItem
from gongkai.kernel.casework.panel import drawing_of, flow_of, panel
from gongkai.kernel.casework.tests.factories import agree, office, opened, sign_off, waiting
from gongkai.kernel.casework.tests.test_asking_others import divisions
from gongkai.kernel.clocks.services import start_clock

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

SVG = "{http://www.w3.org/2000/svg}"


def shapes(flow: Flow):
    return [(box.key, box.mark, [(lane.who, lane.mark) for lane in box.lanes]) for box in flow.boxes]


def busy_case(place, n=3):
    start_clock(
        subject_type="record",
        subject_id="17",
        limit_code="proactive",
        start=date(2026, 11, 2),
        organ=place.organ,
        **ACT,
    )
    case = opened(place)
    asked = divisions(place, n)
    services.add_divisions(case=case, divisions=[d for d, _head in asked], by=place.head, at=NOW)
    first = WorkItem.objects.get(case=case, division=asked[0][0], state="open")
    helper = person("wangliu", place.organ, name="王六")
    services.delegate(item=first, to=helper, instruction="请核对", by=asked[0][1], at=NOW)
    services.supervise(case=case, text="请抓紧办理", days=3, by=place.leader, at=NOW)
    services.circulate(case=case, to=[place.leader], by=place.officer, at=NOW)
    case.refresh_from_db()
    return case


def test_the_drawing_tells_done_now_and_next():
    place = office()
    case = busy_case(place)
    flow = flow_of(case)
    assert shapes(flow) == [
        ("drafter", "done", [(place.officer.name, "done")]),
        (
            "added_1",
            "now",
            [
                ("国土空间规划处 处室负责人", "lent"),
                ("王六", "now"),
                ("自然资源确权登记局 处室负责人", "now"),
                ("自然资源所有者权益处 处室负责人", "now"),
            ],
        ),
        ("division_head", "next", [("处室负责人", "next")]),
        ("secrecy_review", "next", [("保密审查员", "next")]),
        ("leader", "next", [("分管领导", "next")]),
        ("", "next", []),
    ]
    assert flow.sentences()[1].startswith("2. 会办：办理中")


def test_what_was_sent_back_is_an_arrow():
    place = office()
    case = opened(place)
    agree(case, place.head)
    services.send_back(item=waiting(case), reason="请处室核实", to="division_head", by=place.reviewer, at=NOW)
    assert flow_of(case).back == (("secrecy_review", "division_head"),)
    services.send_back(item=waiting(case), reason="请修改标题", by=place.head, at=NOW)
    case.refresh_from_db()
    assert flow_of(case).back == (("division_head", "drafter"),)


def test_a_concluded_case_ends_with_its_outcome():
    place = office()
    case = opened(place, sign_off([{"key": "leader", "name": "签发", "role": "leader"}]))
    agree(case, place.leader)
    case.refresh_from_db()
    last = flow_of(case).boxes[-1]
    assert (last.mark, last.label, last.lanes[0].who) == ("end", "已办结", "同意")


def test_the_panel_costs_the_same_however_much_there_is(django_assert_max_num_queries):
    case = busy_case(office(), 8)
    with django_assert_max_num_queries(14):
        page = render_to_string("casework/panel.html", {"panel": panel(case, TODAY, now=NOW)})
    for word in ("王六", "受交办，办后交回", "请抓紧办理", "未阅", "第 20 个工作日", "国土空间规划处"):
        assert word in page


def test_the_drawing_alone_is_cheap(django_assert_max_num_queries):
    case = busy_case(office(), 8)
    with django_assert_max_num_queries(4):
        drawing_of(case)


# --- the pure drawing ---

FLOW = Flow(
    "办理流程：<关于“A&B”地块的申请>",
    (
        Box("a", "起草", "done", (Lane("张三", "done", "提交"),), "11-20"),
        Box(
            "b",
            "名称长得在一个方框里无论如何也放不下的审查环节",
            "now",
            (Lane("甲", "now"), Lane("乙", "done")),
        ),
        Box("c", "签发", "next"),
    ),
    (("b", "a"), ("b", "z")),
)


@pytest.mark.parametrize("columns", [1, 2, 4])
def test_a_drawing_is_well_formed_and_says_itself_in_words(columns):
    root = ET.fromstring(draw(FLOW, columns=columns))
    assert root.get("role") == "img"
    title, words = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby").split() == [title.get("id"), words.get("id")]
    assert title.text == FLOW.title and words.text == " ".join(FLOW.sentences())
    assert len(root.findall(f".//{SVG}rect")) == 3 and not root.findall(f".//{SVG}script")


@pytest.mark.parametrize("columns", [1, 2, 4])
def test_nothing_leaves_the_picture(columns):
    root = ET.fromstring(draw(FLOW, columns=columns))
    width, height = (float(n) for n in root.get("viewBox").split()[2:])
    for box in root.findall(f".//{SVG}rect"):
        assert 0 <= float(box.get("x")) <= width - float(box.get("width"))
        assert 0 <= float(box.get("y")) <= height - float(box.get("height"))
    assert all(0 < float(text.get("y")) < height for text in root.findall(f".//{SVG}text"))


def test_an_arrow_to_what_is_not_drawn_is_left_out():
    assert draw(FLOW, columns=4).count("退回") == 1


def test_a_long_name_is_cut_and_kept_as_a_hint():
    drawn = draw(FLOW, columns=1)
    assert "…</text>" in drawn and "<title>名称长得在一个方框里无论如何也放不下的审查环节</title>" in drawn
