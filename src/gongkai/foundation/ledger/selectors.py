"""Reading the ledger: trails of a subject, and the acts of organs, newest first, page by page without
offsets."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet

from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import restrict

PAGE = 50
INSTALLATION, PRODUCTION = "_installation", "installation.production"
"""The chain and the entry that mark a database of real work."""


def for_show() -> bool:
    """Whether scripts may sign and bulk loaders may load: in a demonstration, and never again in a database that
    was started for production once, whatever the environment says now.
    """
    return settings.DEMONSTRATION and not was_production()


def was_production() -> bool:
    """Whether the database was ever started for production."""
    return Entry.objects.filter(chain=INSTALLATION, verb=PRODUCTION).exists()


def trail(subject_type: str, subject_id: str) -> QuerySet[Entry]:
    """Everything that was done to a subject, oldest first. Whoever may see the subject may see its trail."""
    return Entry.objects.filter(subject_type=subject_type, subject_id=str(subject_id)).order_by("id")


def newest_acts(
    subjects: Mapping[str, Iterable[str] | QuerySet], *, before_id: int | None = None, limit: int = PAGE
) -> list[Entry]:
    """What was done to several subjects (type -> ids, or a query for them), newest first; one query.

    The next page begins before the last id shown. Whoever may see the subjects may see their trail.
    """
    earlier = {} if before_id is None else {"id__lt": before_id}
    parts = [
        Entry.objects.filter(subject_type=kind, subject_id__in=ids, **earlier).order_by()
        for kind, ids in subjects.items()
    ]
    # each part goes by the index of its subject; an OR might walk the whole ledger from its end
    return list(parts[0].union(*parts[1:], all=True).order_by("-id")[:limit])


def entries(
    *,
    organ: str | Iterable[str] | None = None,
    verb: str = "",
    actor: str | Iterable[str] = "",
    subject_type: str = "",
    subject_id: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before_number: int | None = None,
    before_id: int | None = None,
    limit: int = PAGE,
) -> list[Entry]:
    """Acts, newest first, at most `limit`. Not restricted by itself: for a person use `entries_for`.

    `organ`: one code, several, or None for all; `actor`: an actor id, or several; `since` ≤ at < `until`. The
    next page of one organ begins before the last `number` shown (`before_number`), that of several before the
    last id (`before_id`).
    """
    found = Entry.objects.order_by("-number" if isinstance(organ, str) else "-id")
    if isinstance(organ, str):
        found = found.filter(chain=organ)
    elif organ is not None:
        found = found.filter(chain__in=list(organ))
    elif before_number is not None:
        raise ValueError("before_number counts within one organ; give before_id")
    given = {
        "verb": verb,
        "actor_id__in": None if actor == "" else [actor] if isinstance(actor, str) else list(actor),
        "subject_type": subject_type,
        "subject_id": subject_id,
        "at__gte": since,
        "at__lt": until,
        "number__lt": before_number,
        "id__lt": before_id,
    }
    return list(
        found.filter(**{name: value for name, value in given.items() if value not in (None, "")})[:limit]
    )


def entries_for(person: Person, *, today: date, **filters) -> list[Entry]:
    """`entries` of the organs whose ledger the person may read; one code as `organ` narrows it to that
    organ."""
    # entries have no division: only a post that reaches the whole organ counts
    organs = restrict(
        Organ.objects.all(), person, "ledger.read", today, organ_field="pk", division_field=None
    )
    allowed = set(organs.values_list("code", flat=True))
    wanted = filters.pop("organ", None)
    if wanted is None:
        return entries(organ=allowed, **filters)
    return entries(organ=wanted, **filters) if wanted in allowed else []


def has_chain(organ: str) -> bool:
    """Whether the ledger has anything of this chain: its end or an entry."""
    return any(rows.filter(chain=organ).exists() for rows in (ChainHead.objects, Entry.objects))


def heads() -> QuerySet[ChainHead]:
    """Where each chain ends."""
    return ChainHead.objects.order_by("chain")
