"""Import, second person, versions, overlays; and what the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from gongkai.foundation.calendar import package, rules, selectors, services
from gongkai.foundation.calendar.models import CalendarDay, CalendarVersion, Notice
from gongkai.foundation.calendar.tests.notices import (
    AT,
    DOCUMENT,
    IMPORTER,
    MONDAY,
    SECOND,
    import_2027,
    import_delay,
    upload,
)
from gongkai.foundation.common.reasons import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def refused(act) -> list[str]:
    with pytest.raises(NotAllowed) as raised:
        act()
    return [reason.code for reason in raised.value.reasons]


def test_every_database_knows_the_days_of_the_package():
    assert CalendarVersion.objects.count() == 1
    assert CalendarDay.objects.count() == 8401
    assert selectors.calendar().covered_until == date(2026, 12, 31)
    assert CalendarDay.objects.get(date=date(2026, 9, 20)).name == "国庆节"


def test_filling_twice_changes_nothing():
    assert services.fill_from_package(by=IMPORTER, at=AT) == 0
    assert CalendarVersion.objects.count() == 1


def test_filling_mends_a_day_of_the_package_but_leaves_a_day_of_a_notice():
    CalendarDay.objects.filter(date=date(2026, 10, 9)).update(is_working=False)
    CalendarDay.objects.filter(date=date(2026, 10, 10)).update(is_working=False, source="notice")
    assert services.fill_from_package(by=IMPORTER, at=AT) == 1
    calendar = selectors.calendar()
    assert (calendar.version, calendar.is_working(date(2026, 10, 9))) == (2, True)
    assert not calendar.is_working(date(2026, 10, 10))


def test_an_import_counts_only_when_a_second_person_confirmed_it():
    notice = import_2027()
    assert notice.warnings == []
    before = selectors.calendar()
    assert before.add_working_days(date(2027, 1, 20), 20).provisional
    confirmed = services.confirm_notice(notice=notice, by=SECOND, at=AT)
    after = selectors.calendar()
    assert (before.version, after.version, confirmed.version_id) == (1, 2, 2)
    assert after.covered_until == date(2027, 12, 31)
    day = date(2027, 2, 23)
    assert after.add_working_days(date(2027, 1, 20), 20) == rules.Reach(day, False, day, day)
    assert selectors.calendar_at(1) == before
    assert services.facts(confirmed)["days"] == 33


def test_the_importer_may_not_confirm():
    notice = import_2027()
    assert refused(lambda: services.confirm_notice(notice=notice, by=IMPORTER, at=AT)) == ["same_person"]
    assert selectors.calendar().version == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(
            state="confirmed", closed_by_id=IMPORTER.actor_id, closed_at=AT, version_id=1
        )


def test_confirming_twice_is_refused():
    notice = import_2027()
    services.confirm_notice(notice=notice, by=SECOND, at=AT)
    assert refused(lambda: services.confirm_notice(notice=notice, by=SECOND, at=AT)) == ["not_waiting"]


def test_one_notice_waits_for_a_year_until_it_is_discarded():
    first = import_2027()
    assert refused(import_2027) == ["notice_waiting"]
    services.discard(waiting=first, by=IMPORTER, at=AT)
    second = import_2027()
    assert list(selectors.waiting_notices()) == [second]


def test_after_the_notice_only_supplements():
    services.confirm_notice(notice=import_2027(), by=SECOND, at=AT)
    assert refused(import_2027) == ["notice_confirmed"]
    extra = import_2027(
        upload("日期,类型,名称\n2027-09-03,休,纪念日\n2027-09-04,班,纪念日\n"),
        supplement=True,
        document_number="国办发明电〔2027〕4号",
    )
    services.confirm_notice(notice=extra, by=SECOND, at=AT)
    calendar = selectors.calendar()
    assert calendar.version == 3
    assert not calendar.is_working(date(2027, 9, 3))
    assert calendar.is_working(date(2027, 9, 4))
    assert not calendar.is_working(date(2027, 10, 1))


def test_a_bad_file_changes_nothing_and_names_all_lines():
    text = "日期,类型\n2027-01-01,休\n2027-13-01,休\n2027-01-02,?\n"
    with pytest.raises(NotAllowed) as raised:
        import_2027(upload(text))
    assert [reason.where for reason in raised.value.reasons] == ["3:日期", "4:类型"]
    assert not Notice.objects.exists()


def test_an_import_in_gbk():
    assert len(import_2027(upload(encoding="gbk")).rows) == 33


def test_an_overlay_holds_for_the_region_and_all_below():
    overlay = import_delay()
    assert selectors.calendar("430102").is_working(MONDAY)
    services.confirm_overlay(overlay=overlay, by=SECOND, at=AT)
    for code, working in [("", True), ("43", True), ("430200", True), ("4301", False), ("430102", False)]:
        assert selectors.calendar(code).is_working(MONDAY) is working
    assert selectors.calendar("430102").is_working(date(2026, 3, 7))
    plain, local = selectors.calendar(), selectors.calendar("430102")
    start = date(2026, 2, 27)
    assert plain.add_working_days(start, 5).date == date(2026, 3, 5)
    assert local.add_working_days(start, 5).date == date(2026, 3, 9)
    assert selectors.calendar("430200") is plain


def test_a_narrower_region_overrides_the_wider():
    services.confirm_overlay(overlay=import_delay(), by=SECOND, at=AT)
    district = import_delay(region_code="430102", document_number="芙政办函〔2026〕1号")
    district.rows = [{"line": 2, "date": MONDAY.isoformat(), "is_working": True, "name": ""}]
    district.save()
    services.confirm_overlay(overlay=district, by=SECOND, at=AT)
    assert selectors.calendar("430102").is_working(MONDAY)
    assert not selectors.calendar("430103").is_working(MONDAY)


def test_an_overlay_by_the_importer_or_without_region_is_refused():
    overlay = import_delay()
    assert refused(lambda: services.confirm_overlay(overlay=overlay, by=IMPORTER, at=AT)) == ["same_person"]
    assert refused(lambda: import_delay(region_code="", document_number="")) == [
        "document_number_missing",
        "region_code",
    ]


def test_asking_again_costs_one_query(django_assert_num_queries):
    selectors.calendar("430102")
    with django_assert_num_queries(1):
        selectors.calendar("430102")


def test_an_empty_table_still_gives_the_days_of_the_package():
    CalendarDay.objects.all().delete()
    CalendarVersion.objects.all().delete()
    calendar = selectors.calendar()
    assert (calendar.version, calendar.covered_until) == (0, date(2026, 12, 31))
    services.confirm_notice(notice=import_2027(), by=SECOND, at=AT)
    assert selectors.calendar().covered_until == date(2027, 12, 31)


def test_a_rolled_back_version_leaves_no_trace_in_the_process():
    with pytest.raises(LookupError), transaction.atomic():
        services.confirm_notice(notice=import_2027(), by=SECOND, at=AT)
        assert selectors.calendar().covered_until.year == 2027
        raise LookupError
    assert selectors.calendar().covered_until.year == 2026
    services.confirm_overlay(overlay=import_delay(), by=SECOND, at=AT)
    calendar = selectors.calendar()
    assert (calendar.version, calendar.covered_until.year) == (2, 2026)


@pytest.mark.parametrize(
    "fields",
    [
        {"date": date(2026, 1, 5), "source": "package", "region_code": ""},
        {"date": date(2027, 1, 5), "source": "rumour", "region_code": ""},
        {"date": date(2027, 1, 5), "source": "notice", "region_code": "430100"},
        {"date": date(2027, 1, 5), "source": "overlay", "region_code": ""},
    ],
)
def test_the_database_refuses_such_a_day(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(version_id=1, is_working=True, **fields)


def test_coverage_warns_below_sixty_days():
    assert not selectors.coverage(date(2026, 9, 1)).short
    found = selectors.coverage(date(2026, 11, 20))
    assert (found.working_days_left, found.short, found.next_year) == (29, True, 2027)
    assert selectors.coverage(date(2027, 3, 1)).working_days_left == 0


def test_a_year_is_shown_with_names_and_sources():
    shown = {day.date: day for day in selectors.days_of_year(2026)}
    assert (len(shown), shown[date(2026, 9, 20)].name, shown[date(2026, 9, 20)].unusual) == (
        365,
        "国庆节",
        True,
    )
    provisional = {day.date: day for day in selectors.days_of_year(2027)}
    assert provisional[date(2027, 2, 9)].provisional
    assert provisional[date(2027, 2, 9)].name == "春节"
    with pytest.raises(rules.NotCovered):
        selectors.days_of_year(2003)


def test_document_is_kept():
    notice = import_2027()
    assert (notice.document_number, notice.imported_by_name) == (DOCUMENT, "罗晓燕")
    assert package.package_years() == range(2004, 2027)
