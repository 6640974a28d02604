"""Two versions of a text line by line. Pure; the texts are short, so the library's plain comparison does."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from gongkai.kernel.letters.rules.vocabulary import FieldKind, Text


@dataclass(frozen=True, slots=True)
class Line:
    """`mark`: "" as before, "-" only in the older, "+" only in the newer."""

    mark: str
    text: str


def source_lines(text: Text) -> list[str]:
    """Everything that makes the text, as lines: name, fields, body."""
    return [text.name, *(_field_line(spec) for spec in text.fields), *text.body.splitlines()]


def _field_line(spec) -> str:
    marks = ["*"] if spec.required else []
    kind = str(FieldKind(spec.kind).label)
    return " · ".join(
        [f"{{{{{spec.name}}}}}", spec.label, kind, *marks, *(["＊＊"] if spec.personal else [])]
    )


def compare(older: Text, newer: Text) -> list[Line]:
    """All lines of both, in reading order; a changed line is one gone and one new."""
    before, after = source_lines(older), source_lines(newer)
    found: list[Line] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Line("", line) for line in before[a:b]]
        else:
            found += [Line("-", line) for line in before[a:b]] + [Line("+", line) for line in after[c:d]]
    return found
