"""The chapters of one request's whole life, each through the pages that its people really use.

A chapter is a function of the `Life`; the days on which things happen are the test's (see clock/).
"""

import io
import os
import re
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

import pypdfium2 as pdfium
from pikepdf import Pdf, Stream
from PIL import Image
from pypdf import PdfReader

from gongkai.kernel.redaction.tests.papers import paper
from tests.journeys.steps import until

TITLE = "下湾村征地评估报告和补偿文件"
SUBJECT = "柳树镇下湾村2025年第三批次建设用地征收土地补偿安置评估报告"
BIDDER, SECRET, SUM = "望江恒远土地评估有限公司", "取费系数 0.83716", "评估总额 1,286,400 元"
PAPER = (
    "柳树镇下湾村征收土地补偿安置评估报告（摘录）",
    "评估对象：下湾村第四村民小组旱地 38.6 亩，青苗及地上附着物。",
    f"{SUM}，其中土地补偿费 868,500 元。",
    f"估价机构自有测算方法：{SECRET}，现场修正三次。",
    "评估基准日：2025 年 9 月 30 日。",
)
LINE, TOP = 40, 760
"""How far apart and from where the lines of the paper stand, in points of an A4 page."""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass
class Life:
    """One request on its way. `found`: what axe or the eye of a narrow screen minds, by page."""

    platform: object
    visit: object
    axe: object
    number: str = ""
    code: str = ""
    address: str = ""
    shots: Path | None = field(default_factory=lambda: Path(os.environ["JOURNEY_SHOTS"]) if os.environ.get("JOURNEY_SHOTS") else None)  # fmt: skip
    found: list[str] = field(default_factory=list)
    seen: int = 0

    def on(self, day: date, at: time = time(9)) -> None:
        self.platform.turn_to(day, at)

    def official(self, name: str):
        """Signed in at the desk, today."""
        return self.visit(f"p-{name}")

    def at_request(self, name: str):
        """An official who finds the request in the register by its number."""
        page = self.official(name)
        page.locator("#side").get_by_role("link", name="申请台账").click()
        page.get_by_label("事由或登记号").fill(self.number)
        page.get_by_role("button", name="筛选", exact=True).click()
        page.locator("td.lead a").click()
        page.wait_for_url(re.compile(r"/requests/\d+/$"))
        self.address = page.url
        return page

    def citizen(self):
        """The applicant's telephone, on the page of the request."""
        page = self.visit(width=360, height=740)
        page.goto(f"{self.platform.address}/progress/")
        page.get_by_label("登记号").fill(self.number)
        page.get_by_label("查询码").fill(self.code)
        send(page, "查询")
        page.wait_for_url("**/progress/request/")
        return page

    def look(self, page, name: str) -> None:
        """Whoever cannot see reads it, whoever has a small screen need not push; keep a picture when wanted."""
        self.seen += 1
        page.wait_for_load_state()  # between two pages there is no document to measure
        if page.evaluate(WIDER):
            self.found.append(f"{name}: wider than the screen")
        self.found += [f"{name}: {line}" for line in self.axe(page)]
        if self.shots is None:
            return
        size = page.viewport_size
        for width in (1440, 390) if size["width"] == 1440 else (360, 390):
            page.set_viewport_size({"width": width, "height": size["height"]})
            if page.evaluate(WIDER):
                self.found.append(f"{name}: wider than {width}")
            page.screenshot(path=self.shots / f"{self.seen:02}-{name}-{width}.png", full_page=True)
        page.set_viewport_size(size)


def send(page, name: str) -> None:
    """Press a button of the page's own part and wait for the page that answers."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def act(page, name: str) -> None:
    """Open the form of an act on the request's page."""
    page.locator("#now").locator("..").get_by_role("link", name=name, exact=True).first.click()


