"""The English of the interface: complete, with the same placeholders, compiled, and really shown."""

import re

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import deactivate, override, pgettext
from tools import messages

from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import holder, tree
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.personal_data import find_personal_data
from gongkai.kernel.records.texts import BODY, texts_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OWN_NAME = "简体中文"
"""A language is offered by its own name."""


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(messages.PO))


@pytest.fixture(scope="module")
def found() -> dict[messages.Message, list[str]]:
    return messages.collect()


@pytest.fixture(autouse=True)
def own_language():
    """A request leaves its language behind in the thread; later tests read Chinese."""
    yield
    deactivate()


def english(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_message_has_english(catalogue, found):
    """After a failure: python tools/messages.py --missing."""
    known = {messages.message_of(entry) for entry in catalogue if not messages.is_missing(entry)}
    assert {message: places for message, places in found.items() if message not in known} == {}


def test_no_entry_is_left_over(catalogue, found):
    """After a failure: python tools/messages.py."""
    assert [entry.msgid for entry in catalogue if messages.message_of(entry) not in found] == []
    assert [entry.msgid for entry in catalogue if entry.obsolete or entry.fuzzy] == []


def test_placeholders_agree(catalogue):
    wrong = [
        (entry.msgid, text)
        for entry in catalogue
        for text in english(entry)
        if text and messages.placeholders(text) != messages.placeholders(entry.msgid)
    ]
    assert wrong == []


def test_english_is_english(catalogue):
    copied = [
        entry.msgid for entry in catalogue if CHINESE.search(entry.msgid) and entry.msgid in english(entry)
    ]
    assert copied == [OWN_NAME]
    ends = [
        (entry.msgid, text)
        for entry in catalogue
        for text in english(entry)
        if text and (text.count("\n") != entry.msgid.count("\n") or text.startswith("\n"))
    ]
    assert ends == []


def test_english_is_set_as_english(catalogue):
    """Curved quotation marks come full width in a Chinese font, and after a colon English needs a space."""
    texts = [(entry.msgid, text) for entry in catalogue for text in english(entry) if text]
    assert [pair for pair in texts if re.search("[“”‘’：（），。；！？]", pair[1])] == []
    assert [pair for pair in texts if pair[0].endswith("：") and not pair[1].endswith(": ")] == []


def test_the_compiled_catalogue_is_the_written_one(catalogue):
    assert messages.MO.read_bytes() == catalogue.to_binary()


def test_the_same_sources_give_the_same_files(catalogue, found):
    again = messages.update(polib.pofile(str(messages.PO), wrapwidth=110), found)
    once_more = messages.update(polib.pofile(str(messages.PO), wrapwidth=110), messages.collect())
    assert str(again) == str(once_more)
    assert again.to_binary() == once_more.to_binary()


PYTHON = """
_("一" "二")
pgettext("weekday", "日")
ngettext("%d 件", "%d 件件", n)
npgettext("page", "%d 页", "%d 页页", n)
_named("不是")
def _(text):
    return gettext(text) if settings.configured else text
"""
TEMPLATE = """{% load i18n %}
{% translate "保存" as word %}{% translate '按“甲”的(乙)' %} {{ _("常量") }}
{% translate "日" context "weekday" %}{% translate "短"|upper %}
{% blocktranslate trimmed with n=count|length name=person.name %}
  第一行 {{ name }}
  第二行 {{ n }}
{% endblocktranslate %}
{% blocktranslate count n=rows|length %}{{ n }} 条{% plural %}{{ n }} 条条{% endblocktranslate %}
{# translate "注" #}{% comment %}{% translate "不收" %}{% endcomment %}
"""


def test_messages_are_found_in_python_and_templates():
    assert list(messages.in_python(PYTHON)) == [
        ("一二", "", ""),
        ("日", "", "weekday"),
        ("%d 件", "%d 件件", ""),
        ("%d 页", "%d 页页", "page"),
    ]
    assert list(messages.in_template(TEMPLATE)) == [
        ("保存", "", ""),
        ("按“甲”的(乙)", "", ""),
        ("常量", "", ""),
        ("日", "", "weekday"),
        ("短", "", ""),
        ("第一行 %(name)s 第二行 %(n)s", "", ""),
        ("%(n)s 条", "%(n)s 条条", ""),
    ]


@pytest.mark.parametrize(
    "call", ['_(f"第{n}条")', "_(name)", 'ngettext("%d 件", many, n)', 'pgettext("weekday", day)']
)
def test_a_text_that_cannot_be_read_is_refused(call):
    with pytest.raises(ValueError, match="literal text"):
        list(messages.in_python(call))


def test_placeholders_are_told_apart():
    assert messages.placeholders("%(n)d 共 %(n)d，%s、%.1f 100%% {serial:05d}") == (
        ["(n)d"],
        ["s", "f", "{serial:05d}"],
    )
    assert messages.placeholders("%(month)02d") == messages.placeholders("%(month)d")
    assert messages.placeholders("%s %d") != messages.placeholders("%d %s")


def test_english_is_looked_up_with_its_context():
    with override("en"):
        assert pgettext("weekday", "日") == "Sun"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_a_reviewer_accepts_is_named_the_same_in_every_language(language):
    """The reviewer reads English, the worker publishes in Chinese: both must name one finding alike."""
    content = Content(title="关于公布值班电话的通知", body="<p>联系人电话：13800138000</p>", keywords="值班")
    with override(language):
        texts = texts_of(content, {})
        keys = [finding.key for finding in find_personal_data(texts)]
    assert list(texts) == ["标题", BODY, "主题词"]
    assert keys == [finding.key for finding in find_personal_data({BODY: "联系人电话：13800138000"})]


def shown(html: str) -> str:
    """The text of a page as a reader meets it: no markup, no decoration hidden from screen readers."""
    html = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.S)
    html = re.sub(r"<(\w+)[^>]*aria-hidden=\"true\"[^>]*>[^<]*</\1>", "", html)
    labels = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', html)
    return " ".join([re.sub(r"<[^>]*>", " ", html), *labels])


def reader_of_english(person: Person | None = None) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.django_db
def test_the_door_is_english():
    page = reader_of_english().get(reverse("desk:sign-in")).content.decode()
    assert '<html lang="en">' in page
    assert "Sign in" in shown(page)
    assert CHINESE.findall(shown(page)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_the_frame_of_the_desk_is_english(role):
    """Names of people and organs are data and stay Chinese; all else around the page is not."""
    person = holder(role, tree().province)
    page = reader_of_english(person).get(reverse("desk:home")).content.decode()
    text = shown(page)
    for data in (person.name, person.organ.name, person.organ.short_name, OWN_NAME):
        text = text.replace(data, "") if data else text
    assert "To do" in text
    assert CHINESE.findall(text) == []
