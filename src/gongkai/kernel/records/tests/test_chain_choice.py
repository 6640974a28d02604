"""The chain is data per organ and kind: written by the administrator, taken by the next submission, drawn."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.services import give_post
from gongkai.kernel.casework.models import Case, Definition
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Chain
from gongkai.kernel.records.rules.chains import Row, rows_of, steps_of
from gongkai.kernel.records.rules.vocabulary import Stage
from gongkai.kernel.records.tests.factories import NOW, STEPS, Bureau, bureau, fresh, pass_review, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LATER = NOW + timedelta(hours=1)


def desk(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def short_chain(office: Bureau) -> Definition:
    rows = [Row(1, "保密审查", "secrecy_reviewer"), Row(2, "公开办核发", "open_government_office")]
    return services.define_chain(
        organ=office.organ, name="公告快速审签", steps=steps_of(rows), by=office.admin, at=NOW
    )


def steps_waiting(record) -> list[str]:
    case = Case.objects.get(subject_id=str(record.pk))
    return [step.label for step in case.steps.order_by("position") if step.key != "drafter"]


# --- rules --------------------------------------------------------------------------------------------------


def test_rows_and_steps_are_two_ways_of_writing_the_same():
    assert steps_of(rows_of(STEPS), STEPS) == STEPS
    joint = [
        STEPS[1],
        {
            "key": "joint",
            "name": "会签",
            "parallel": [{"role": "legal"}, {"role": "leader"}],
            "decides": False,
        },
    ]
    assert steps_of(rows_of(joint), joint) == joint


def test_lines_are_signed_in_their_order_not_in_that_of_the_form():
    rows = [Row(9, "签发", "leader"), Row(1, "保密审查", "secrecy_reviewer"), Row(9, "会签", "legal")]
    first, last = steps_of(rows)
    assert (first["key"], first["per_item"]) == ("secrecy_reviewer_review", True)
    assert [seat["role"] for seat in last["parallel"]] == ["leader", "legal"]


def test_the_same_role_twice_has_two_keys():
    rows = [Row(1, "初审", "legal"), Row(2, "保密审查", "secrecy_reviewer"), Row(3, "复核", "legal")]
    assert [step["key"] for step in steps_of(rows)] == ["legal", "secrecy_reviewer_review", "legal_2"]


# --- services -----------------------------------------------------------------------------------------------


def test_another_chain_for_one_kind_is_used_and_drawn(office):
    services.set_chain(
        organ=office.organ, kind="announcement", definition=short_chain(office), by=office.admin, at=NOW
    )
    notice, announcement = submitted(office), submitted(office, kind="announcement")
    assert steps_waiting(notice) == ["处室负责人审核", "保密审查", "分管领导签发"]
    assert steps_waiting(announcement) == ["保密审查", "公开办核发"]
    page = desk(office.officer).get(reverse("records:detail", args=[announcement.pk])).content.decode()
    assert "公开办核发" in page and "处室负责人审核" not in page
    pass_review(office, announcement, LATER)
    services.sign(record=announcement, by=office.office, at=LATER + timedelta(minutes=2))
    assert fresh(announcement).stage == Stage.SIGNED
    entry = Entry.objects.get(verb="record.set_chain")
    assert (entry.actor_name, entry.detail["kind"]) == (office.admin.name, "announcement")


def test_what_is_being_signed_finishes_on_its_own_version(office):
    record = submitted(office)
    chain = services.define_chain(
        organ=office.organ, code="sign_off", name="本厅审签", steps=short_chain(office).steps,
        by=office.admin, at=NOW,
    )  # fmt: skip
    assert (chain.code, chain.organ, chain.version) == ("sign_off", office.organ, 1)
    services.sign(record=record, by=office.head, at=LATER)
    pass_review(office, record, LATER)
    services.sign(record=record, by=office.leader, at=LATER + timedelta(minutes=2))
    assert fresh(record).stage == Stage.SIGNED
    assert steps_waiting(submitted(office, title="后一件")) == ["保密审查", "公开办核发"]


def test_given_up_the_more_general_chain_holds_again(office):
    chain = short_chain(office)
    services.set_chain(organ=office.organ, kind="", definition=chain, by=office.admin, at=NOW)
    services.drop_chain(organ=office.organ, kind="", by=office.admin, at=NOW)
    services.drop_chain(organ=office.organ, kind="", by=office.admin, at=NOW)
    assert Entry.objects.filter(verb="record.drop_chain").count() == 1
    assert len(steps_waiting(submitted(office))) == 3


def test_a_chain_that_reviews_nothing_or_is_not_ours_is_refused(office):
    other = bureau("430L00", "云岭省林业局")
    answer = Definition.objects.create(
        code="answer", version=1, name="答复审签", made_at=NOW,
        steps=[{"key": "leader", "name": "签发", "role": "leader"}],
    )  # fmt: skip
    for chain, code in ((answer, "no_review"), (short_chain(other), "other_organ")):
        with pytest.raises(NotAllowed) as refusal:
            services.set_chain(organ=office.organ, kind="", definition=chain, by=office.admin, at=NOW)
        assert [reason.code for reason in refusal.value.reasons] == [code]
    with pytest.raises(NotAllowed):
        services.set_chain(
            organ=office.organ, kind="poem", definition=short_chain(office), by=office.admin, at=NOW
        )
    assert not Chain.objects.exists()


# --- pages --------------------------------------------------------------------------------------------------


def lines(*rows: tuple[str, str, str], key: str = "") -> dict[str, str]:
    form = {"name": "规范性文件公开审签", "form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    for number, (order, name, role) in enumerate(rows):
        form |= {f"form-{number}-order": order, f"form-{number}-name": name, f"form-{number}-role": role}
        form[f"form-{number}-key"] = key
    return form


def test_the_administrator_defines_a_chain_and_chooses_it(office):
    client = desk(office.admin)
    rows = [("1", "处室负责人审核", "division_head"), ("2", "合法性审核", "legal"),
            ("3", "保密审查", "secrecy_reviewer"), ("4", "分管领导签发", "leader"), ("", "", "")]  # fmt: skip
    assert client.post(reverse("records:chain-new"), lines(*rows)).status_code == 302
    chain = Definition.objects.get(organ=office.organ)
    client.post(reverse("records:chain-choose"), {"kind": "opinions", "definition": chain.code})
    page = client.get(reverse("records:chains")).content.decode()
    assert "合法性审核" in page and "本机关选用" in page and "没有人担任：法制机构" in page
    give_post(
        person=office.office, role=Role.LEGAL, organ=office.organ, division=None,
        since=date(2026, 1, 1), by=SYSTEM, at=NOW,
    )  # fmt: skip
    assert "没有人担任" not in client.get(reverse("records:chains")).content.decode()
    assert "合法性审核" in steps_waiting(submitted(office, kind="opinions"))
    client.post(reverse("records:chain-choose"), {"kind": "opinions", "drop": "1"})
    assert not Chain.objects.exists()


def test_a_faulty_chain_comes_back_with_every_reason_and_what_was_typed(office):
    answer = desk(office.admin).post(
        reverse("records:chain-new"), lines(("1", "只有领导签发", "leader"), ("2", "没有角色", ""))
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "请选择由谁签" in page and "只有领导签发" in page
    answer = desk(office.admin).post(reverse("records:chain-new"), lines(("1", "只有领导签发", "leader")))
    assert answer.status_code == 422 and "须有一个逐项进行保密审查的环节" in answer.content.decode()
    assert not Definition.objects.filter(organ=office.organ).exists()


def test_only_who_may_sees_and_changes_chains_and_only_the_own_ones(office):
    other = bureau("430L00", "云岭省林业局")
    for person in (office.officer, office.office, office.leader):
        assert desk(person).get(reverse("records:chains")).status_code == 403
        assert desk(person).post(reverse("records:chain-choose"), {}).status_code == 403
    assert desk(office.admin).get(f"{reverse('records:chains')}?organ={other.organ.pk}").status_code == 404
    theirs = short_chain(other)
    assert desk(office.admin).get(reverse("records:chain-edit", args=[theirs.code])).status_code == 404
