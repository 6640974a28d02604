"""Two people at one record: nobody's text is overwritten unseen, and nobody signs what has changed meanwhile."""

import pytest

from tests.journeys.steps import prepare, press, save, write_body

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]


def test_the_second_save_is_refused_and_keeps_what_was_typed(visit, platform):
    record = prepare(platform, "draft", "两人同时修改的通知", "<p>原来的正文。</p>")
    first, second = visit("p-officer"), visit("p-officer")
    for page in (first, second):
        page.goto(f"{record.page}edit/")
        page.locator(".jodit-wysiwyg").wait_for()
    write_body(first, "甲先保存的正文，期限三十日。")
    save(first)

    write_body(second, "乙后保存的正文，期限四十五日。")
    second.locator("#id_keywords").fill("临时用地")
    press(second, "保存")
    assert "已保存了版本 2，您的修改没有覆盖它" in second.get_by_role("alert").inner_text()
    assert "乙后保存的正文，期限四十五日。" in second.locator(".jodit-wysiwyg").inner_text()
    assert second.locator("#id_keywords").input_value() == "临时用地"

    # saving again without a word is refused again
    press(second, "保存")
    assert "您的修改没有覆盖它" in second.get_by_role("alert").inner_text()
    assert "乙后保存的正文" in second.locator(".jodit-wysiwyg").inner_text()

    second.get_by_label("我已对照最新版本").check()
    save(second)
    second.goto(f"{record.page}compare/?old=2&new=3")
    kept = (
        "[...document.querySelectorAll('.document')].map(part => {part = part.cloneNode(true);"
        "part.querySelectorAll('%s').forEach(gone => gone.remove()); return part.textContent}).join('')"
    )
    assert "甲先保存的正文，期限三十日。" in second.evaluate(kept % "ins")
    assert "乙后保存的正文，期限四十五日。" in second.evaluate(kept % "del")
    first.goto(record.page)
    assert "四十五日" in first.locator(".document").first.inner_text()


def test_a_review_of_what_has_changed_is_refused_and_keeps_the_opinion(visit, platform):
    record = prepare(platform, "head", "审查中被改动的通知", "<p>联系电话见附件。</p>")
    opinion = "第三条请核实，其余可以公开。"
    reviewer, officer, head = visit("p-secrecy"), visit("p-officer"), visit("p-head")
    reviewer.goto(f"{record.page}review/")  # ahead of the turn
    reviewer.get_by_label("同意公开", exact=True).check()
    reviewer.locator("#id_opinion").fill(opinion)

    officer.goto(record.page)
    press(officer, "撤回审签")
    officer.goto(f"{record.page}edit/")
    write_body(officer, "联系电话已删除。")
    save(officer)
    press(officer, "提交审签")
    head.goto(record.page)
    press(head, "同意")

    press(reviewer, "记录审查结论")
    assert "您打开的是旧版本，内容已有改动" in reviewer.get_by_role("alert").inner_text()
    assert reviewer.locator("#id_opinion").input_value() == opinion
    assert "联系电话已删除" in reviewer.locator(".document").last.inner_text()
    head.goto(record.page)
    assert "还没有经过保密审查" in head.locator("#gate").inner_text()

    # the page that came back shows the new text, and it can be decided from there
    assert reviewer.locator("input[name=outcome]:checked").count() == 0
    reviewer.get_by_label("同意公开", exact=True).check()
    press(reviewer, "记录审查结论")
    assert "审查结论已记录" in reviewer.content()


def test_the_next_signer_ends_taking_back(visit, platform):
    """Whoever opened the item for decision must not find it gone: taking back is refused, with the reason."""
    record = prepare(platform, "head", "已被打开的通知")
    officer, head = visit("p-officer"), visit("p-head")
    officer.goto(record.page)
    head.goto(record.page)
    press(officer, "撤回审签")
    assert "打开" in officer.locator(".alert").first.inner_text()
    press(head, "同意")
    assert "已签署" in head.content()
