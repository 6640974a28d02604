"""What a record looks like to a machine: the one table from which files, the API and its schema are made."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.kernel.catalogue.rules import DocumentKind
from gongkai.kernel.records.rules.vocabulary import (
    GROUNDS,
    SAME_AUDIENCE,
    SAME_CHANNEL,
    Attribute,
    Audience,
    Channel,
    Disclosure,
    Interpretation,
    RelationKind,
)

TEXT, HTML, DATE, FLAG = "text", "html", "date", "flag"
CHOICE, CHOICES, LOOKUP, LOOKUPS = "choice", "choices", "lookup", "lookups"
RELATIONS, EVIDENCE, KEYS, IGNORED = "relations", "evidence", "keys", "ignored"

LONGEST_BODY = 2_000_000  # characters


@dataclass(frozen=True, slots=True)
class Field:
    """One field: English name, Chinese heading, type, and what values it takes.

    `options` are (code, label) of a closed list; a LOOKUP is looked up in the catalogue instead. `content`:
    it is part of the version that the public would see; `draft`: the API takes it. `same`: other words for
    one of the options, taken as that one.
    """

    name: str
    label: str | Promise
    type: str = TEXT
    limit: int = 0
    options: tuple[tuple[str, str | Promise], ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    help: str = ""
    example: object = ""
    content: bool = True
    draft: bool = True


def _options(choices) -> tuple[tuple[str, str | Promise], ...]:
    return tuple((choice.value, choice.label) for choice in choices)


FIELDS: tuple[Field, ...] = (
    Field(
        "key",
        _("来源标识"),
        limit=200,
        aliases=("编号", "来源编号"),
        help="Stable key of the item in the system it comes from. The same key is never imported twice.",
        example="oa:2026:00017",
        content=False,
    ),
    Field(
        "index_number",
        _("索引号"),
        limit=60,
        help="Files only: an index number given earlier, kept as it is. Empty: one is given on submission.",
        example="430S00/2026-00017",
        content=False,
        draft=False,
    ),
    Field("title", _("标题"), limit=300, aliases=("名称",), example="关于做好汛期地质灾害防治工作的通知"),
    Field(
        "abstract", _("内容概述"), limit=5000, aliases=("摘要", "内容摘要"), example="部署汛期地质灾害防治。"
    ),
    Field(
        "body",
        _("正文"),
        HTML,
        limit=LONGEST_BODY,
        aliases=("内容",),
        help="HTML; cleaned on arrival. Plain text becomes paragraphs.",
        example="<p>各市州自然资源局：</p>",
    ),
    Field("document_number", _("文号"), limit=80, aliases=("发文字号",), example="湘自然资发〔2026〕12号"),
    Field("registration_number", _("统一登记号"), limit=60, aliases=("登记号",), example=""),
    Field(
        "issuer",
        _("发文机关"),
        limit=200,
        aliases=("发布机构",),
        help="As printed, when not the organ itself.",
        example="",
    ),
    Field("made_on", _("成文日期"), DATE, aliases=("签署日期",), example="2026-05-20"),
    Field("issued_on", _("发布日期"), DATE, aliases=("发文日期",), example="2026-05-21"),
    Field("effective_on", _("施行日期"), DATE, aliases=("生效日期",), example="2026-06-01"),
    Field("expires_on", _("失效日期"), DATE, aliases=("有效期至",), example="2031-05-31"),
    Field("kind", _("文种"), CHOICE, options=_options(DocumentKind), aliases=("体裁分类",), example="notice"),
    Field(
        "subject", _("主题分类"), LOOKUP, help="Code of the subject class, or its full name.", example="05"
    ),
    Field(
        "service_class",
        _("服务对象分类"),
        LOOKUP,
        help="Code of the service class, or its full name.",
        example="",
    ),
    Field("disclosures", _("五公开"), CHOICES, options=_options(Disclosure), example=("management",)),
    Field(
        "columns",
        _("栏目"),
        LOOKUPS,
        help="Addresses of columns below the site (policy/documents); for another site with its code "
        "and a colon before it.",
        example=("policy/documents",),
    ),
    Field(
        "scope",
        _("公开范围"),
        CHOICE,
        options=_options(Audience),
        same=tuple(SAME_AUDIENCE.items()),
        example="面向社会",
    ),
    Field(
        "mode",
        _("公开方式"),
        CHOICE,
        options=_options(Channel),
        same=tuple(SAME_CHANNEL.items()),
        example="政府网站",
    ),
    Field("keywords", _("主题词"), limit=200, aliases=("关键词",), example="地质灾害 防治"),
    Field("attribute", _("公开属性"), CHOICE, options=_options(Attribute), example="proactive"),
    Field(
        "ground",
        _("不公开依据"),
        CHOICE,
        options=tuple((ground.code, ground.label) for ground in GROUNDS.values()),
        help="Required when the attribute is withheld.",
        example="",
    ),
    Field(
        "ground_text",
        _("不公开理由"),
        limit=5000,
        help="Required when the attribute is withheld (but for N14-1) or on_request.",
        example="",
    ),
    Field("normative", _("规范性文件"), FLAG, example=False),
    Field("interpretation", _("政策解读"), CHOICE, options=_options(Interpretation), example="not_needed"),
    Field("interpretation_plan", _("解读方案"), limit=20000, example=""),
    Field("waiver_reason", _("不解读理由"), limit=5000, example=""),
    Field("contains_map", _("含地图"), FLAG, example=False),
    Field("map_number", _("审图号"), limit=60, example=""),
    Field(
        "erratum",
        _("更正说明"),
        limit=5000,
        help="What the version public before had wrong; shown beside a corrected one.",
        example="",
        draft=False,
    ),
    Field(
        "relations",
        _("关联文件"),
        RELATIONS,
        options=_options(RelationKind),
        help="Acts on other records of the organ, each with kind, key or index_number, and on (the date). "
        "In a table: replaces=KEY@2026-01-01; …",
        example=(),
    ),
    Field(
        "division",
        _("处室"),
        LOOKUP,
        aliases=("公开责任部门",),
        help="Name of the division that answers for it.",
        example="",
        content=False,
    ),
    Field(
        "duty",
        _("对应公开事项"),
        LOOKUP,
        help="Code of the entry of the duty catalogue.",
        example="",
        content=False,
    ),
    Field(
        "evidence",
        _("公开证据"),
        EVIDENCE,
        help="Files only, for text that is already lawfully public: issuer, address, date, evidence.",
        content=False,
        draft=False,
    ),
    Field(
        "accepted",
        _("接受的发现"),
        KEYS,
        help="Files only: keys of personal-data findings that the reviewer accepted one by one.",
        content=False,
        draft=False,
    ),
    *(
        Field(name, label, IGNORED, content=False, draft=False, help="Written by the platform; not read.")
        for name, label in (
            ("stage", _("环节")),
            ("address", _("网址")),
            ("published_at", _("公开时间")),
            ("changed_at", _("最近更新")),
            ("attachments", _("附件")),
            ("refusal", _("未导入原因")),
        )
    ),
)

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
EVIDENCE_PARTS: dict[str, str | Promise] = {
    "issuer": _("证据：发布机关"),
    "address": _("证据：首发网址"),
    "date": _("证据：日期"),
    "evidence": _("证据：说明"),
}
"""The parts of EVIDENCE, each its own column in a table, named evidence_issuer and so on."""
BODY_PARTS = 8
"""A worksheet cell holds 32,767 characters; a longer body goes on in the columns body_2 … body_8."""

DRAFT_FIELDS: tuple[Field, ...] = tuple(field for field in FIELDS if field.draft)


def headings() -> dict[str, str]:
    """Every heading that a table may use, folded -> the column it means."""
    found: dict[str, str] = {}
    for field in FIELDS:
        for heading in (field.name, str(field.label), *field.aliases):
            found[fold(heading)] = field.name
    for part, label in EVIDENCE_PARTS.items():
        found[fold(f"evidence_{part}")] = found[fold(str(label))] = f"evidence_{part}"
    for number in range(2, BODY_PARTS + 1):
        found[f"body_{number}"] = found[fold(body_heading(number))] = f"body_{number}"
    return found


def body_heading(number: int) -> str:
    return str(_("正文（续%d）")) % (number - 1)


def fold(heading: str) -> str:
    """A heading without blanks, case and width, as people type them."""
    table = str.maketrans(
        {"（": "(", "）": ")", "：": ":", "＿": "_", "*": "", "＊": "", " ": "", "\u3000": "", "\ufeff": ""}
    )
    return heading.strip().translate(table).casefold()
