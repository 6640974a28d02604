"""The elements of a record: filled, of their closed lists, and dated within reason (政府信息公开条例 第十二条)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.catalogue.rules import DocumentKind, class_codes
from gongkai.kernel.records.html import text_of
from gongkai.kernel.records.rules.approvals import says_nothing
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.vocabulary import (
    SAME_AUDIENCE,
    SAME_CHANNEL,
    Audience,
    Channel,
    Disclosure,
)

LAW = "政府信息公开条例 第十二条"
REQUIRED = (
    ("title", gettext_lazy("标题")),
    ("body_or_attachment", gettext_lazy("正文或附件")),
    ("kind", gettext_lazy("文种")),
    ("subject", gettext_lazy("主题分类")),
    ("columns", gettext_lazy("栏目")),
    ("abstract", gettext_lazy("内容概述")),
)
FOUNDED = date(1949, 10, 1)
"""No document of an organ of the People's Republic is older."""
LATEST = {"issued_on": timedelta(366), "effective_on": timedelta(3653), "expires_on": timedelta(36525)}
"""How far ahead of today a date may lie before it is a typing error. No rule of law: 2062 written for 2026."""
_IMAGE = re.compile(r"<img\b", re.I)


def reasons_against_gaps(content: Content) -> Iterator[Reason]:
    """A required element that is empty, or filled with words and signs for nothing."""
    filled = {
        "title": any(map(str.isalnum, content.title)),
        "body_or_attachment": has_text(content) or any(not file.inline for file in content.attachments),
        "kind": content.kind,
        "subject": content.subject,
        "columns": content.columns,
        "abstract": not says_nothing(content.abstract),
    }
    for name, label in REQUIRED:
        if not filled[name]:
            yield Reason(f"{name}_empty", _("缺少必填要素：%(label)s。") % {"label": label}, LAW, name)


def has_text(content: Content) -> bool:
    """Whether there is something to read: words, or an image. An empty paragraph or table is nothing."""
    body = content.body
    return bool(_IMAGE.search(body)) or not says_nothing(text_of(body))


def reasons_against_values(content: Content) -> Iterator[Reason]:
    """A value outside the closed list of its element. What stands there instead is not repeated."""
    allowed = (
        ("kind", gettext_lazy("文种"), set(DocumentKind.values)),
        ("subject", gettext_lazy("主题分类"), class_codes("subjects")),
        ("service_class", gettext_lazy("服务对象分类"), class_codes("service_classes")),
        ("scope", gettext_lazy("公开范围"), {*Audience.values, *SAME_AUDIENCE}),
        ("mode", gettext_lazy("公开方式"), {*Channel.values, *SAME_CHANNEL}),
    )
    strange = [
        (name, label) for name, label, values in allowed if getattr(content, name) not in {"", *values}
    ]
    if not set(content.disclosures) <= set(Disclosure.values):
        strange.append(("disclosures", gettext_lazy("五公开")))
    for name, label in strange:
        text = _("%(label)s不在规定的可选值内，请重新选择。") % {"label": label}
        yield Reason("not_a_choice", text, "", name)


def reasons_against_dates(content: Content, today: date) -> Iterator[Reason]:
    """A date that no document can have. That the day of making is not to come is asked apart."""
    labels = {
        "made_on": gettext_lazy("成文日期"),
        "issued_on": gettext_lazy("发布日期"),
        "effective_on": gettext_lazy("施行日期"),
        "expires_on": gettext_lazy("失效日期"),
    }
    for name, label in labels.items():
        day = getattr(content, name)
        if day is not None and day < FOUNDED:
            text = _("%(label)s早于1949年10月1日，请核对。") % {"label": label}
            yield Reason("too_early", text, "", name)
        elif day is not None and name in LATEST and day - today > LATEST[name]:
            text = _("%(label)s离今天太远，请核对年份；没有的不填。") % {"label": label}
            yield Reason("too_late", text, "", name)
