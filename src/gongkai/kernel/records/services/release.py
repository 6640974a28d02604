"""Release: publish, schedule, correct. Every way out of the register goes through `_through_the_gate`."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import SYSTEM, Actor
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.jobs.services import announce, enqueue
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.clocks.services import stop
from gongkai.kernel.records import events
from gongkai.kernel.records.models import (
    Erratum,
    Publication,
    Record,
    Review,
    Schedule,
    Version,
)
from gongkai.kernel.records.rules.address import address_of
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.rules.vocabulary import (
    Interpretation,
    Outcome,
)
from gongkai.kernel.records.selectors import gate_snapshot
from gongkai.kernel.records.services.drafting import lock
from gongkai.kernel.records.services.interpreting import interpreted_by, settle_interpretations
from gongkai.kernel.records.services.recording import tell
from gongkai.kernel.records.services.relating import announce_neighbours, relate


def publish(*, record: Record, by: Actor, at: datetime) -> Publication:
    """Make the current version public, or replace the public one by it.

    Raises NotAllowed with every reason of the gate. What the version says of the one public before it (更正说明)
    was reviewed with it and shows on its page.
    Announces `record.published` or `record.changed`; the page follows from the job in the same transaction.
    """
    with transaction.atomic():
        record = lock(record)
        _through_the_gate(record, at)
        earlier = Publication.objects.filter(record=record).select_related("version").first()
        before = earlier.version if earlier else None
        refuse(_reasons_against_again(record, before))
        publication = _set_public(record, earlier, by=by, at=at)
        relate(record, record.current)
        Schedule.objects.filter(record=record).delete()
        _add_erratum(record, before, at)
        _run_clocks(record, before, at)
        tell(
            record,
            "record.correct" if before else "record.publish",
            by=by,
            at=at,
            address=publication.address,
        )
        event = events.CHANGED if before else events.PUBLISHED
        _announce(event, record)
        announce_neighbours(record)
        _wake_interpretations(record, at)
    return publication


def _announce(event: str, record: Record) -> None:
    source = (record.source_key or "").partition(":")[0]
    for name in (event, events.of_source(event, source)):
        announce(event=name, key=str(record.pk), payload={"record": record.pk})


def schedule(*, record: Record, publish_at: datetime, by: Person, at: datetime) -> Schedule:
    """Publish at a later time. The gate is asked now, so that nobody waits in vain, and again at that moment.

    The interpretation of a policy may be planned for the policy's own time or later.
    """
    with transaction.atomic():
        record = lock(record)
        reasons = reasons_against_publishing(gate_snapshot(record, at=at))
        if _policies_out_by(record, publish_at):
            reasons = [reason for reason in reasons if reason.code != "policy_not_public"]
        if publish_at <= at:
            reasons.append(
                Reason("time_passed", _("定时公开的时间已经过去，请选择以后的时间。"), "", "publish_at")
            )
        refuse(reasons)
        planned = _plan(record, publish_at, whose=by, at=at)
        tell(record, "record.schedule", by=by, at=at, publish_at=publish_at.isoformat())
    return planned


def plan_when_signed(*, record: Record, whose: Person, by: Actor, at: datetime) -> Schedule:
    """Publish now, by the job, in the name of the official who asked for it before the record was signed.

    The job asks the gate and that official's right; a refusal stands beside the plan, as for every planned one.
    """
    with transaction.atomic():
        record = lock(record)
        planned = _plan(record, at, whose=whose, at=at)
        tell(record, "record.schedule", by=by, at=at, publish_at=at.isoformat(), whose=whose.actor_id)
    return planned


def _plan(record: Record, publish_at: datetime, *, whose: Person, at: datetime) -> Schedule:
    planned, _created = Schedule.objects.update_or_create(
        record=record, defaults={"publish_at": publish_at, "by": whose, "set_at": at, "refusals": []}
    )
    enqueue(
        kind="records.publish_scheduled",
        key=f"{record.pk}@{publish_at.isoformat()}",
        payload={"record": record.pk},
        run_after=publish_at,
    )
    return planned


def unschedule(*, record: Record, by: Person, at: datetime) -> None:
    """Drop a planned publication; nothing else changes."""
    with transaction.atomic():
        record = lock(record)
        Schedule.objects.filter(record=record).delete()
        tell(record, "record.unschedule", by=by, at=at)


def publish_scheduled(*, record_id: int, at: datetime) -> Publication | None:
    """What the clock does when the time has come. A refusal by the gate is kept beside the plan and shown.

    A policy planned for the same time goes out before its interpretation, whichever job comes first.
    """
    for policy in _policies_of(record_id):
        _publish_planned(policy, at)
    return _publish_planned(record_id, at)


def _publish_planned(record_id: int, at: datetime) -> Publication | None:
    with transaction.atomic():
        # the record first, as in every act: who moves or drops the plan meanwhile is waited for
        record = (
            Record.objects.select_for_update(of=("self",))
            .select_related("organ", "current")
            .get(pk=record_id)
        )
        due = Schedule.objects.select_related("by").filter(record=record, publish_at__lte=at)
        planned = due.first()
        if planned is None:
            return None
        try:
            refuse(_reasons_against_plan(record, planned, at))
            return publish(record=record, by=planned.by, at=at)
        except NotAllowed as refusal:
            planned.refusals = [reason.as_dict() for reason in refusal.reasons]
            planned.save(update_fields=["refusals"])
            codes = [reason.code for reason in refusal.reasons]
            tell(record, "record.schedule_refused", by=SYSTEM, at=at, codes=codes)
            return None


def _through_the_gate(record: Record, at: datetime) -> None:
    refuse(reasons_against_publishing(gate_snapshot(record, at=at)))


def _set_public(record: Record, earlier: Publication | None, *, by: Actor, at: datetime) -> Publication:
    """Write the publication row: the only place in the platform that does."""
    version = record.current
    review = Review.objects.filter(version=version, outcome=Outcome.PASSED).latest("id")
    if earlier:
        Publication.objects.filter(pk=record.pk).update(
            version=version, review=review, changed_at=at, published_by=by.actor_name
        )
        return Publication.objects.get(pk=record.pk)
    return Publication.objects.create(
        record=record,
        version=version,
        review=review,
        address=address_of(record.index_number),
        published_at=at,
        changed_at=at,
        published_by=by.actor_name,
    )


def _policies_of(record_id: int) -> list[int]:
    """Records that the current version interprets."""
    current = Version.objects.filter(pk__in=Record.objects.filter(pk=record_id).values("current")).first()
    return [policy for policy in interpreted_by(current) if policy != record_id] if current else []


def _policies_out_by(record: Record, moment: datetime) -> bool:
    """Whether every policy that the record interprets is public, or planned for that moment or before."""
    policies = set(_policies_of(record.pk))
    out = Publication.objects.filter(record__in=policies).values_list("record", flat=True)
    planned = Schedule.objects.filter(record__in=policies, publish_at__lte=moment)
    return policies == {*out, *planned.values_list("record", flat=True)}


def _wake_interpretations(policy: Record, at: datetime) -> None:
    """What was planned and refused because the policy was not out yet is tried again."""
    waiting = Schedule.objects.filter(record__interprets=policy, publish_at__lte=at).exclude(refusals=[])
    for pk in waiting.values_list("record", flat=True):
        enqueue(kind="records.publish_scheduled", key=f"{pk}@{at.isoformat()}", payload={"record": pk})


def _add_erratum(record: Record, before: Version | None, at: datetime) -> None:
    """What the now public version says of the earlier one; words that stood there before are no news."""
    text = record.current.erratum
    if before and text.strip() and text != before.erratum:
        Erratum.objects.create(record=record, before=before, after=record.current, text=text, at=at)


def _run_clocks(record: Record, before: Version | None, at: datetime) -> None:
    """Publication ends the 20 working days of disclosure, for what is new and for what was changed. The 3 of
    interpretation begin or end for the record itself, and for what it interprets or interpreted until now.
    """
    stop(subject_type="record", subject_id=str(record.pk), limit_code="proactive", by=SYSTEM, at=at)
    versions = [record.current, *([before] if before else [])]
    concerned = {policy for version in versions for policy in interpreted_by(version)}
    if Interpretation.REQUIRED in {version.interpretation for version in versions}:
        concerned.add(record.pk)
    settle_interpretations(concerned, at=at)


def _reasons_against_plan(record: Record, planned: Schedule, at: datetime) -> list[Reason]:
    """Who planned it must still be somebody who could publish it now, and must have meant this version."""
    reasons, by = [], planned.by
    if not may(by, "record.publish", organ=record.organ, division=record.division, today=shanghai_date(at)):
        text = _("%(name)s没有%(organ)s的发布权限。") % {"name": by.name, "organ": record.organ.name}
        reasons.append(Reason("may_not_publish", text))
    if record.current.saved_at > planned.set_at:
        reasons.append(
            Reason("changed_since_planned", _("内容在设定定时公开之后有改动，请重新设定公开时间。"))
        )
    return reasons


def _reasons_against_again(record: Record, before: Version | None) -> list[Reason]:
    if before is not None and before.pk == record.current_id:
        return [Reason("already_public", _("这一版本已经公开。"))]
    return []
