"""Titles without personal data: new ones, the office's own, those of rows that were there before. Nobody here is real."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.titles import TITLE_LENGTH, title_of
from gongkai.domains.foi.tests.factories import ID_NUMBERS, NOW, application, office, submitted, villager

WORDS = (
    f"我叫欧阳试样，身份证{ID_NUMBERS[0]}，电话13800001234，家住云岭省林江市河湾县柳树镇下湾村3组，"
    "申请公开下湾村2025年第三批次征收土地公告及补偿安置方案。"
)
PLAIN = ("试样", ID_NUMBERS[0], "13800001234", "下湾村3组")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("我叫张试样，要下湾村征地批复", "我叫张**，要下湾村征地批复"),
        ("姓名：买买提·吐尔逊，申请采矿权出让公告", "姓名：买**·***，申请采矿权出让公告"),
        ("本人李试，系下湾村村民，申请征地公告", "本人李*，系下湾村村民，申请征地公告"),
        (
            "申请人：司马试样 13800001234 要求公开土地复垦方案",
            "申请人：司马** 138******34 要求公开土地复垦方案",
        ),
        ("我是王试样身份证丢失，要宅基地审批表", "我是王**身份证丢失，要宅基地审批表"),
        # what only looks like it stays
        ("本人于2025年5月购得的房屋所在地块的规划许可", "本人于2025年5月购得的房屋所在地块的规划许可"),
        ("本人申请公开下湾村2025年第三批次征地批复", "本人申请公开下湾村2025年第三批次征地批复"),
        ("申请人安置补偿标准", "申请人安置补偿标准"),
        ("云岭省自然资源厅2025年第三批次建设用地批复", "云岭省自然资源厅2025年第三批次建设用地批复"),
    ],
)
def test_names_are_starred_and_the_matter_stays(words, title):
    assert title_of(words) == title


def test_what_the_applicant_told_is_starred_wherever_it_stands():
    made = application(subject="欧阳试样申请公开下湾村征地公告（13800001234）", applicant=villager()).about()
    assert made["subject"] == "欧阳**申请公开下湾村征地公告（138****1234）"


@given(st.text(max_size=250), st.integers(0, 230))
def test_a_number_is_never_cut_in_two_and_nothing_is_too_long(words, place):
    title = title_of(words[:place] + "，" + ID_NUMBERS[0] + "，" + words[place:])
    assert ID_NUMBERS[0][:10] not in title and len(title) <= TITLE_LENGTH


def test_masking_twice_changes_nothing():
    once = title_of(WORDS)
    assert title_of(once) == once


@pytest.mark.django_db
@pytest.mark.postgresql
def test_lists_and_boards_show_no_name_and_no_number(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    where = office()
    request = submitted(where, description=WORDS, subject="")
    assert "征收土地公告" in request.subject and request.description == WORDS
    client.force_login(where.office)
    for page in ("list", "boards"):
        shown = client.get(reverse(f"requests:{page}")).content.decode()
        assert not [word for word in PLAIN if word in shown]


@pytest.mark.django_db
@pytest.mark.postgresql
def test_rows_that_were_there_are_masked_without_opening_a_seal(django_assert_max_num_queries):
    where = office()
    old = submitted(where, subject="下湾村征地公告")
    clean = submitted(where, subject="县级国土空间总体规划图件")
    Request.objects.filter(pk=old.pk).update(subject="来自欧阳试样的申请：" + WORDS[:80])
    migration = import_module("gongkai.domains.foi.migrations.0007_titles_without_personal_data")
    migration.mask_titles(apps, None)
    old.refresh_from_db()
    clean.refresh_from_db()
    assert old.subject.startswith("来自欧阳**的申请：") and not [w for w in PLAIN[:3] if w in old.subject]
    assert clean.subject == "县级国土空间总体规划图件"
