"""The interface catalogues: collect every Chinese sentence of the interface, keep the English .po, compile the .mo.

    python tools/messages.py           update src/gongkai/locale/en/LC_MESSAGES/django.po and .mo
    python tools/messages.py --missing print the sentences that have no English yet, as JSON lines
    python tools/messages.py --fill F  take English from a JSON-lines file of {"id": ..., "en": ..., "context": ...}

Done in Python (ast, Django's own template lexer, polib), so that no gettext programs need to be installed.
The same sources always give the same files: no dates, no line numbers, one order.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import django
import polib
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "gongkai"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
PLURALS = {"ngettext", "ngettext_lazy"}
PLURALS_WITH_CONTEXT = {"npgettext", "npgettext_lazy"}
CALLS = PLAIN | WITH_CONTEXT | PLURALS | PLURALS_WITH_CONTEXT
TEMPLATED = re.compile(r"(?<!\w)(?:_|n?p?gettext)\(")
PLACEHOLDER = re.compile(r"%(?:(%)|(\(\w+\))?[#0 +-]*\d*(?:\.\d+)?([a-zA-Z]))")
BRACED = re.compile(r"\{\w*(?::[^{}]*)?\}")


class Message(NamedTuple):
    """What gettext looks up: `plural` and `context` are empty for most."""

    singular: str
    plural: str = ""
    context: str = ""


def collect() -> dict[Message, list[str]]:
    """Every message of the interface with the files it stands in, in the order of the files."""
    found: dict[Message, list[str]] = {}
    for path in sorted(SOURCE.rglob("*")):
        if "tests" in path.parts or "migrations" in path.parts or path.name == "conftest.py":
            continue
        name = path.relative_to(SOURCE).as_posix()
        if path.suffix == ".py":
            messages = in_python(path.read_text("utf-8"), name)
        elif "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"}:
            messages = in_template(path.read_text("utf-8"), name)
        else:
            continue
        for message in messages:
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    return found


def in_python(text: str, name: str = "") -> Iterator[Message]:
    """The messages of a module. ValueError for a call whose text cannot be read, such as an f-string."""
    module = ast.parse(text)
    passed_on = set(_passed_on(module))
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or node in passed_on:
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called not in CALLS:
            continue
        words = list(_words(node.args))
        if called in PLURALS_WITH_CONTEXT and len(words) >= 3:
            yield Message(words[1], words[2], words[0])
        elif called in PLURALS and len(words) >= 2:
            yield Message(words[0], words[1])
        elif called in WITH_CONTEXT and len(words) >= 2:
            yield Message(words[1], context=words[0])
        elif called in PLAIN and words:
            yield Message(words[0])
        else:
            raise ValueError(f"{name}:{node.lineno}: {called}() takes literal text: {ast.unparse(node)[:80]}")


def _passed_on(module: ast.Module) -> Iterator[ast.Call]:
    """Calls by which a module's own `_` hands its text on to gettext; the text is read where `_` is called."""
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef) and function.name in CALLS:
            names = {argument.arg for argument in function.args.args}
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and any(getattr(a, "id", "") in names for a in node.args):
                    yield node


def _words(arguments: list[ast.expr]) -> Iterator[str]:
    """The literal texts that the arguments begin with; concatenated literals are one constant to ast."""
    for argument in arguments:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            return
        yield argument.value


def in_template(text: str, name: str = "") -> Iterator[Message]:
    """Django rewrites the template as Python-like calls; those are read like Python."""
    from django.utils.translation.template import templatize

    code = templatize(text, origin=name)
    for start in TEMPLATED.finditer(code):
        yield from in_python(_call(code, start.start()), name)


def _call(code: str, start: int) -> str:
    """The text of the call that begins at `start`. SyntaxError when it never ends."""
    for end in re.compile(r"\)").finditer(code, start):
        call = code[start : end.end()]
        try:
            ast.parse(call, mode="eval")
        except SyntaxError:
            continue
        return call
    raise SyntaxError(code[start : start + 80])


def placeholders(text: str) -> tuple[list[str], list[str]]:
    """(names with their kind, in any order and once; kinds of unnamed ones and braces in their order)."""
    named, unnamed = set(), []
    for percent, key, kind in PLACEHOLDER.findall(text):
        if key:
            named.add(key + kind)
        elif not percent:
            unnamed.append(kind)
    return sorted(named), unnamed + sorted(BRACED.findall(text))


def load() -> polib.POFile:
    if PO.exists():
        return polib.pofile(str(PO), wrapwidth=110)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return catalogue


def message_of(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def update(catalogue: polib.POFile, found: dict[Message, list[str]]) -> polib.POFile:
    """The catalogue with exactly the messages found, in their order, keeping the English there is."""
    known = {message_of(entry): entry for entry in catalogue if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = catalogue.metadata
    for message, places in sorted(found.items(), key=lambda item: (item[1][0], item[0])):
        entry = known.get(message) or polib.POEntry(
            msgid=message.singular, msgid_plural=message.plural, msgctxt=message.context or None
        )
        if message.plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        entry.occurrences = [(place, "") for place in places]
        entry.flags = ["python-format"] if PLACEHOLDER.search(message.singular) else []
        fresh.append(entry)
    return fresh


def is_missing(entry: polib.POEntry) -> bool:
    return not all(entry.msgstr_plural.values()) if entry.msgid_plural else not entry.msgstr


def fill(catalogue: polib.POFile, path: Path) -> None:
    """English from the file, in place of what there was; a plural is written "one | many"."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    english = {(line["id"], line.get("context", "")): line["en"] for line in lines}
    for entry in catalogue:
        text = english.get((entry.msgid, entry.msgctxt or ""))
        if text and entry.msgid_plural:
            one, _bar, many = text.partition(" | ")
            entry.msgstr_plural = {0: one, 1: many or one}
        elif text:
            entry.msgstr = text


def main(arguments: list[str]) -> int:
    settings.configure(USE_I18N=True, TEMPLATES=[])
    django.setup()
    catalogue = update(load(), collect())
    if arguments[:1] == ["--fill"]:
        fill(catalogue, Path(arguments[1]))
    missing = [entry for entry in catalogue if is_missing(entry)]
    if arguments[:1] == ["--missing"]:
        for entry in missing:
            message, where = message_of(entry), entry.occurrences[0][0]
            line = {
                "id": message.singular,
                "plural": message.plural,
                "context": message.context,
                "where": where,
            }
            print(json.dumps(line, ensure_ascii=False))
        return 0
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(PO))
    catalogue.save_as_mofile(str(MO))
    print(f"{len(catalogue)} messages, {len(missing)} without English")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
