"""The negative list of an organ, and its practice of registration and validity."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue import rules
from gongkai.kernel.catalogue.models import NegativeEntry, OrganPractice
from gongkai.kernel.catalogue.services._common import enter, set_fields

EDITABLE = frozenset({"name", "patterns", "basis"})

MOST_YEARS = 30
"""A period longer than this is a slip of the keyboard."""


def _reasons_against(entry: NegativeEntry) -> list[Reason]:
    reasons = rules.reasons_against_negative_entry(
        name=entry.name, patterns=entry.patterns, basis=entry.basis
    )
    if entry.organ.negative_entries.filter(name=entry.name).exclude(pk=entry.pk).exists():
        reasons.append(Reason("negative_name_taken", _("负面清单已有同名事项。"), where="name"))
    return reasons


@transaction.atomic
def create_negative_entry(
    *, organ: Organ, name: str, patterns: Iterable[str], basis: str, by: Actor, at: datetime
) -> NegativeEntry:
    """`patterns`: see rules.negative. NotAllowed: no basis, a pattern that matches anything."""
    entry = NegativeEntry(organ=organ, name=name, patterns=list(patterns), basis=basis)
    refuse(_reasons_against(entry))
    entry.save()
    enter(entry, "negative_entry.create", organ, by, at, name=name, patterns=entry.patterns, basis=basis)
    return entry


def _locked(entry: NegativeEntry) -> NegativeEntry:
    return NegativeEntry.objects.select_for_update(of=("self",)).select_related("organ").get(pk=entry.pk)


@transaction.atomic
def change_negative_entry(
    *, entry: NegativeEntry, changes: dict[str, Any], by: Actor, at: datetime
) -> NegativeEntry:
    entry = _locked(entry)
    differences = set_fields(entry, changes, EDITABLE)
    refuse(_reasons_against(entry))
    if differences:
        entry.save()
        enter(entry, "negative_entry.change", entry.organ, by, at, changes=differences)
    return entry


@transaction.atomic
def retire_negative_entry(*, entry: NegativeEntry, reason: str, by: Actor, at: datetime) -> NegativeEntry:
    """The entry no longer stops anything; why is kept in the ledger (动态调整, 政府信息公开条例 第十八条)."""
    entry = _locked(entry)
    if not reason.strip():
        refuse(
            [Reason("negative_retire_reason", _("请说明停用的理由。"), "政府信息公开条例 第十八条", "reason")]
        )
    entry.retired_on = shanghai_date(at)
    entry.save(update_fields=["retired_on"])
    enter(entry, "negative_entry.retire", entry.organ, by, at, name=entry.name, reason=reason)
    return entry


@transaction.atomic
def require_registration(*, organ: Organ, since: date | None, by: Actor, at: datetime) -> OrganPractice:
    """From `since` the organ's normative documents need a registration number (三统一); None lifts it."""
    practice, _created = OrganPractice.objects.update_or_create(
        organ=organ, defaults={"registration_since": since}
    )
    enter(practice, "practice.require_registration", organ, by, at, since=since.isoformat() if since else "")
    return practice


@transaction.atomic
def set_validity_years(
    *, organ: Organ, years: int | None, trial: int | None, by: Actor, at: datetime
) -> OrganPractice:
    """How many years the organ's normative documents hold, and those tried out (暂行、试行); None: it sets none.

    Only what the editor proposes and warns of: no norm of the State sets the years.
    """
    refuse(
        [
            Reason("years_out_of_range", _("有效期请填 1 至 30 年，或者留空。"), "", where)
            for where, value in (("years", years), ("trial", trial))
            if value is not None and not 1 <= value <= MOST_YEARS
        ]
    )
    practice, _created = OrganPractice.objects.update_or_create(
        organ=organ, defaults={"validity_years": years, "trial_years": trial}
    )
    enter(practice, "practice.set_validity", organ, by, at, years=years, trial=trial)
    return practice
