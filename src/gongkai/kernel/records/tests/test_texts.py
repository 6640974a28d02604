"""Every text of a version is read for marks, and what the page shows for personal data too. No database."""

from dataclasses import fields, replace

import pytest

from gongkai.kernel.records.rules.content import AttachedFile, Content
from gongkai.kernel.records.rules.personal_data import find_personal_data
from gongkai.kernel.records.texts import internal_texts_of, places_with_marks, texts_of

MARK, MOBILE = "机密★10年", "手机13812345678"
OF_CODES = {"kind", "subject", "service_class", "attribute", "ground", "interpretation", "disclosures"}
"""Closed lists; the gate refuses what is not on them (test_gate)."""
NEVER_SHOWN = {"ground_text", "interpretation_plan", "waiver_reason"}
NO_TEXT = {"columns", "relations", "attachments"}


class OneFile(dict):
    text = ""

    def __getitem__(self, key):
        return self


def filled(name: str, text: str) -> Content:
    plain = getattr(Content(), name)
    if name == "attachments":
        return Content(attachments=(AttachedFile(1, "x", text),))
    return replace(Content(), **{name: (text,) if isinstance(plain, tuple) else text})


def texts() -> list[str]:
    """Every field of a version that can hold text, whatever is added one day."""
    return [
        field.name
        for field in fields(Content)
        if isinstance(getattr(Content(), field.name), (str, tuple)) and field.name not in NO_TEXT
    ] + ["attachments"]


@pytest.mark.parametrize("name", texts())
def test_a_mark_is_seen_in_every_field(name):
    content = filled(name, MARK)
    assert places_with_marks(texts_of(content, OneFile()) | internal_texts_of(content))


@pytest.mark.parametrize("name", [name for name in texts() if name not in OF_CODES | NEVER_SHOWN])
def test_personal_data_is_seen_in_every_field_that_the_page_shows(name):
    assert find_personal_data(texts_of(filled(name, MOBILE), OneFile()))
