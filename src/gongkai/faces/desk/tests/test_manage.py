"""Calendar, people, ledger, health and the own account, as officials click through them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.faces.desk.tests.office import office, signed_in
from gongkai.foundation.calendar import selectors as calendar
from gongkai.foundation.calendar.models import Notice, Overlay
from gongkai.foundation.calendar.tests.notices import DOCUMENT, GOOD
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.services import append, sign_heads
from gongkai.foundation.orgs.models import Person, Post, Substitution
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import holder, person

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def here():
    return office()


@pytest.fixture
def admin(here) -> Client:
    return here.client(Role.ADMINISTRATOR)


def text_of(answer) -> str:
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def upload(text: str = GOOD) -> SimpleUploadedFile:
    return SimpleUploadedFile("2027年放假通知.csv", text.encode("gbk"), "text/csv")


# --- calendar -----------------------------------------------------------------------------------------------


def notice(client: Client, **changed):
    form = {"year": 2027, "document_number": DOCUMENT, "file": upload(), **changed}
    return client.post(reverse("manage:calendar-notice"), form)


def test_a_notice_is_imported_by_one_and_confirmed_by_another(here, admin):
    assert notice(admin).status_code == 302
    waiting = Notice.objects.get()
    confirm = reverse("manage:calendar-confirm", args=["notice", waiting.pk])
    own = text_of(admin.get(reverse("manage:calendar")))
    assert "导入人不能自己确认" in own and confirm not in own
    assert "导入人不能自己确认" in text_of(admin.post(confirm, {"compared": "1"}, follow=True))
    second = here.client(Role.OPEN_GOVERNMENT_OFFICE)
    assert "没有任何调休上班日" not in text_of(second.get(reverse("manage:calendar")))
    second.post(confirm)
    assert calendar.newest_version().number == 1, "not without having compared"
    second.post(confirm, {"compared": "1"})
    assert calendar.newest_version().number == 2
    verbs = list(
        Entry.objects.filter(verb__startswith="calendar").values_list("verb", flat=True).order_by("id")
    )
    assert verbs == ["calendar.import", "calendar.confirm"]


def test_a_bad_file_is_refused_line_by_line_and_the_rest_of_the_form_kept(admin):
    answer = notice(admin, file=upload("日期,类型,名称\n2027-01-01,班,元旦\n"))
    text = text_of(answer)
    assert answer.status_code == 422
    assert "不能标为“班”" in text and "全国年节及纪念日放假办法" in text
    assert f'value="{DOCUMENT}"' in text
    assert not Notice.objects.exists()


def test_the_second_person_is_warned_of_a_notice_without_make_up_days(here, admin):
    notice(admin, file=upload("\n".join(line for line in GOOD.splitlines() if ",班," not in line)))
    assert "没有任何调休上班日" in text_of(here.client(Role.ADMINISTRATOR).get(reverse("manage:calendar")))


def test_a_county_decides_neither_for_the_country_nor_for_its_neighbours(here):
    county = signed_in(holder(Role.ADMINISTRATOR, here.place.county))
    assert "全国放假通知由最上级机关统一导入" in text_of(notice(county))
    form = {"region_code": "430200", "year": 2026, "document_number": "株政办函〔2026〕3号", "file": upload()}
    assert county.post(reverse("manage:calendar-overlay"), form).status_code == 422
    assert not Notice.objects.exists() and not Overlay.objects.exists()


def test_a_local_arrangement_waits_and_may_be_discarded(here):
    city = signed_in(holder(Role.ADMINISTRATOR, here.place.city))
    rows = "日期,类型,名称\n2026-12-28,休,停工\n"
    form = {
        "region_code": "430100",
        "year": 2026,
        "document_number": "长政办函〔2026〕3号",
        "file": upload(rows),
    }
    assert city.post(reverse("manage:calendar-overlay"), form).status_code == 302
    waiting = Overlay.objects.get()
    assert "长沙市" in text_of(city.get(reverse("manage:calendar")))
    city.post(reverse("manage:calendar-discard", args=["overlay", waiting.pk]))
    waiting.refresh_from_db()
    assert waiting.state == "discarded"


def test_the_year_shows_every_month_and_marks_what_is_provisional(here):
    text = text_of(here.client(Role.LEGAL).get(reverse("manage:calendar"), {"year": "2028"}))
    assert text.count("<caption>") == 12 and "day-provisional" in text
    assert 'name="document_number"' not in text, "only administrators import"
    assert "2004" in text_of(here.client(Role.LEGAL).get(reverse("manage:calendar"), {"year": "1900"}))


@pytest.mark.parametrize(("kind", "start"), [("csv", "\ufeff日期".encode()), ("xlsx", b"PK")])
def test_the_template_is_given_in_both_forms(admin, kind, start):
    answer = admin.get(reverse("manage:calendar-template"), {"year": "2027", "format": kind})
    assert answer.content.startswith(start)
    assert f"holidays-2027.{kind}" in answer["Content-Disposition"]


# --- people -------------------------------------------------------------------------------------------------


def test_a_person_comes_gets_a_post_and_goes(here, admin):
    division = here.place.province.divisions.first()
    form = {"name": "何思齐", "username": "hesiqi", "division": division.pk, "password": "a-long-password"}
    assert admin.post(reverse("manage:person-new"), {**form, "password": "short"}).status_code == 422
    assert admin.post(reverse("manage:person-new"), form).status_code == 302
    made = Person.objects.get(username="hesiqi")
    page = reverse("manage:person", args=[made.pk])
    refused = admin.post(
        page, {"form": "post", "role": Role.INFORMATION_OFFICER, "since": "2026-05-01", "until": "2026-01-01"}
    )
    assert refused.status_code == 422 and "结束日期早于开始日期" in text_of(refused)
    assert 'value="2026-05-01"' in text_of(refused)
    admin.post(page, {"form": "post", "role": Role.INFORMATION_OFFICER, "since": "2026-05-01"})
    post = Post.objects.get(person=made)
    assert post.division == division
    admin.post(reverse("manage:post-end", args=[post.pk]), {"until": "2026-12-31"})
    admin.post(reverse("manage:person-active", args=[made.pk]), {"active": "0"})
    made.refresh_from_db()
    assert not made.is_active and "何思齐" not in text_of(admin.get(reverse("manage:people")))
    assert "何思齐" in text_of(admin.get(reverse("manage:people"), {"inactive": "1"}))
    verbs = list(Entry.objects.filter(actor_name="周文博").order_by("id").values_list("verb", flat=True))
    assert verbs == ["person.create", "post.give", "post.end", "person.deactivate"]
    assert "何思齐" not in str(list(Entry.objects.values_list("detail", flat=True))), "no names in the ledger"


def test_roles_that_exclude_each_other_are_refused_with_the_reason(here, admin):
    reviewer = here.people[Role.SECRECY_REVIEWER]
    answer = admin.post(
        reverse("manage:person", args=[reviewer.pk]), {"form": "post", "role": Role.ADMINISTRATOR}
    )
    assert "系统管理员不得兼任保密审查员" in text_of(answer)


def test_a_substitute_is_named_and_the_absent_comes_back(here, admin):
    leader, head = here.people[Role.LEADER], here.people[Role.DIVISION_HEAD]
    day = shanghai_date(timezone.now())
    form = {"form": "substitution", "substitute": head.pk, "since": day, "until": day + timedelta(days=5)}
    assert admin.post(reverse("manage:person", args=[leader.pk]), form).status_code == 302
    row = Substitution.objects.get()
    assert f"由 {head.name} 代理至" in text_of(admin.get(reverse("manage:people")))
    admin.post(reverse("manage:substitution-end", args=[row.pk]))
    row.refresh_from_db()
    assert row.until == day
    assert list(
        Entry.objects.filter(subject_type="substitution").values_list("verb", flat=True).order_by("id")
    ) == [
        "substitution.give",
        "substitution.end",
    ]


def test_people_of_another_organ_are_out_of_reach(here, admin):
    stranger = person("stranger", here.place.city)
    assert admin.get(reverse("manage:person", args=[stranger.pk])).status_code == 403
    assert admin.get(reverse("manage:people"), {"organ": here.place.city.pk}).status_code == 404
    post = holder(Role.LEADER, here.place.city).posts.get()
    assert admin.post(reverse("manage:post-end", args=[post.pk])).status_code == 403
    assert admin.post(reverse("manage:person-active", args=[stranger.pk]), {"active": "0"}).status_code == 403
    form = {"form": "password", "password": "another-long-password"}
    assert admin.post(reverse("manage:person", args=[stranger.pk]), form).status_code == 403
    assert not Entry.objects.filter(verb="person.reset_password").exists()


def test_nobody_locks_himself_out(here, admin):
    me = here.people[Role.ADMINISTRATOR]
    answer = admin.post(reverse("manage:person-active", args=[me.pk]), {"active": "0"}, follow=True)
    assert "不能停用自己的账号" in text_of(answer)


def test_a_division_is_added_once(here, admin):
    form = {"name": "矿业权管理处"}
    assert admin.post(reverse("manage:division-new"), form).status_code == 302
    assert "本机关已有同名处室" in text_of(admin.post(reverse("manage:division-new"), form))


def test_the_people_page_costs_the_same_however_many(here, admin, django_assert_max_num_queries):
    for number in range(30):
        person(f"clerk-{number}", here.place.province)
    with django_assert_max_num_queries(18):
        admin.get(reverse("manage:people"))


# --- the own account ----------------------------------------------------------------------------------------


def test_a_new_password_needs_the_old_one_and_keeps_the_session(here):
    me = here.people[Role.LEGAL]
    me.set_password("the-first-password")
    me.save()
    client, elsewhere = signed_in(me), signed_in(me)
    form = {"old": "wrong", "new": "1234567890", "again": "a-better-password"}
    refused = client.post(reverse("manage:account"), form)
    assert refused.status_code == 422 and "现在的密码不正确" in text_of(refused)
    good = {"old": "the-first-password", "new": "a-better-password", "again": "a-better-password"}
    assert client.post(reverse("manage:account"), good).status_code == 302
    assert client.get(reverse("manage:account")).status_code == 200
    assert elsewhere.get(reverse("manage:account")).status_code == 302
    assert Entry.objects.get(verb="person.change_password").actor_id == me.actor_id


# --- ledger -------------------------------------------------------------------------------------------------


def entries(organ, number: int, verb: str = "record.publish", by=None) -> None:
    with transaction.atomic():
        for n in range(number):
            append(
                organ=organ.code,
                verb=verb,
                subject_type="record",
                subject_id=str(n),
                by=by,
                at=timezone.now(),
            )


def test_the_ledger_is_searched_and_paged(here):
    auditor, officer = here.client(Role.AUDITOR), here.people[Role.INFORMATION_OFFICER]
    entries(here.place.province, 60, by=officer)
    entries(here.place.city, 1, "record.withdraw", by=officer)
    address = reverse("manage:ledger")
    first = auditor.get(address, {"verb": "record.publish"}).context
    assert len(first["lines"]) == 50 and first["older"]
    second = auditor.get(address, {"verb": "record.publish", "after": first["older"]}).context
    assert len(second["lines"]) == 10 and second["older"] == ""
    assert not {line.entry.pk for line in first["lines"]} & {line.entry.pk for line in second["lines"]}
    assert len(auditor.get(address, {"subject_type": "record", "subject_id": "7"}).context["lines"]) == 1
    assert len(auditor.get(address, {"organ": here.place.city.code}).context["lines"]) == 1
    assert auditor.get(address, {"actor": officer.username}).context["older"]
    assert auditor.get(address, {"actor": "无此人"}).context["lines"] == []
    tomorrow = shanghai_date(timezone.now()) + timedelta(days=1)
    assert auditor.get(address, {"since": tomorrow}).context["lines"] == []


def test_an_auditor_reads_only_the_organs_below(here):
    entries(here.place.province, 1, by=here.people[Role.LEADER])
    entries(here.place.city, 1, by=here.people[Role.LEADER])
    city = signed_in(holder(Role.AUDITOR, here.place.city))
    lines = city.get(reverse("manage:ledger")).context["lines"]
    assert {line.entry.chain for line in lines} == {here.place.city.code}
    forced = city.get(reverse("manage:ledger"), {"organ": here.place.province.code})
    assert forced.context["lines"] == []
    exported = text_of(city.post(reverse("manage:ledger-export")))
    assert here.place.province.code + "," not in exported


def test_verification_names_what_was_tampered_with_and_is_an_act(here):
    auditor = here.client(Role.AUDITOR)
    entries(here.place.city, 3, by=here.people[Role.LEADER])
    sign_heads(at=timezone.now())
    good = auditor.post(reverse("manage:ledger-verify"), {"organ": here.place.city.code})
    assert "留痕完整" in text_of(good)
    with connection.cursor() as cursor:
        _without_triggers(
            cursor,
            "UPDATE ledger_entry SET actor_name = '别人' WHERE chain = %s AND number = 2",
            [here.place.city.code],
        )
    bad = auditor.post(reverse("manage:ledger-verify"), {"organ": here.place.city.code})
    assert "内容被改动" in text_of(bad)
    acts = Entry.objects.filter(verb="ledger.verify").order_by("id")
    assert [act.detail["findings"] for act in acts] == [0, len(bad.context["findings"])]


def _without_triggers(cursor, sql: str, params: list) -> None:
    """Tamper as somebody would who owns the database."""
    if connection.vendor == "postgresql":
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'")
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    cursor.execute(sql, params)
    for _name, made in triggers:
        cursor.execute(made)


def test_an_export_is_complete_safe_for_table_programs_and_an_act(here):
    auditor = here.client(Role.AUDITOR)
    with transaction.atomic():
        append(
            organ=here.place.province.code,
            verb="record.withdraw",
            subject_type="record",
            subject_id="=1+1",
            by=here.people[Role.LEADER],
            at=timezone.now(),
        )
    text = text_of(auditor.post(reverse("manage:ledger-export") + "?verb=record.withdraw"))
    assert text.startswith("\ufeff机关,序号") and text.count("\r\n") == 2
    assert ",'=1+1," in text
    act = Entry.objects.get(verb="ledger.export")
    assert act.detail["filters"] == {"verb": "record.withdraw"}


# --- health -------------------------------------------------------------------------------------------------


def test_the_state_of_the_machine_and_failed_jobs_are_shown_and_tried_again(admin):
    job = Job.objects.create(kind="site.page", key="1", state="failed", attempts=8, last_error="磁盘已满")
    text = text_of(admin.get(reverse("manage:health")))
    assert "没有工作进程" in text and "磁盘已满" in text and "数据库结构是最新的" in text
    admin.post(reverse("manage:health-retry"), {"job": job.pk})
    assert not Job.objects.filter(state="failed").exists()
    assert Job.objects.filter(kind="site.page", state="waiting").exists()
    assert Entry.objects.filter(verb="job.retry").count() == 1
