"""Acts and stated figures: entered once with evidence, counted by their day, never changed; nothing is not zero."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.tests.factories import ACT, TODAY, tree
from gongkai.kernel.figures import services
from gongkai.kernel.figures.models import Act, ActVoid, Statement
from gongkai.kernel.figures.registry import known_metrics, metric
from gongkai.kernel.figures.rules.acts import ACT_KINDS, GROUPS
from gongkai.kernel.figures.rules.periods import month, months_of, year
from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE, Nothing, read_written, written
from gongkai.kernel.figures.selectors import rows, shares, stated, unstated, value, value_or_nothing

THIS_YEAR = year(2026)
TITLE = "湖南省自然资源厅“深入推进全域土地综合整治”新闻发布会（省政府新闻办公室联合举行）"
TAKEN = {"evidence": "湘政新办〔2026〕18号会议安排"}


def act(organ, kind="press.conference", day=date(2026, 3, 9), **more):
    return services.record_act(
        organ=organ, kind=kind, happened_on=day, title=TITLE, **{**TAKEN, **ACT, **more}
    )


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_the_list_of_kinds_is_closed_and_each_has_its_figure():
    assert {kind.group for kind in ACT_KINDS.values()} == set(GROUPS)
    assert {f"acts.{code}" for code in ACT_KINDS} <= {one.code for one in known_metrics()}
    provisional = {one.code for one in known_metrics() if one.provisional}
    assert "acts.opinion.special" in provisional and "acts.press.conference" not in provisional


@pytest.mark.django_db
@pytest.mark.postgresql
class TestActs:
    def test_an_act_counts_on_its_day_by_its_quantity_until_it_is_voided(self):
        here = tree()
        first = act(here.province, quantity=4, with_principal=True)
        act(here.province, day=date(2026, 4, 1))
        act(here.city, day=date(2026, 3, 31), division=here.divisions(here.city)[1])
        figure = metric("acts.press.conference")
        organs = [here.province, here.city]
        assert value(figure, THIS_YEAR, organs) == 6
        assert value(figure, month(2026, 3), [here.province]) == 4
        assert value(figure, THIS_YEAR, [here.province], {"with_principal": True}) == 4
        assert [(s.keys, s.value) for s in shares(figure, THIS_YEAR, organs, ["month"])] == [
            ((3,), 5),
            ((4,), 1),
        ]
        assert list(rows(figure, month(2026, 3), [here.province])) == [first]
        services.void_act(act=first, reason="与三月十日登记的为同一场", **ACT)
        assert value(figure, THIS_YEAR, organs) == 2
        assert Act.objects.count() == 3, "what was voided stays to be read"

    def test_a_division_is_a_part_of_its_own_where_there_is_none(self):
        here = tree()
        second = here.divisions(here.province)[1]
        act(here.province, division=second, quantity=2)
        act(here.province)
        found = shares(metric("acts.press.conference"), THIS_YEAR, [here.province], ["division"])
        assert {share.keys[0]: share.value for share in found} == {second.pk: 2, None: 1}

    def test_the_sum_is_that_of_a_plain_loop(self):
        here = tree()
        kinds = ["weibo.post", "wechat.post", "weibo.post", "training.person"]
        for number in range(40):
            act(
                here.province,
                kinds[number % 4],
                TODAY - timedelta(number * 11),
                quantity=number + 1,
                with_principal=number % 3 == 0,
            )
        services.void_act(act=Act.objects.order_by("id")[8], reason="重复登记", **ACT)
        for kind in set(kinds):
            for period in months_of(THIS_YEAR):
                counted = Decimal(0)
                for one in Act.objects.all():
                    if one.kind == kind and one.happened_on in period and not hasattr(one, "void"):
                        counted += one.quantity
                assert value(metric(f"acts.{kind}"), period, [here.province]) == counted

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"kind": "press.party"}, "unknown_kind"),
            ({"day": TODAY + timedelta(1)}, "future"),
            ({"quantity": 0}, "negative"),
            ({"quantity": -3}, "negative"),
            ({"quantity": Decimal("1.5")}, "not_whole"),
            ({"quantity": 10**13}, "too_long"),
            ({"quantity": Decimal("NaN")}, "negative"),
            ({"evidence": "  "}, "no_evidence"),
            ({"evidence": "机密★2年 湘自然资办〔2026〕2号"}, "classification_mark"),
        ],
    )
    def test_what_cannot_be_proved_or_counted_is_refused(self, changes, code):
        here = tree()
        with pytest.raises(NotAllowed) as refused:
            act(here.province, **changes)
        assert codes(refused) == {code}
        assert not Act.objects.exists()

    def test_another_organs_division_is_refused(self):
        here = tree()
        with pytest.raises(NotAllowed) as refused:
            act(here.province, division=here.divisions(here.city)[0])
        assert codes(refused) == {"division"}

    def test_a_row_of_another_room_is_evidence_enough(self):
        here = tree()
        made = act(here.province, evidence="", source=("record", "17"))
        assert (made.source_type, made.source_id) == ("record", "17")

    def test_an_act_is_voided_once_and_with_a_reason(self):
        made = act(tree().province)
        with pytest.raises(NotAllowed) as refused:
            services.void_act(act=made, reason=" ", **ACT)
        assert codes(refused) == {"no_reason"}
        services.void_act(act=made, reason="登记错误", **ACT)
        with pytest.raises(NotAllowed) as refused:
            services.void_act(act=made, reason="登记错误", **ACT)
        assert codes(refused) == {"voided"}

    def test_each_act_is_one_entry_of_the_ledger(self):
        here = tree()
        before = Entry.objects.count()
        services.void_act(act=act(here.province), reason="登记错误", **ACT)
        assert [entry.verb for entry in Entry.objects.order_by("id")[before:]] == ["act.record", "act.void"]


@pytest.mark.django_db
@pytest.mark.postgresql
def test_the_database_keeps_what_was_entered():
    here = tree()
    services.void_act(act=act(here.province), reason="登记错误", **ACT)
    state(here.province)
    for model in (ActVoid, Statement, Act):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.update(id=99)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.order_by()._raw_delete(using="default")


# --- stated figures ---------------------------------------------------------------------------------------------

PROOF = "湘自然资办〔2026〕3号《关于明确政务公开工作人员的通知》"


def state(organ, number=Decimal(2), code="staff.full_time", period=THIS_YEAR, **more):
    fields = {"evidence": PROOF, **ACT, **more}
    return services.state_figure(organ=organ, code=code, period=period, value=number, **fields)


@pytest.mark.django_db
@pytest.mark.postgresql
class TestStatements:
    def test_missing_zero_and_not_applicable_stay_three_things(self):
        here = tree()
        figure = metric("staff.full_time")
        asked = [here.province, here.city, here.county]
        assert value_or_nothing(figure, THIS_YEAR, asked) is BLANK
        state(here.county, NOT_APPLICABLE)
        assert value_or_nothing(figure, THIS_YEAR, asked) is NOT_APPLICABLE
        state(here.city, Decimal(0))
        assert value_or_nothing(figure, THIS_YEAR, asked) == 0
        state(here.province)
        assert value_or_nothing(figure, THIS_YEAR, asked) == 2
        assert value_or_nothing(figure, THIS_YEAR, [here.beside]) is BLANK
        assert unstated("staff.full_time", THIS_YEAR, [*asked, here.beside]) == [here.beside]

    def test_the_newest_of_a_period_holds_and_the_older_stay(self):
        here = tree()
        state(here.province, Decimal(3))
        last = state(here.province, Decimal(2))
        state(here.province, Decimal(9), period=year(2025))
        assert stated("staff.full_time", THIS_YEAR, [here.province]) == {here.province.pk: last}
        assert list(rows(metric("staff.full_time"), THIS_YEAR, [here.province])) == [last]
        assert value(metric("staff.full_time"), THIS_YEAR, [here.province]) == 2
        assert value_or_nothing(metric("staff.full_time"), month(2026, 3), [here.province]) is BLANK
        assert Statement.objects.count() == 3

    def test_money_has_its_fractions(self):
        here = tree()
        state(here.province, Decimal("59237.2449"), "money.budget_wan")
        assert value(metric("money.budget_wan"), THIS_YEAR, [here.province]) == Decimal("59237.2449")

    @pytest.mark.parametrize(
        ("number", "changes", "code"),
        [
            (Decimal(-1), {}, "negative"),
            (Decimal("2.5"), {}, "not_whole"),
            (Decimal("0.00001"), {"code": "money.budget_wan"}, "too_long"),
            (Decimal("Infinity"), {}, "no_value"),
            (BLANK, {}, "no_value"),
            (Decimal(1), {"evidence": ""}, "no_evidence"),
            (Decimal(1), {"period": year(2027)}, "future"),
            (Decimal(1), {"evidence": "绝密★启用前"}, "classification_mark"),
        ],
    )
    def test_what_cannot_be_stated_is_refused(self, number, changes, code):
        here = tree()
        with pytest.raises(NotAllowed) as refused:
            state(here.province, number, **changes)
        assert codes(refused) == {code}
        assert not Statement.objects.exists()

    def test_an_unknown_code_is_a_fault_of_the_caller(self):
        with pytest.raises(KeyError):
            state(tree().province, code="acts.press.conference")


NUMBERS = st.decimals(-(10**11), 10**11, places=4)


@given(st.one_of(NUMBERS, st.sampled_from(Nothing)))
def test_what_is_written_is_read_back(number):
    assert read_written(written(number)) == number


@given(st.lists(NUMBERS, min_size=2))
def test_equal_numbers_are_written_alike(numbers):
    for one, other in pairwise(sorted(numbers)):
        assert (one == other) == (written(one) == written(other))
    assert written(Decimal("30.0000")) == "30"


@pytest.mark.parametrize("text", ["", "12a", "一"])
def test_other_texts_are_not_read(text):
    with pytest.raises(ValueError, match=text or None):
        read_written(text)