def scan(name: str) -> dict:
    """A sealed letter from the scanner."""
    data = io.BytesIO()
    Image.new("RGB", (420, 594), "white").save(data, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": data.getvalue()}


def issue(page, life: Life, name: str, *, post: str = "") -> str:
    """From the draft to the day it leaves the house; `post`: its number, else it is sent online. The address."""
    page.get_by_role("link", name=re.compile("^打开文书")).click()
    life.look(page, f"{name}-draft")
    send(page, "签发")
    page.locator("form[action$='/seal/'] input[type=file]").set_input_files(scan(f"{name}用印件.png"))
    send(page, "用印并上传扫描件")
    page.get_by_text("已用印。文书的文字从此不再改动。").wait_for()
    page.locator("#id_send_channel").select_option("post" if post else "electronic")
    if post:
        page.locator("#id_send_tracking_number").fill(post)
    send(page, "发出")
    page.get_by_text("已登记发出。").wait_for()
    life.look(page, f"{name}-sent")
    return page.url


# --- the citizen ------------------------------------------------------------------------------------------------


def applies(life: Life) -> None:
    page = life.visit(width=360, height=740)
    page.goto(f"{life.platform.address}/")
    page.get_by_role("link", name="依申请公开").first.click()
    life.look(page, "apply-choose")
    page.locator(".ask-organs a").first.click()
    page.wait_for_url("**/apply/*/")
    life.look(page, "apply-form")
    page.get_by_label("您想要什么信息").fill("我想要下湾村征地的评估报告，还有补偿的文件。")
    page.get_by_label("姓名").fill("欧阳试样")
    page.get_by_label("证件号码").fill("110101199003070011")
    page.get_by_label("电话", exact=True).fill("13800001234")
    page.get_by_label("我确认").check()
    send(page, "提交申请")
    life.number, life.code = page.locator("#number").inner_text(), page.locator("#code").inner_text()
    life.look(page, "apply-receipt")
    send(page, "查看办理进度")
    life.look(page, "progress-unconfirmed")


def corrects(life: Life) -> None:
    page = life.citizen()
    assert "要您做的：补充说明" in page.locator("main").inner_text()
    life.look(page, "progress-correction")
    with page.expect_download() as handed:
        page.get_by_role("link", name="下载《政府信息公开申请补正告知书》").click()
    assert handed.value.path().stat().st_size > 0
    page.get_by_label("补充的内容").fill(SUBJECT)
    send(page, "提交补正")
    said = page.locator("main").inner_text()
    assert "收到您的补正，答复期限从次日起重新计算。" in said and "2026-04-07" in said
    life.look(page, "progress-corrected")


# --- the desk ---------------------------------------------------------------------------------------------------


def is_received(life: Life) -> None:
    """The window confirms, the office gives it to a division."""
    clerk = life.at_request("clerk")
    life.look(clerk, "desk-unconfirmed")
    act(clerk, "双方确认收到")
    life.look(clerk, "desk-confirm")
    send(clerk, "双方确认收到")
    clerk.get_by_text("已记录确认，收到申请之日为 2026-03-03。").wait_for()
    office = life.at_request("office")
    act(office, "交办")
    office.get_by_label("承办处室").select_option(label="国土空间用途管制处")
    office.get_by_label("事由（台账上显示）").fill(TITLE)
    life.look(office, "desk-assign")
    send(office, "交办")


def is_asked_to_be_clearer(life: Life) -> None:
    officer = life.at_request("officer")
    life.look(officer, "desk-assigned")
    act(officer, "要求补正")
    officer.get_by_label("需要补正的事项").fill(
        "请写明所需评估报告的批次和评估对象；“补偿的文件”指哪一类文件，请写明名称或者文号。"
    )
    life.look(officer, "desk-correction")
    send(officer, "要求补正")
    issue(life.at_request("office"), life, "correction")


def asks_a_third_party(life: Life) -> None:
    """The officer asks, the office posts the letter, the postman's slip proves the day."""
    officer = life.at_request("officer")
    act(officer, "征求意见")
    officer.get_by_label("征求谁的意见").select_option(label="第三方")
    officer.get_by_label("单位名称").fill(BIDDER)
    officer.get_by_label("联系方式").fill("演示省望江市示范路99号")
    officer.get_by_label("征求意见的内容").fill(
        f"申请人申请公开《{SUBJECT}》。报告中有你公司的测算方法和取费系数，是否涉及商业秘密、是否同意公开，请书面答复。"
    )
    life.look(officer, "desk-consult")
    send(officer, "征求意见")
    office = life.at_request("office")
    issue(office, life, "consultation", post="EA123456789CN")


def third_party_got_the_letter(life: Life) -> None:
    office = life.at_request("office")
    life.look(office, "desk-consulting")
    office.get_by_role("link", name="第三方意见征询书").first.click()
    office.locator("#id_served_on").fill("2026-03-12")
    office.get_by_label("送达凭证").select_option(label="邮件签收记录")
    send(office, "登记送达")
    office.get_by_text("已登记送达").wait_for()
    life.look(office, "consultation-served")


def third_party_answers(life: Life) -> None:
    officer = life.at_request("officer")
    act(officer, "登记征求到的意见")
    officer.get_by_label("部分同意").check()
    officer.get_by_label("对方的理由").fill(
        "取费系数是本公司自行测算的，属于商业秘密，不同意公开；其余内容同意公开。"
    )
    officer.get_by_label("收到意见之日").fill("2026-03-24")
    officer.get_by_label("回函扫描件").set_input_files(scan("回函.png"))
    life.look(officer, "desk-reply")
    send(officer, "登记征求到的意见")
    officer.get_by_text("已登记对方的意见").wait_for()
    life.look(officer, "desk-replied")


def needs_longer(life: Life) -> None:
    """Proposed by the officer, consented to by the leader, told by the office before the limit ends."""
    officer = life.at_request("officer")
    act(officer, "提请延期")
    officer.get_by_label("延长几个工作日").fill("10")
    officer.get_by_label("延期的理由").fill("需要与第三方核对应当区分处理的内容。")
    life.look(officer, "desk-extension")
    send(officer, "提请延期")
    leader = life.at_request("leader")
    life.look(leader, "desk-extension-proposed")
    act(leader, "决定延期")
    leader.get_by_label("同意延期").check()
    leader.get_by_label("意见", exact=True).fill("情况属实，同意。")
    life.look(leader, "desk-extension-decision")
    send(leader, "决定延期")
    issue(life.at_request("office"), life, "extension")


def is_told_of_it(life: Life) -> None:
    page = life.citizen()
    life.look(page, "progress-extended")


# --- the answer -------------------------------------------------------------------------------------------------


def is_answered_in_part(life: Life) -> None:
    """Five questions, the file redacted by one and examined by another, then the version that is sent for signature."""
    officer = life.at_request("officer")
    act(officer, "拟定答复")
    life.look(officer, "answer-question-1")
    for choice in (
        "内容明确 第二十九条",
        "属于本机关负责公开 第十条",
        "信息存在",
        "可以作区分处理，部分公开 第三十七条",
        "按申请人要求的形式提供 第四十条",
    ):
        officer.get_by_role("link", name=choice, exact=True).click()
    officer.get_by_label("第十五条 涉及商业秘密，公开会损害第三方合法权益").check()
    officer.get_by_label("理由", exact=True).fill(
        "取费系数属于估价机构的商业秘密，第三方不同意公开；其余内容可以公开，作区分处理后提供。"
    )
    officer.get_by_label("第三方不同意公开的内容都不予公开，已经遮盖").check()
    officer.get_by_label("上传要提供的文件").set_input_files(
        {"name": f"{SUBJECT}.pdf", "mimeType": "application/pdf", "buffer": paper(PAPER)}
    )
    send(officer, "上传，并重新载入文件")
    life.look(officer, "answer-leaf")
    with officer.context.expect_page() as opened:
        officer.get_by_role("button", name=re.compile("^遮盖其中一部分")).click()
    number = covers(opened.value, life)
    examines(life, number)
    send(officer, "上传，并重新载入文件")
    officer.get_by_label(re.compile(r"v1（")).check()
    missing = officer.locator("#missing")
    missing.get_by_text("请取消勾选原件").wait_for()
    life.look(officer, "answer-original-beside")
    officer.get_by_label(f"{SUBJECT}.pdf", exact=True).uncheck()
    missing.get_by_text("需要的都有了，可以保存。").wait_for()
    send(officer, "保存这一版")
    life.look(officer, "answer-version")
    send(officer, "送审签")
    officer.get_by_text("已送审签。").wait_for()
    life.look(officer, "desk-signing")


def covers(page, life: Life) -> str:
    """A box drawn with the mouse over the coefficient, with its ground; burnt. The address of the redaction."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_load_state()
    life.look(page, "redaction-empty")
    draw(page, row=PAPER.index(next(line for line in PAPER if SECRET in line)), words=SECRET)
    page.get_by_label("依据").first.select_option(label="第十五条 涉及商业秘密，公开会损害第三方合法权益")
    life.look(page, "redaction-box")
    send(page, "保存本页")
    send(page, "生成遮盖件")
    address = page.url.split("?")[0]
    assert until(60, lambda: "复核" in shown(page, address))
    life.look(page, "redaction-burnt")
    return address


def draw(page, *, row: int, words: str) -> None:
    """From left above the words to right below them, as the lines of the paper are set."""
    picture = page.locator("#redaction-page img")
    picture.scroll_into_view_if_needed()
    frame = picture.bounding_box()
    point = frame["width"] / 595
    left = 72 + 14 * PAPER[row].index(words)
    top = 842 - TOP + row * LINE - 16
    page.mouse.move(frame["x"] + (left - 4) * point, frame["y"] + top * point)
    page.mouse.down()
    page.mouse.move(
        frame["x"] + (left + 14 * len(words) + 4) * point, frame["y"] + (top + 24) * point, steps=8
    )
    page.mouse.up()


def shown(page, address: str) -> str:
    page.goto(address)
    return page.locator(".page-head").inner_text()


def examines(life: Life, address: str) -> None:
    """The second person: the head of the division looks at the burnt pages."""
    head = life.official("head")
    head.locator("#side").get_by_role("link", name="文件遮盖").click()
    life.look(head, "redaction-list")
    head.get_by_role("link", name=f"{SUBJECT}.pdf").first.click()
    assert head.url.split("?")[0] == address
    life.look(head, "redaction-examine")
    send(head, "复核通过")
    head.get_by_text("已通过检验和复核，可以提供。").wait_for()
    life.look(head, "redaction-examined")


def is_signed(life: Life) -> None:
    """The head asks the lawyer first; then head, office, leader."""
    lawyer = life.official("legal").locator("h1").inner_text().split("，")[0]
    head = at_signature(life, "head")
    life.look(head, "sign-head")
    head.get_by_role("link", name="加签", exact=True).click()
    option = head.locator("#id_to option", has_text=lawyer)
    head.get_by_label("请谁加签").select_option(option.get_attribute("value"))
    life.look(head, "sign-others")
    send(head, "加签")
    for name in ("legal", "head", "office", "leader"):
        page = at_signature(life, name)
        page.get_by_label("意见", exact=True).fill(
            "同意，文书格式和救济途径无误。" if name == "legal" else "同意。"
        )
        life.look(page, f"sign-{name}")
        send(page, "同意")
    life.look(page, "signed")


def at_signature(life: Life, name: str):
    """Whoever must sign comes from the first page, as every day."""
    page = life.official(name)
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name="打开并审签").click()
    return page


def is_sent(life: Life) -> None:
    issue(life.at_request("office"), life, "answer")
    life.look(life.at_request("officer"), "desk-answered")


def reads_the_answer(life: Life) -> None:
    """The letter and the file, as they come to the telephone; satisfied with it all the same."""
    page = life.citizen()
    life.look(page, "progress-answered")
    letter, file = (download(page, page.locator("ul.got a").nth(n)) for n in (0, 1))
    assert letter.startswith(b"\x89PNG"), "the scan of the sealed letter is what is served"
    assert_covered(file)
    page.get_by_label("4　满意").check()
    page.get_by_label("想说的话（可不填）").fill("答复很快，遮盖的地方还想问清楚。")
    send(page, "提交评价")
    page.get_by_text("您的评价：4 分").wait_for()
    life.look(page, "progress-rated")
    office = life.at_request("office")
    office.get_by_text("04-20 送达").wait_for()
    life.look(office, "desk-served")


def assert_covered(file: bytes) -> None:
    """Neither the words of the box nor any part of them is left, in the text or anywhere in the file's streams."""
    with Pdf.open(io.BytesIO(file)) as pdf:
        streams = b"".join(map(content, (one for one in pdf.objects if isinstance(one, Stream))))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)
    for words in (SECRET, "0.83716", "83716", "取费系数"):
        assert words not in text
        for coded in (words.encode(), words.encode("utf-16-be"), words.encode("utf-16-be").hex().encode()):
            assert coded not in file and coded not in streams
    assert covered_share(file) > 0.8


