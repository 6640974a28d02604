"""A query as a neutral tree: built by the planner, translated by each backend, ignorant of engines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """Documents whose field holds exactly this token or keyword."""

    field: str
    value: str | int


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents whose keyword field holds one of the values; never scored."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents with a token that begins so: a query of one single character."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """The tokens directly after one another, in a field that keeps positions."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A number between the bounds, both included; None is open."""

    field: str
    lower: int | None = None
    upper: int | None = None


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class FirstOf:
    """The first of the terms that any document has: alternatives in falling order of trust."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Boost:
    node: "Node"
    factor: float


@dataclass(frozen=True, slots=True)
class Everything:
    """All documents: a list without search words."""


Node = Term | AnyOf | Prefix | Phrase | Range | And | Or | FirstOf | Boost | Everything


def all_of(nodes: list[Node]) -> Node:
    """And, without a needless layer around one node."""
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def any_of(nodes: list[Node]) -> Node:
    """Or, without a needless layer around one node."""
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))
