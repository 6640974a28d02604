"""What several journeys do: prepare a record, fill the editor, paste, save, wait for something to be true."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.conftest import environment

PREPARE = Path(__file__).with_name("prepare.py")


@dataclass(frozen=True)
class Prepared:
    """A record in the platform: its id, its index number once it has one, its addresses."""

    pk: int
    number: str | None
    base: str

    @property
    def page(self) -> str:
        return f"{self.base}/desk/records/{self.pk}/"

    @property
    def public(self) -> str:
        return f"{self.base}/records/{self.number}.html"


def prepare(platform, stage: str, subject: object, *more: str) -> Prepared:
    """A record at a stage, see prepare.py."""
    command = [sys.executable, str(PREPARE), stage, str(subject), *more]
    done = subprocess.run(
        command, env=environment(platform.folder), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return Prepared(base=platform.address, **json.loads(done.stdout))


def looked_up(platform, program: str) -> str:
    """What a program finds in the platform's data."""
    begin = "import django; django.setup()\n"
    surroundings = environment(platform.folder) | {"DJANGO_SETTINGS_MODULE": "gongkai.settings.base"}
    return subprocess.run(
        [sys.executable, "-c", begin + program], env=surroundings, capture_output=True, text=True, check=True
    ).stdout


def until(seconds: float, found: Callable[[], bool]) -> bool:
    """Ask again and again until `found()` holds or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found():
            return True
        time.sleep(0.1)
    return found()


def paste(page, html: str) -> None:
    """Ctrl+C in a program that puts this HTML on the clipboard as it is, then Ctrl+V into the editor."""
    page.locator("#id_title").focus()
    page.evaluate(
        """html => document.addEventListener('copy', event => {
            event.clipboardData.setData('text/html', html);
            event.preventDefault();
            event.stopImmediatePropagation();
        }, {once: true, capture: true})""",
        html,
    )
    page.keyboard.press("Control+c")
    page.locator(".jodit-wysiwyg").click()
    page.keyboard.press("Control+v")


def write_body(page, text: str) -> None:
    page.locator(".jodit-wysiwyg").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def complete(page) -> None:
    """The elements that the gate asks of an ordinary notice."""
    page.get_by_label("主动公开", exact=True).check()
    page.locator("#id_kind").select_option("notice")
    page.locator("#id_made_on").fill("2026-11-10")
    page.locator("#id_subject").select_option("05-01")
    option = page.locator("#id_columns option", has_text="通知公告").first
    page.locator("#id_columns").select_option(option.get_attribute("value"))
    page.get_by_label("内容概述").fill("说明征收范围和面积。")


def press(page, name: str) -> None:
    """Press a button that sends a form, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def save(page) -> int:
    """Save and return the id of the record on whose page one lands."""
    press(page, "保存")
    page.wait_for_url(re.compile(r"/desk/records/\d+/$"))
    return int(re.search(r"/records/(\d+)/", page.url).group(1))


def fetched(page, address: str) -> str:
    """The text behind an address, with the session of the page."""
    return page.request.get(address).text()
