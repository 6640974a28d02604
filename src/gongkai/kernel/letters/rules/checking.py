"""What is wrong with a letter text: faults refuse it, warnings are shown beside it."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.letters.rules.syntax import (
    BUILT_IN,
    CONDITION,
    MERGE,
    NAME,
    SINGLE,
    Part,
    PartKind,
    cells,
    parse,
)
from gongkai.kernel.letters.rules.values import UNPRINTABLE
from gongkai.kernel.letters.rules.vocabulary import FieldKind, FieldSpec, Text

LONGEST_BODY, MOST_FIELDS = 20_000, 60
NAME_LENGTH, MARK_LENGTH, NOTE_LENGTH = 60, 10, 200


def faults(text: Text) -> list[Reason]:
    """Every reason for which the text cannot be used; `where` is `fields` or `body:LINE`."""
    parts = parse(text.body)
    return [
        *_faults_of_fields(text.fields),
        *_faults_of_form(text.body, parts),
        *_faults_of_names(text, parts),
        *_faults_of_remedy(text, parts),
    ]


def reasons_against_writing(text: Text, *, mark: str = "", note: str = "") -> list[Reason]:
    """Why a text cannot be kept, fault by fault (`faults`)."""
    reasons = faults(text)
    if not text.code.strip() or len(text.code) > 40:
        reasons.append(Reason("code", _("请填写样式代码，至多 40 个字符。"), where="code"))
    if not 0 < len(text.name.strip()) <= NAME_LENGTH:
        reasons.append(Reason("name", _("请填写样式名称，至多 60 字。"), where="name"))
    if len(mark) > MARK_LENGTH or not (mark.isprintable() or not mark):
        reasons.append(Reason("mark", _("文号尾字至多 10 字。"), where="mark"))
    if len(note) > NOTE_LENGTH:
        reasons.append(Reason("note", _("修改说明至多 200 字。"), where="note"))
    return reasons


def warnings(text: Text) -> list[Reason]:
    """What is allowed but looks like a mistake: a required field that is never printed, an optional one that
    may leave a hole in a sentence."""
    parts = parse(text.body)
    printed = {name for part in parts for line in part.lines for name in MERGE.findall(line)}
    found = [
        Reason("field_unused", _("必填项“%(label)s”没有写进正文。") % {"label": spec.label}, where=spec.name)
        for spec in text.fields
        if spec.required and spec.kind != FieldKind.REMEDY and spec.name not in printed
    ]
    return found + [_hole(spec, line) for spec in text.fields if (line := _bare_line(spec, parts))]


def _hole(spec: FieldSpec, line: int) -> Reason:
    said = _("第 %(line)d 行用到选填项“%(label)s”，未填时句子会缺一块；可在段首写 [%(name)s]。")
    return Reason(
        "field_hole", said % {"line": line, "label": spec.label, "name": spec.name}, where=f"body:{line}"
    )


def _bare_line(spec: FieldSpec, parts: tuple[Part, ...]) -> int:
    """The first line that prints an optional field whether it is filled or not; 0 for none."""
    if spec.required or spec.kind == FieldKind.REMEDY:
        return 0
    for part in parts:
        asked = part.condition is not None and part.condition.field == spec.name
        vanishes = part.kind is PartKind.ITEMS and spec.kind == FieldKind.LIST
        if not asked and not vanishes and any(name == spec.name for name, _line in part.names):
            return part.line
    return 0


def _faults_of_fields(fields: tuple[FieldSpec, ...]) -> Iterator[Reason]:
    if len(fields) > MOST_FIELDS:
        yield Reason("fields_many", _("合并项至多 60 个。"), where="fields")
    for spec in fields:
        said = {"name": spec.name}
        if not NAME.fullmatch(spec.name) or spec.name in BUILT_IN:
            text = _("“%(name)s”不能作合并项的代码：应为小写字母、数字和下划线，且不是 organ、date。")
            yield Reason("field_name", text % said, where="fields")
        if not spec.label.strip() or len(spec.label) > 60:
            yield Reason("field_label", _("合并项“%(name)s”没有中文名称。") % said, where="fields")
        if spec.kind not in FieldKind.values:
            yield Reason("field_kind_unknown", _("合并项“%(name)s”的类型不明。") % said, where="fields")
    for name, count in Counter(spec.name for spec in fields).items():
        if count > 1:
            yield Reason("field_twice", _("合并项“%(name)s”重复。") % {"name": name}, where="fields")


def _at(line: int, code: str, text: str, **values: object) -> Reason:
    return Reason(code, text % {"line": line, **values}, where=f"body:{line}")


def _faults_of_form(body: str, parts: tuple[Part, ...]) -> Iterator[Reason]:
    if len(body) > LONGEST_BODY:
        yield Reason("body_long", _("正文至多两万字。"), where="body")
    kinds = Counter(part.kind for part in parts)
    if not kinds[PartKind.TITLE]:
        yield Reason("title_missing", _("缺少标题：请写一行“标题：……”。"), where="body")
    if not any(kinds[kind] for kind in (PartKind.PARAGRAPH, PartKind.ITEMS, PartKind.TABLE)):
        yield Reason("body_empty", _("正文没有内容。"), where="body")
    for number, line in enumerate(body.splitlines(), 1):
        yield from _faults_of_line(number, line.strip())
    for part in parts:
        yield from _faults_of_part(part, kinds)


def _faults_of_line(number: int, line: str) -> Iterator[Reason]:
    if "{{" in (rest := MERGE.sub("", line)) or "}}" in rest:
        yield _at(number, "braces", _("第 %(line)d 行的花括号不成对，应写作 {{name}}。"))
    if line.startswith("[") and not CONDITION.match(line):
        yield _at(number, "condition", _("第 %(line)d 行的条件应写作 [name]、[!name] 或 [name=值]。"))
    if UNPRINTABLE.search(line.replace("\t", " ")):
        yield _at(number, "unprintable", _("第 %(line)d 行含有无法印出的字符。"))


def _faults_of_part(part: Part, kinds: Counter) -> Iterator[Reason]:
    if part.kind in SINGLE and kinds[part.kind] > 1:
        yield _at(part.line, "part_twice", _("第 %(line)d 行：“%(mark)s”只能有一处。"), mark=part.kind.value)
    if part.kind is PartKind.TITLE and part.condition:
        yield _at(part.line, "title_conditional", _("第 %(line)d 行：标题不能带条件。"))
    for number, line in enumerate(part.lines, part.line):
        if not part.joined or line == "-":
            yield _at(number, "part_empty", _("第 %(line)d 行没有内容。"))
        if part.kind is PartKind.TABLE and len(cells(line)) != 2:
            yield _at(number, "row", _("第 %(line)d 行：表格每行两格，写作 | 项目 | 内容 |。"))


def _faults_of_names(text: Text, parts: tuple[Part, ...]) -> Iterator[Reason]:
    known = {spec.name for spec in text.fields} | BUILT_IN
    for part in parts:
        for name, line in part.names:
            if name not in known:
                said = _("第 %(line)d 行用到没有声明的合并项“%(name)s”。")
                yield _at(line, "field_undeclared", said, name=name)


def _faults_of_remedy(text: Text, parts: tuple[Part, ...]) -> Iterator[Reason]:
    declared = [spec.name for spec in text.fields if spec.kind == FieldKind.REMEDY]
    if len(declared) > 1:
        yield Reason("remedy_twice", _("救济途径只能声明一项。"), where="fields")
    for name in declared:
        places = [(part, line) for part in parts for found, line in part.names if found == name]
        if not places:
            said = _("声明了救济途径“%(name)s”，但正文没有为它留出段落。")
            yield Reason("remedy_unplaced", said % {"name": name}, where="body")
        for part, line in places:
            alone = part.kind is PartKind.PARAGRAPH and MERGE.fullmatch(part.joined)
            if not alone or part.condition or len(places) > 1:
                yield _at(line, "remedy_place", _("第 %(line)d 行：救济途径应独占一段，只有一处，不带条件。"))
