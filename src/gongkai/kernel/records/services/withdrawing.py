"""Taking public records off the site: one, or one with what stands there because of it; each with its own reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.jobs.services import announce
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.clocks.services import stop
from gongkai.kernel.records import events
from gongkai.kernel.records.companions import companions
from gongkai.kernel.records.models import Publication, Record, Schedule, Withdrawal
from gongkai.kernel.records.rules.gate import reasons_against_saying
from gongkai.kernel.records.rules.vocabulary import Stage, WithdrawalKind
from gongkai.kernel.records.services.drafting import lock
from gongkai.kernel.records.services.interpreting import interpreted_by, settle_interpretations
from gongkai.kernel.records.services.recording import tell
from gongkai.kernel.records.services.relating import leave_the_site


@dataclass(frozen=True, slots=True)
class Along:
    """A record that is withdrawn with the one it stands on, for its own reason; `kind` of WithdrawalKind."""

    record: Record
    reason: str
    kind: str = WithdrawalKind.OTHER


def withdraw(
    *,
    record: Record,
    reason: str,
    kind: str = WithdrawalKind.OTHER,
    along: Sequence[Along] = (),
    by: Person,
    at: datetime,
) -> Withdrawal:
    """Take a public record off the site at once. A page that says so remains; its addresses go on the purge list.

    The page shows the `kind`, of a closed list (ValueError for another); the `reason` stays inside until somebody
    else releases it. `along`: some of `companions.companions(record)`, each withdrawn like the record itself, all or
    none; what is not named there stays public, and its page says that the policy was withdrawn.
    """
    with transaction.atomic():
        # as when they go out: the interpretation is locked before its policy
        others = [lock(one.record) for one in sorted(along, key=lambda one: one.record.pk)]
        record = lock(record)
        refuse(_reasons_against_company(record, others))
        withdrawal = _take_off(record, reason, kind, by=by, at=at)
        for one in along:
            _along(one, by=by, at=at)
    return withdrawal


def _along(one: Along, *, by: Person, at: datetime) -> None:
    """A refusal names the record that it is about."""
    try:
        _take_off(lock(one.record), one.reason, one.kind, by=by, at=at)
    except NotAllowed as refusal:
        where = f"reason-{one.record.pk}"
        raise NotAllowed(
            [Reason(r.code, f"《{one.record.title}》：{r.text}", r.law, where) for r in refusal.reasons]
        ) from refusal


def _take_off(record: Record, reason: str, kind: str, *, by: Person, at: datetime) -> Withdrawal:
    kind = WithdrawalKind(kind).value
    publication = Publication.objects.filter(record=record).select_related("version").first()
    refuse(_reasons_against_withdrawing(publication, reason))
    withdrawal = Withdrawal.objects.create(
        record=record,
        version=publication.version,
        address=publication.address,
        published_at=publication.published_at,
        withdrawn_at=at,
        by=by,
        kind=kind,
        reason=reason.strip(),
    )
    publication.delete()
    # whatever may go out again goes the whole way again
    record.stage, record.touched_at = Stage.DRAFT if record.stage == Stage.SIGNED else record.stage, at
    record.save(update_fields=["stage", "touched_at"])
    leave_the_site(record)
    Schedule.objects.filter(record=record).delete()
    _run_clocks(record, withdrawal, at)
    # the ledger can never be erased, so it has no words of the reason
    tell(record, "record.withdraw", by=by, at=at, kind=kind, address=withdrawal.address)
    announce(event=events.WITHDRAWN, key=str(record.pk), payload={"record": record.pk})
    return withdrawal


def _run_clocks(record: Record, withdrawal: Withdrawal, at: datetime) -> None:
    """An interpretation is due while its policy stands, and anew when that is published again or the interpretation
    itself is gone.
    """
    subject = {"subject_type": "record", "subject_id": str(record.pk)}
    for code in ("interpretation", "proactive"):  # the latter ran for a change of what was public
        stop(**subject, limit_code=code, by=SYSTEM, at=at)
    settle_interpretations(set(interpreted_by(withdrawal.version)) - {record.pk}, at=at, lost=True)


def release_reason(*, withdrawal: Withdrawal, by: Person, at: datetime) -> Withdrawal:
    """Let the public read why a record was withdrawn: somebody who may review, and did not write the reason."""
    with transaction.atomic():
        record = lock(withdrawal.record)
        withdrawal = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
        refuse(_reasons_against_releasing(record, withdrawal, by, at))
        withdrawal.released_by, withdrawal.released_at = by, at
        withdrawal.save(update_fields=["released_by", "released_at"])
        tell(record, "record.release_reason", by=by, at=at, withdrawal=withdrawal.pk)
        announce(event=events.CHANGED, key=str(record.pk), payload={"record": record.pk})
    return withdrawal


def _reasons_against_company(record: Record, others: list[Record]) -> list[Reason]:
    known = {one.record.pk for one in companions(record)} if others else set()
    return [
        Reason("not_connected", _("《%s》与这份信息没有关联，请单独撤回。") % other.title, "", "together")
        for other in others
        if other.pk not in known
    ]


def _reasons_against_withdrawing(publication: Publication | None, reason: str) -> list[Reason]:
    reasons = []
    if publication is None:
        reasons.append(Reason("not_public", _("该信息没有公开，无须撤回。")))
    if not reason.strip():
        text = _("请填写撤回的理由。它留在平台内部，经另一人核准后才显示在原网址上。")
        reasons.append(Reason("reason_missing", text, "", "reason"))
    return reasons + reasons_against_saying(_("撤回理由"), reason)


def _reasons_against_releasing(
    record: Record, withdrawal: Withdrawal, by: Person, at: datetime
) -> list[Reason]:
    reasons, law = [], "政府信息公开条例 第十七条"
    if withdrawal.released_at:
        reasons.append(Reason("released", _("撤回理由已经核准公开。")))
    if withdrawal.by_id == by.pk:
        reasons.append(Reason("own_words", _("撤回理由是您写的，须由另一人核准后公开。"), law))
    if not may(by, "record.review", organ=record.organ, today=shanghai_date(at)):
        reasons.append(Reason("not_reviewer", _("只有本机关的保密审查员可以审查。"), law))
    return reasons + reasons_against_saying(_("撤回理由"), withdrawal.reason)
