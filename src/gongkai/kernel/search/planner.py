"""From what a reader typed to neutral query trees.

Strict: the typed text as a phrase, or all its words; a document or index number goes first. Relaxed: any of
its words and bigrams, used by backends to fill up when strict matches are few. All weights are here.
"""

import re
from dataclasses import dataclass
from datetime import date

from gongkai.kernel.records.rules.validity import State
from gongkai.kernel.search import analysis
from gongkai.kernel.search.backend import Query, Scope
from gongkai.kernel.search.documents import MOST_SPANS, day_number, span_fields, state_number
from gongkai.kernel.search.numbers import docno_candidates, index_number_key
from gongkai.kernel.search.rules import FILTER_FIELDS
from gongkai.kernel.search.tree import (
    And,
    AnyOf,
    Boost,
    Everything,
    FirstOf,
    Node,
    Or,
    Phrase,
    Prefix,
    Range,
    Term,
    all_of,
    any_of,
)

TITLE_WEIGHT = 3.0
PHRASE_WEIGHT = 2.0
BIGRAM_WEIGHT = 0.5
NUMBER_WEIGHT = 1000.0
FEW = 10
"""Fewer strict matches than this are filled up with relaxed ones."""
MOST_WORDS, MOST_BIGRAMS = 32, 48
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]+)[”\"」』]")


@dataclass(frozen=True, slots=True)
class Plan:
    """`filters` by the name of the filter, so that a facet can be counted without its own."""

    strict: Node
    relaxed: Node | None
    filters: dict[str, Node]
    scored: bool  # False: no words, so there is no relevance to sort by


def plan(query: Query) -> Plan:
    """The trees for a query. ValueError when it asks for validity without saying as of which day."""
    filters = _filters(query)
    quoted, chunks = _parts(query.text)
    if not quoted and not chunks:
        return Plan(Everything(), None, filters, scored=False)
    if query.exact:
        return Plan(_phrases([*quoted, " ".join(chunks)], query.scope), None, filters, scored=True)
    strict = _strict(quoted, chunks, query.scope)
    numbers = _numbers(query.text)
    if numbers:
        strict = Or((*numbers, strict))
    return Plan(strict, _relaxed(quoted, chunks, query.scope), filters, scored=True)


def marked_terms(text: str) -> tuple[str, ...]:
    """Normed strings to highlight, the longest first: what was typed in one piece, then its words."""
    quoted, chunks = _parts(text)
    pieces = {run for part in (*quoted, *chunks) for run in analysis.runs(part)}
    pieces |= {word for part in (*quoted, *chunks) for word in analysis.words(part) if len(word) > 1}
    return tuple(sorted(pieces, key=lambda piece: (-len(piece), piece)))


def validity_node(state: str, day: date | None) -> Node:
    """Documents in that state of validity on the day, by the spans of `records.rules.validity`; never from a
    typed label. What was amended is in force too.
    """
    if day is None:
        raise ValueError("validity is asked as of a day")
    number = day_number(day)
    states = [state, State.AMENDED] if state == State.IN_FORCE else [state]
    spans: list[Node] = [_in_span(place, one, number) for one in states for place in range(MOST_SPANS)]
    return any_of([Range("begins", lower=number + 1), *spans] if state == State.NOT_YET else spans)


def _in_span(place: int, state: str, day: int) -> Node:
    first, ends = span_fields(place)
    base = state_number(state)
    return And((Range(first, base, base + day), Range(ends, lower=day + 1)))


def _parts(text: str) -> tuple[list[str], list[str]]:
    """Normed quoted phrases, and the remaining pieces between blanks; pieces without a letter are dropped."""
    quoted = [analysis.norm(part) for part in _QUOTED.findall(text)]
    rest = analysis.norm(_QUOTED.sub(" ", text)).split()
    return [p for p in quoted if analysis.runs(p)], [p for p in rest if analysis.runs(p)]


def _fields(scope: Scope, suffix: str) -> list[tuple[str, float]]:
    title = (f"title_{suffix}", TITLE_WEIGHT)
    return [title] if scope == Scope.TITLE else [title, (f"text_{suffix}", 1.0)]


def _weighted(node: Node, factor: float) -> Node:
    return node if factor == 1.0 else Boost(node, factor)


def _strict(quoted: list[str], chunks: list[str], scope: Scope) -> Node:
    phrases = [_phrase(part, scope) for part in quoted]
    if not chunks:
        return all_of(phrases)
    as_typed = all_of([*phrases, *(_phrase(chunk, scope) for chunk in chunks)])
    found = dict.fromkeys(word for chunk in chunks for word in analysis.words(chunk))
    by_words = all_of([*phrases, *(_word(word, scope) for word in list(found)[:MOST_WORDS])])
    return Or((Boost(as_typed, PHRASE_WEIGHT), by_words))


def _phrases(parts: list[str], scope: Scope) -> Node:
    return all_of([_phrase(part, scope) for part in parts if part.strip()])


def _phrase(part: str, scope: Scope) -> Node:
    tokens = tuple(analysis.bigrams(part))
    if len(tokens) == 1:
        return _single(tokens[0], scope)
    return any_of([_weighted(Phrase(field, tokens), factor) for field, factor in _fields(scope, "b")])


def _single(token: str, scope: Scope) -> Node:
    """One token: a bigram or foreign word; or a lone character, which begins many bigrams."""
    if len(token) == 1 and analysis.is_han(token):
        return any_of([_weighted(Prefix(field, token), factor) for field, factor in _fields(scope, "b")])
    return any_of([_weighted(Term(field, token), factor) for field, factor in _fields(scope, "b")])


def _word(word: str, scope: Scope) -> Node:
    return any_of([_weighted(Term(field, word), factor) for field, factor in _fields(scope, "w")])


def _relaxed(quoted: list[str], chunks: list[str], scope: Scope) -> Node:
    parts = [*quoted, *chunks]
    every = dict.fromkeys(word for part in parts for word in analysis.words(part))
    # lone characters (的, 在) stand in every document: they relate nothing, unless nothing else was typed
    found = [word for word in every if len(word) > 1 or not analysis.is_han(word)] or list(every)
    pairs = dict.fromkeys(pair for part in parts for pair in analysis.bigrams(part))
    nodes = [
        _weighted(Term(field, word), factor)
        for word in found[:MOST_WORDS]
        for field, factor in _fields(scope, "w")
    ]
    nodes += [
        _weighted(Term(field, pair), factor * BIGRAM_WEIGHT)
        for pair in list(pairs)[:MOST_BIGRAMS]
        for field, factor in _fields(scope, "b")
    ]
    return any_of(nodes)


def _numbers(text: str) -> list[Node]:
    """Exact numbers named in the query, weighted so that nothing stands before them."""
    nodes: list[Node] = []
    candidates = docno_candidates(text)
    if candidates:
        nodes.append(Boost(FirstOf(tuple(Term("docno", key) for key in candidates)), NUMBER_WEIGHT))
    index_number = index_number_key(text)
    if index_number:
        nodes.append(Boost(Term("index_number", index_number), NUMBER_WEIGHT))
    return nodes


def _filters(query: Query) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for name, values in query.filters.items():
        if not values:
            continue
        if name == "validity":
            nodes[name] = any_of([validity_node(value, query.as_of) for value in values])
        else:
            nodes[name] = AnyOf(FILTER_FIELDS[name], tuple(values))
    if query.date_from or query.date_to:
        lower = day_number(query.date_from) if query.date_from else 1
        nodes["date"] = Range("day", lower, day_number(query.date_to) if query.date_to else None)
    return nodes
