"""What the indicators of the forms before 2019 count, as far as it is the same thing (norms 2.9); the others stay blank.

Not joined: what was withheld (2014 counts “不是《条例》所指政府信息” in it, since 2021 行政查询事项 is there), what was
told to be corrected or sent elsewhere. Reviews of 2014 are those decided; the list of 2009 has them all. Staff and
money are stated by the organ (`kernel/figures`); until they are, the cell is blank.
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


def _by(metric: str, dimension: str, *keys: object) -> tuple[Source, ...]:
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


def _acts(**kinds: str) -> Sources:
    """Block_row → kind of act that is entered one by one."""
    return {cell.replace("__", ".") + ".count": (Source(f"acts.{kind}"),) for cell, kind in kinds.items()}


def _by_head(kind: str) -> tuple[Source, ...]:
    """Those at which a principal (主要负责同志) took part."""
    return _by(f"acts.{kind}", "with_principal", True)


_STAFF = {
    "means.full_time.count": (Source("staff.full_time"),),
    "means.part_time.count": (Source("staff.part_time"),),
    "means.staff.count": (Source("staff.full_time"), Source("staff.part_time")),
}
_POST = ("signed_post", "ordinary_post")
SOURCES: dict[str, Sources] = {
    "2014": {
        **_came(counter=("counter", "oral"), fax=("fax",), internet=("internet", "email"), post=_POST),
        **_answered(already_public="A1", given="A2", partly_given="A3", not_existing="A6", not_ours="A7"),
        "requests.concluded.count": (Source("requests.answered"),),
        **_decided("review", ("review",)),
        **_decided("lawsuit", _SUITS),
        "proactive.records.count": (Source("records.published"),),
        "proactive.normative_made.count": (Source("records.normative_made"),),
        "response.interpretations.count": (Source("records.interpretations"),),
        **_acts(
            proactive__microblog="weibo.post",
            proactive__wechat="wechat.post",
            response__topics="response.topic",
            response__conferences="press.conference",
            response__interviews="interview.online",
            response__social_media="response.social",
            complaints__total="complaint.received",
            training__meetings="meeting.held",
            training__courses="training.course",
            training__trained="training.person",
        ),
        "response.conferences_by_head.count": _by_head("press.conference"),
        "response.interviews_by_head.count": _by_head("interview.online"),
        **_STAFF,
        "means.offices.count": (Source("staff.units"),),
        "means.reading_places.count": (Source("staff.reading_places"),),
        "means.budget.wan": (Source("money.budget_wan"),),
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
        "proactive.records.count": (Source("records.published"),),
        "proactive.normative.count": (Source("records.normative_made"),),
        **_acts(
            enquiries__online="consult.online",
            enquiries__on_site="consult.onsite",
            enquiries__phone="consult.phone",
            enquiries__visits="page.visit",
        ),
        **_STAFF,
        "means.spent.wan": (Source("money.spending_wan"),),
        "appeals.review.count": _by("requests.appeals", "way", "review"),
        "appeals.lawsuit.count": _by("requests.appeals", "way", *_SUITS),
        "means.charged.yuan": (Source("requests.fees_paid"),),
    },
}
"""Code of a form -> cell -> what it counts."""
