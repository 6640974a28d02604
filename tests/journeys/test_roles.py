"""Each role sees its own work and nothing else, whatever address it calls."""

import re

import pytest

from tests.journeys.desk_pages import addresses, objects
from tests.journeys.steps import looked_up, prepare

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

INBOX, REGISTER, DRAFT, PLAN, DUTIES = "待办", "信息台账", "起草信息", "公开日程", "公开事项"
IMPORTS, REDACTIONS, OVERVIEW, FIGURES = "导入待审", "文件遮盖", "公开概览", "统计指标"
BOARDS, AGENDA, REQUESTS, INTAKE, MAIL, APPEALS, SETTING = (
    "办理看板", "办理日程", "申请台账", "登记申请", "申请邮件", "复议诉讼", "受理设置",
)  # fmt: skip
REPORTS, COLLECTION = "年度报告", "年度报告收集"
LETTERS, TEXTS, LETTERHEAD = "文书台账", "文书样式", "文书设置"
COLUMNS, CALENDAR, CHAINS, PEOPLE, LEDGER, HEALTH = (
    "栏目",
    "工作日历",
    "审签流程",
    "机构人员",
    "操作台账",
    "运行状况",
)
SEEN = [BOARDS, AGENDA, REQUESTS, APPEALS]
NAVIGATION = {
    "officer": [INBOX, OVERVIEW, FIGURES, REGISTER, DRAFT, DUTIES, REDACTIONS, *SEEN],
    "head": [INBOX, OVERVIEW, FIGURES, REGISTER, DRAFT, DUTIES, REDACTIONS, *SEEN],
    "secrecy": [INBOX, FIGURES, REGISTER, IMPORTS, REDACTIONS],
    "leader": [INBOX, OVERVIEW, FIGURES, REGISTER, DUTIES, REDACTIONS, *SEEN, REPORTS, LETTERS],
    "office": [
        INBOX, OVERVIEW, FIGURES, REGISTER, DRAFT, PLAN, DUTIES, REDACTIONS, BOARDS, AGENDA, REQUESTS, INTAKE, MAIL, APPEALS, SETTING,
        REPORTS, COLLECTION, LETTERS, TEXTS, LETTERHEAD, COLUMNS, CALENDAR,
    ],
    "clerk": [INBOX, OVERVIEW, FIGURES, BOARDS, AGENDA, REQUESTS, INTAKE, MAIL, APPEALS, LETTERS],
    "legal": [INBOX, OVERVIEW, FIGURES, REGISTER, REDACTIONS, *SEEN, LETTERS],
    "inspector": [INBOX, OVERVIEW, FIGURES, REGISTER, DUTIES, *SEEN, REPORTS, COLLECTION],
    "auditor": [INBOX, OVERVIEW, FIGURES, REGISTER, DUTIES, *SEEN, REPORTS, COLLECTION, LETTERS, LEDGER],
    "admin": [INBOX, SETTING, CALENDAR, CHAINS, PEOPLE, HEALTH],
}  # fmt: skip
NAMED = {
    REGISTER: "/desk/records/", DRAFT: "/desk/records/new/", PLAN: "/desk/records/calendar/", COLUMNS: "/desk/catalogue/columns/",
    PEOPLE: "/desk/manage/people/", LEDGER: "/desk/manage/ledger/", HEALTH: "/desk/manage/health/",
}  # fmt: skip
CHANGES = """
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.jobs.models import Job
from gongkai.kernel.catalogue.models import Column, DutyEntry, NegativeEntry, Site
from gongkai.kernel.records.models import Record, Version
person = Person.objects.get(username="%s")
print(Version.objects.count(), *(model.objects.order_by("pk").values_list() for model in (Site, NegativeEntry)))
print(Column.objects.count(), DutyEntry.objects.count(), Person.objects.count())
print(list(Entry.objects.filter(actor_id=person.actor_id).exclude(verb__in=["ledger.read", "ledger.export", "ledger.verify", "file.open", "file.read"]).values_list("number", "verb")))
"""
HARMLESS = ("/desk/sign-", "/desk/language/", "/desk/records/views/", "/desk/manage/account/")
"""What an auditor may post: to sign out, to choose a language, own saved filters, the own password."""


@pytest.mark.parametrize("role", NAVIGATION)
def test_the_navigation_is_that_of_the_role_and_the_doors_agree(visit, platform, role):
    page = visit(f"p-{role}")
    links = page.locator("#side nav a").evaluate_all(
        "links => links.map(a => a.firstChild.textContent.trim())"
    )
    assert links == NAVIGATION[role]
    for name, address in NAMED.items():
        status = page.request.get(platform.address + address).status
        if name in links:
            assert status == 200, name
        elif name not in {REGISTER, PLAN}:  # a list of what one may see: empty
            assert status in {403, 404}, name


def test_records_of_other_organs_and_divisions_do_not_exist(visit, platform):
    draft = prepare(platform, "draft", "省厅尚未公开的草稿")
    for account in ("x1-officer", "c1-office", "p-officer2", "x1-auditor", "p-clerk", "p-admin"):
        page = visit(account)
        for tail in ("", "edit/", "compare/", "preview/1/", "review/"):
            assert page.request.get(f"{draft.page}{tail}").status == 404, f"{account} {tail}"
        assert (
            "省厅尚未公开的草稿"
            not in page.request.get(f"{platform.address}/desk/records/?q=尚未公开").text()
        )
        for act in ("submit", "sign", "publish", "withdraw", "cancel", "take-back"):
            assert post(page, platform, f"/desk/records/{draft.pk}/{act}/", reason="越权") == 404, (
                f"{account} {act}"
            )


def post(page, platform, address: str, **typed: str) -> int:
    """Send a form from inside the desk, with the token that a page of the account carries."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    form = {"csrfmiddlewaretoken": token, **typed}
    return page.request.post(platform.address + address, form=form, max_redirects=0).status


def test_an_auditor_reads_all_and_changes_nothing(visit, platform):
    """Whatever form an auditor sends from wherever, no act of theirs comes to be."""
    auditor = visit("p-auditor")
    public = prepare(platform, "published", "审计员能看不能改的公告")
    signing = prepare(platform, "head", "审计员能看不能签的通知")
    ids = objects(platform) | {"draft": signing.pk, "public": public.pk}
    targets = {*addresses(ids), *addresses(ids | {"draft": public.pk})}
    before = changes(platform, "p-auditor")
    answers = {}
    for address in sorted(targets):
        if not address.startswith(HARMLESS):
            answers[address] = post(
                auditor, platform, address, reason="试", title="改过的标题", name="试", base="1"
            )
    assert set(answers.values()) <= {200, 302, 403, 404, 405}
    assert changes(platform, "p-auditor") == before
    for record in (public, signing):
        shown = auditor.request.get(record.page)
        assert shown.status == 200
        assert "改过的标题" not in shown.text()
        assert not re.search(r"<button[^>]*>\s*(撤回公开|立即公开|注销|提交审签|同意)", shown.text())


def changes(platform, account: str) -> str:
    """Every row that an account could have written: its entries in the ledger but reads, its versions, its opinions."""
    return looked_up(platform, CHANGES % account)
