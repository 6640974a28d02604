"""How a document lies in tantivy: fields, and the values that go into them."""

import hashlib
from functools import cache

import tantivy

from gongkai.kernel.records.rules.validity import State
from gongkai.kernel.search import analysis
from gongkai.kernel.search.documents import MOST_SPANS, Document, day_number, span_fields, state_number
from gongkai.kernel.search.numbers import docno_key, index_number_key

KEYWORDS = ("organ", "organ_path", "region", "region_path", "columns", "kind", "subject", "year", "flags")
"""Raw values to filter and count by."""
IDENTIFIERS = ("docno", "index_number")
WORDS = ("title_w", "text_w")  # frequencies are enough
BIGRAMS = ("title_b", "text_b")  # phrases need positions
SPANS = tuple(name for place in range(MOST_SPANS) for name in span_fields(place))
NUMBERS = ("stamp", "day", "order", "begins", *SPANS)
RECENCY_SLOPE = 50
"""Years until the weight doubles: mild, so that a good old match beats a poor new one."""


@cache
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for name in NUMBERS:
        builder.add_integer_field(name, indexed=name in {"day", "begins", *SPANS}, fast=True)
    builder.add_float_field("recency", fast=True)
    for name in WORDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in BIGRAMS:
        # tantivy's n-gram tokeniser keeps no usable positions: pairs are made here, split at blanks
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in IDENTIFIERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


@cache
def schema_hash() -> str:
    """Changes with the analyser, the fields or the engine: an index of another hash is rebuilt."""
    parts = (
        analysis.analyser_hash(),
        tantivy.__version__,
        *KEYWORDS,
        *IDENTIFIERS,
        *WORDS,
        *BIGRAMS,
        *NUMBERS,
        str(RECENCY_SLOPE),
    )
    return hashlib.blake2b("|".join(parts).encode(), digest_size=8).hexdigest()


def encode(document: Document) -> tantivy.Document:
    """The tantivy document. Integers stay in signed fields: one in an unsigned field kills the writer."""
    made = tantivy.Document()
    made.add_integer("id", document.id)
    for name, value in _numbers(document).items():
        made.add_integer(name, value)
    made.add_float("recency", _recency(document))
    _add_texts(made, "title", [document.title])
    _add_texts(made, "text", _texts(document))
    for name in ("organ", "region", "kind", "subject", "year"):
        if value := getattr(document, name):
            made.add_text(name, value)
    for name in ("organ_path", "region_path", "columns"):
        for value in getattr(document, name):
            made.add_text(name, value)
    for flag in _flags(document):
        made.add_text("flags", flag)
    if key := docno_key(document.document_number):
        made.add_text("docno", key)
    if key := index_number_key(document.index_number):
        made.add_text("index_number", key)
    return made


def _texts(document: Document) -> list[str]:
    """One value each, so that no phrase runs from one text into the next."""
    texts = (
        document.abstract,
        document.body,
        document.attachments_text,
        document.keywords,
        document.document_number,
    )
    return [text for text in texts if text]


def _add_texts(made: tantivy.Document, field: str, texts: list[str]) -> None:
    for text in texts:
        words, bigrams = analysis.tokens(text)
        made.add_text(f"{field}_w", " ".join(words))
        made.add_text(f"{field}_b", " ".join(bigrams))


def _numbers(document: Document) -> dict[str, int]:
    day = day_number(document.dated)
    published = int(document.published_at.timestamp()) if document.published_at else 0
    return {
        "stamp": document.stamp(),
        "day": day,
        "order": day * 10**10 + published,  # newest first, then the one published last
        **_spans(document),
    }


def _spans(document: Document) -> dict[str, int]:
    """State and first day in one number, so that a span is found by two ranges.

    Nearly every document has a time before it began: that takes one number of its own, and the second place
    for spans stays nearly empty, which makes it cheap to ask.
    """
    spans, begins = document.validity, 0
    if spans and spans[-1][:2] == (State.NOT_YET.value, 0):
        spans, begins = spans[:-1], spans[-1][2]
    numbers = {"begins": begins}
    for place, (state, first, ends) in enumerate(spans[:MOST_SPANS]):
        first_field, ends_field = span_fields(place)
        numbers |= {first_field: state_number(state) + first, ends_field: ends}
    return numbers


def _flags(document: Document) -> list[str]:
    flags = {
        "normative": document.normative,
        "attachment": document.has_attachment,
    }
    return [name for name, holds in flags.items() if holds]


def _recency(document: Document) -> float:
    """tantivy multiplies a score by log2(2 + w): this w makes the factor linear in the year, 1 up to 2000."""
    year = document.dated.year if document.dated else 0
    factor = 1 + max(0, year - 2000) / RECENCY_SLOPE
    return 2.0**factor - 2.0
