"""What the indicators of the forms before 2019 count, as far as it is the same thing (norms 2.9); the others stay blank.

Not joined: what was withheld (2014 counts “不是《条例》所指政府信息” in it, since 2021 行政查询事项 is there), what was
told to be corrected or sent elsewhere. Reviews of 2014 are those decided; the list of 2009 has them all.
"""

from dataclasses import dataclass
from decimal import Decimal

from gongkai.oversight.reporting.rules.versions import WAYS


@dataclass(frozen=True, slots=True)
class Source:
    """What a cell counts: a metric, and the dimensions' keys that a row must have. `times`: from its unit to the form's."""

    metric: str
    where: tuple[tuple[str, object], ...] = ()
    times: Decimal = Decimal(1)


Sources = dict[str, tuple[Source, ...]]
_SUITS = tuple(way for way in WAYS if way != "review")
_DECIDED = ("upheld", "corrected", "other")


def _by(metric: str, dimension: str, *keys: str) -> tuple[Source, ...]:
    return tuple(Source(metric, ((dimension, key),)) for key in keys)


def _came(**channels: tuple[str, ...]) -> Sources:
    """Received in all, and by channel."""
    parts = {
        f"requests.{key}.count": _by("requests.received", "channel", *names)
        for key, names in channels.items()
    }
    return {"requests.received.count": (Source("requests.received"),), **parts}


def _answered(**kinds: str) -> Sources:
    parts = {f"requests.{key}.count": _by("requests.answered", "kind", kind) for key, kind in kinds.items()}
    return {"requests.answered.count": (Source("requests.answered"),), **parts}


def _appeals(ways: tuple[str, ...], *results: str) -> tuple[Source, ...]:
    return tuple(
        Source("requests.appeals", (("way", way), ("result", result))) for way in ways for result in results
    )


def _decided(block: str, ways: tuple[str, ...]) -> Sources:
    parts = {f"{block}.{result}.count": _appeals(ways, result) for result in _DECIDED}
    return {f"{block}.total.count": _appeals(ways, *_DECIDED), **parts}


_POST = ("signed_post", "ordinary_post")
SOURCES: dict[str, Sources] = {
    "2014": {
        **_came(counter=("counter", "oral"), fax=("fax",), internet=("internet", "email"), post=_POST),
        **_answered(already_public="A1", given="A2", partly_given="A3", not_existing="A6", not_ours="A7"),
        "requests.concluded.count": (Source("requests.answered"),),
        **_decided("review", ("review",)),
        **_decided("lawsuit", _SUITS),
        "fees.charged.wan": (Source("requests.fees_paid", times=Decimal("0.0001")),),
    },
    "2009": {
        **_came(
            counter=("counter",),
            fax=("fax",),
            email=("email",),
            internet=("internet",),
            post=_POST,
            other_ways=("oral",),
        ),
        **_answered(
            given="A2", partly_given="A3", not_existing="A6", not_ours="A7", unclear="A9", repeated="A11"
        ),
        "appeals.review.count": _by("requests.appeals", "way", "review"),
        "appeals.lawsuit.count": _by("requests.appeals", "way", *_SUITS),
        "means.charged.yuan": (Source("requests.fees_paid"),),
    },
}
"""Code of a form -> cell -> what it counts."""
