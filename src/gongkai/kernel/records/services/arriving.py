"""Imported text that is said to be public already: it waits for its reviewer, who signs item by item on the desk."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.clocks.services import stop
from gongkai.kernel.records.models import ImportItem, ImportRun, Record, Review
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.rules.signing import evidence_reasons
from gongkai.kernel.records.rules.vocabulary import Outcome
from gongkai.kernel.records.selectors import gate_snapshot
from gongkai.kernel.records.services.recording import tell
from gongkai.kernel.records.services.release import plan_when_signed
from gongkai.kernel.records.services.signing import review_already_public

LAW = "政府信息公开条例 第十七条"
OPINION = _("该文本已由发布机关依法公开，经核对发布信息，同意公开。")
SIGNED_LATER = frozenset({"no_index_number", "review_missing", "chain_incomplete"})
"""Reasons of the gate that every imported row has before its review."""
_SETTLED_LATER = SIGNED_LATER | {"personal_data", "policy_not_public"}
"""And those that the reviewer, or the order in which items are signed, may still settle."""


def await_review(
    *,
    record: Record,
    run: ImportRun | None,
    line: int,
    evidence: Mapping[str, str],
    publish: bool,
    by: Person,
    at: datetime,
) -> None:
    """Put an imported record before the reviewer of its run. Raises NotAllowed for what no signature could mend.

    Without a run (a trial) only the reasons are asked for. `publish`: it is to go out once it is signed.
    """
    reasons = evidence_reasons(evidence, shanghai_date(at))
    reasons += reasons_against_marks({_("公开证据"): "\n".join(map(str, evidence.values()))})
    found = reasons_against_publishing(gate_snapshot(record, at=at)) if reasons or publish else []
    refuse([*(r for r in found if r.code not in _SETTLED_LATER), *reasons])
    if run is not None:
        # it is public elsewhere already: the 20 working days of disclosure do not run
        stop(subject_type="record", subject_id=str(record.pk), limit_code="proactive", by=SYSTEM, at=at)
        ImportItem.objects.create(
            run=run, record=record, version=record.current, line=line, evidence=dict(evidence)
        )
        tell(record, "record.await_review", by=by, at=at, run=run.pk, reviewer=run.reviewer.actor_id)


def review_imported(
    *,
    item: ImportItem,
    outcome: str,
    opinion: str,
    act: UUID,
    opened_at: datetime,
    accepted: Iterable[str] = (),
    by: Person,
    at: datetime,
) -> Review:
    """The run's reviewer decides on one item that was opened. An agreement without words says the usual sentence.

    Signed is only what could go out as it stands; where the importer asked for it, the job publishes it then.
    """
    with transaction.atomic():
        item = (
            ImportItem.objects.select_for_update(of=("self",))
            .select_related("run", "version")
            .get(pk=item.pk)
        )
        passed = Outcome(outcome) == Outcome.PASSED
        refuse(_reasons_against_settling(item, by))
        made = review_already_public(
            version=item.version,
            evidence=item.evidence,
            opinion=opinion.strip() or (str(OPINION) if passed else ""),
            outcome=outcome,
            act=act,
            opened_at=opened_at,
            accepted=accepted,
            by=by,
            at=at,
        )
        record = Record.objects.select_related("organ", "current").get(pk=item.record_id)
        if passed:
            found = reasons_against_publishing(gate_snapshot(record, at=at))
            refuse([reason for reason in found if reason.code != "policy_not_public"])
        item.settled_at = at
        item.save(update_fields=["settled_at"])
        if passed and item.run.publish:
            plan_when_signed(record=record, whose=item.run.by, by=SYSTEM, at=at)
    return made


def take_over(*, run: ImportRun, by: Person, at: datetime) -> ImportRun:
    """Another secrecy reviewer of the organ signs what is left, when the named one cannot."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).select_related("organ", "by").get(pk=run.pk)
        refuse(reasons_against_taking_over(run=run, by=by, at=at))
        before, run.reviewer = run.reviewer_id, by
        run.save(update_fields=["reviewer"])
        append(
            organ=run.organ.code,
            verb="record.take_over_import",
            subject_type="import",
            subject_id=str(run.pk),
            by=by,
            at=at,
            detail={"from": before},
        )
    return run


def reasons_against_taking_over(*, run: ImportRun, by: Person, at: datetime) -> list[Reason]:
    """Why the person may not sign the run in place of its reviewer; the page asks the same."""
    reasons = []
    if not may(by, "record.review", organ=run.organ, today=shanghai_date(at)):
        reasons.append(Reason("not_reviewer", _("只有本机关的保密审查员可以审查。"), LAW))
    if run.by_id == by.pk:
        reasons.append(Reason("reviewer_imports", _("审查人不能是导入人，须由另一人审查。"), LAW))
    if run.reviewer_id == by.pk:
        reasons.append(Reason("yours_already", _("这一批已由您审查。")))
    return reasons


def _reasons_against_settling(item: ImportItem, by: Person) -> list[Reason]:
    reasons = []
    if item.run.reviewer_id != by.pk:
        text = _("这一批由 %s 逐件审查。需要换人的，请先接手这一批。") % item.run.reviewer.name
        reasons.append(Reason("not_your_run", text, LAW))
    if item.settled_at is not None:
        reasons.append(Reason("settled", _("这一件已经审查过。")))
    return reasons