def content(one: Stream) -> bytes:
    """Unpacked, but for pictures, in which no letters are."""
    return one.read_raw_bytes() if one.get("/Filter") == "/DCTDecode" else one.read_bytes()


def covered_share(file: bytes) -> float:
    """How much of the place where the words stood is black (the name of the ground stands on it in white)."""
    row = PAPER.index(next(line for line in PAPER if SECRET in line))
    picture = pdfium.PdfDocument(file)[0].render(scale=2).to_pil().convert("L")
    point = picture.width / 595
    left, top = 72 + 14 * PAPER[row].index(SECRET), 842 - TOP + row * LINE - 10
    place = picture.crop([int(n * point) for n in (left, top, left + 14 * len(SECRET), top + 8)])
    return sum(place.histogram()[:64]) / (place.width * place.height)


def download(page, link) -> bytes:
    with page.expect_download() as handed:
        link.click()
    return handed.value.path().read_bytes()


def is_appealed(life: Life) -> None:
    """The lawyer registers the review of which the organ was told, answers it, and writes the hearing down."""
    legal = life.at_request("legal")
    legal.get_by_role("region", name="复议诉讼").get_by_role("link", name="登记").click()
    legal.get_by_label("案号").fill("演复〔2026〕31号")
    legal.get_by_label("适用简易程序").check()
    life.look(legal, "appeal-new")
    send(legal, "登记")
    life.look(legal, "appeal-filed")
    assert "2026-05-27" in legal.get_by_role("main").inner_text(), "five working days to reply"
    legal.get_by_label("进展").select_option(label="听证或开庭")
    legal.locator("#id_note_on").fill("2026-06-09")
    legal.get_by_label("说明").fill("上午 9 时，复议机关听证室。")
    send(legal, "登记进展")
    life.look(legal, "appeal-hearing")


def is_in_the_calendar(life: Life) -> None:
    """The office sees the reply this month, the hearing in the next."""
    office = life.official("office")
    office.locator("#side").get_by_role("link", name="办理日程").click()
    day = office.locator("td", has=office.get_by_text("27", exact=True))
    assert "复议诉讼答复到期" in day.inner_text() and TITLE in day.inner_text()
    life.look(office, "agenda-may")
    office.get_by_role("link", name="2026-06").click()
    life.look(office, "agenda-june")
    office.get_by_role("link", name=re.compile("听证、开庭")).click()
    assert "2026-06-09" in office.get_by_role("main").inner_text()
    office.locator("#side").get_by_role("link", name="复议诉讼").click()
    life.look(office, "appeals")
