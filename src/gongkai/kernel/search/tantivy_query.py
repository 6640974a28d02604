"""Neutral trees into tantivy queries."""

from functools import singledispatchmethod

import tantivy
from tantivy import Occur
from tantivy import Query as Engine

from gongkai.kernel.search.tantivy_schema import schema
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
)

MOST_EXPANSIONS = 500
"""Tokens a prefix may stand for; the most frequent come first."""


class Translator:
    """Bound to one searcher, because prefixes and alternatives are looked up in its terms."""

    def __init__(self, searcher: tantivy.Searcher):
        self.searcher = searcher
        self.schema = schema()

    @singledispatchmethod
    def translate(self, node: Node) -> Engine:
        raise TypeError(f"{type(node).__name__} is not a query node")

    @translate.register
    def _(self, node: Term) -> Engine:
        # "freq" is what word fields hold; asking for less than is stored is allowed everywhere
        return Engine.term_query(self.schema, node.field, node.value, "freq")

    @translate.register
    def _(self, node: AnyOf) -> Engine:
        return self._unscored(Engine.term_set_query(self.schema, node.field, list(node.values)))

    @translate.register
    def _(self, node: Prefix) -> Engine:
        found = self.searcher.terms_with_prefix(node.field, node.value)
        most = sorted(found, key=lambda term: -term[1])[:MOST_EXPANSIONS]
        if not most:
            return Engine.empty_query()
        return Engine.term_set_query(self.schema, node.field, [term for term, _count in most])

    @translate.register
    def _(self, node: Phrase) -> Engine:
        return Engine.phrase_query(self.schema, node.field, list(node.values))

    @translate.register
    def _(self, node: Range) -> Engine:
        query = Engine.range_query(self.schema, node.field, tantivy.FieldType.Integer, node.lower, node.upper)
        return self._unscored(query)

    @translate.register
    def _(self, node: And) -> Engine:
        return Engine.boolean_query([(Occur.Must, self.translate(inner)) for inner in node.nodes])

    @translate.register
    def _(self, node: Or) -> Engine:
        return Engine.boolean_query([(Occur.Should, self.translate(inner)) for inner in node.nodes])

    @translate.register
    def _(self, node: FirstOf) -> Engine:
        for term in node.terms:
            if self.searcher.doc_freq(term.field, term.value):
                return self.translate(term)
        return Engine.empty_query()

    @translate.register
    def _(self, node: Boost) -> Engine:
        return Engine.boost_query(self.translate(node.node), node.factor)

    @translate.register
    def _(self, node: Everything) -> Engine:
        return Engine.all_query()

    def narrowed(self, query: Engine, filters: list[Node]) -> Engine:
        """The query within the filters; filters do not change its scores."""
        if not filters:
            return query
        return Engine.boolean_query(
            [(Occur.Must, query), *((Occur.Must, self.translate(f)) for f in filters)]
        )

    @staticmethod
    def without(query: Engine, excluded: Engine) -> Engine:
        return Engine.boolean_query([(Occur.Must, query), (Occur.MustNot, excluded)])

    @staticmethod
    def _unscored(query: Engine) -> Engine:
        return Engine.const_score_query(query, 0.0)
