"""Sign-off: submit, sign, review item by item, send back, take back, add a signer, remind.

The chain itself walks in casework; here its decisions are carried over to the records of the round.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.ledger.selectors import for_show
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.casework import services as casework
from gongkai.kernel.casework.models import Case, WorkItem
from gongkai.kernel.casework.rules import DRAFTER, Decision, Placement, StepKind
from gongkai.kernel.casework.rules import Outcome as SignOutcome
from gongkai.kernel.casework.selectors import items_for, standing, waiting_for
from gongkai.kernel.records.models import Record, Review, Round, RoundItem, Version
from gongkai.kernel.records.rules.reading import read_by_eye
from gongkai.kernel.records.rules.signing import (
    evidence_reasons,
    reasons_against_review,
    reasons_against_submitting,
)
from gongkai.kernel.records.rules.vocabulary import Basis, Outcome, Stage
from gongkai.kernel.records.services.drafting import lock
from gongkai.kernel.records.services.numbers import give_number
from gongkai.kernel.records.services.recording import tell
from gongkai.kernel.records.signoff import definition_for, open_case_of, reasons_against_chain, round_item


def submit(*, record: Record, together: Iterable[Record] = (), by: Person, at: datetime) -> Round:
    """Send a record for sign-off, with the interpretations that are to be signed in the same round.

    The first submission gives the index number. What was sent back goes on in its own case, in a new round.
    """
    with transaction.atomic():
        records = [lock(one) for one in sorted({record, *together}, key=lambda r: r.pk)]
        lead = next(one for one in records if one.pk == record.pk)
        refuse([reason for one in records for reason in _reasons_against(one, lead)])
        for one in records:
            give_number(one, at)
        case = _case_for(lead, by=by, at=at)
        opened = Round.objects.create(case=case, number=case.rounds.count() + 1, lead=lead, opened_at=at)
        RoundItem.objects.bulk_create(RoundItem(round=opened, record=r, version=r.current) for r in records)
        _stage(records, Stage.SIGNING, at)
        for one in records:
            entry = {"round": opened.pk, "version": one.current.number, "index": one.index_number}
            tell(one, "record.submit", by=by, at=at, **entry)
    return opened


def sign(*, record: Record, opinion: str = "", basis: str = "", by: Person, at: datetime) -> Decision:
    """Agree in the step that waits for the signer. The secrecy review has its own act, item by item."""
    with transaction.atomic():
        record = lock(record)  # the record first, then its case: everywhere in this order
        case = _open_case(record)
        item = _my_item(case, by, at)
        if item.step.kind == StepKind.REVIEW:
            refuse(
                [
                    Reason(
                        "review_item_by_item",
                        _("保密审查须逐项打开、逐项记录结论。"),
                        "保密法实施条例 第四十二条",
                    )
                ]
            )
        decision = casework.act(
            item=item, outcome=SignOutcome.AGREE, opinion=opinion or _("同意"), basis=basis, by=by, at=at
        )
        _carry_over(case, decision, at)
    return decision


def review(
    *,
    version: Version,
    outcome: str,
    opinion: str,
    act: UUID,
    opened_at: datetime,
    accepted: Iterable[str] = (),
    legal_basis: str = "",
    by: Person,
    at: datetime,
) -> Review:
    """Record the secrecy review of one item (条例 第十七条). `act` names this one act; `opened_at`: when the item was opened.

    When every item of the round has passed, the step is signed; a refusal ends the sign-off; `refer` keeps it waiting.
    """
    with transaction.atomic():
        outcome = Outcome(outcome).value  # ValueError for a word outside the closed list
        record = lock(version.record)
        case = _open_case(record)
        item = _my_item(case, by, at)
        place = round_item(record, version)
        reasons = _reasons_against_reviewing(record, version, item, place, by=by, at=at)
        reasons += reasons_against_review(
            author=bool(_authors(record) & _who_reviews(item, by, at)),
            act_used=Review.objects.filter(act=act).exists(),
            opinion=opinion,
            opened_in_time=opened_at <= at,
            reply_missing=_was_referred(version) and not legal_basis.strip(),
        )
        accepted = sorted(set(accepted))
        reasons += _reasons_against_words(opinion, accepted, {_("依据"): legal_basis})
        refuse(reasons)
        made = _add_review(
            version,
            round=place.round,
            outcome=outcome,
            opinion=opinion.strip(),
            legal_basis=legal_basis.strip(),
            accepted=accepted,
            act=act,
            opened_at=opened_at,
            by=by,
            at=at,
        )
        _react(case, item, made, by=by, at=at)
    return made


def review_already_public(
    *,
    version: Version,
    evidence: dict[str, str],
    opinion: str,
    act: UUID,
    outcome: str = Outcome.PASSED,
    opened_at: datetime | None = None,
    accepted: Iterable[str] = (),
    by: Person,
    at: datetime,
) -> Review:
    """Review text that is already lawfully public: one row per item, with issuer, first address, date and evidence.

    The signature of this one named reviewer, who is not the importer, stands in place of the chain. Outside a
    demonstration `opened_at` is needed: the reviewer opened the item under the own sign-in, no script signs for one.
    """
    with transaction.atomic():
        outcome = Outcome(outcome).value
        record = lock(version.record)
        reasons = reasons_against_review(
            author=by.pk in _authors(record),
            act_used=Review.objects.filter(act=act).exists(),
            opinion=opinion,
            opened=opened_at is not None or for_show(),
            opened_in_time=opened_at is None or opened_at <= at,
        )
        reasons += _reasons_against_reviewer(record, by, at)
        accepted = sorted(set(accepted))
        said = "\n".join(map(str, evidence.values()))
        reasons += _reasons_against_words(opinion, accepted, {_("公开证据"): said})
        if record.current_id != version.pk:
            reasons.append(_stale())
        if record.index_number and open_case_of(record) is not None:
            text = _("该信息已进入审签，正等待起草人修改。请在审签中办完，或先注销。")
            reasons.append(Reason("in_sign_off", text))
        refuse([*reasons, *evidence_reasons(evidence, shanghai_date(at)), *_reasons_against(record, record)])
        passed = outcome == Outcome.PASSED
        if passed:
            give_number(record, at)
        made = _add_review(
            version,
            outcome=outcome,
            basis=Basis.ALREADY_PUBLIC,
            opinion=opinion.strip(),
            evidence=dict(evidence),
            accepted=accepted,
            act=act,
            opened_at=opened_at,
            by=by,
            at=at,
        )
        if passed:
            _stage([record], Stage.SIGNED, at)
    return made


def send_back(*, record: Record, reason: str, by: Person, at: datetime, to: str = DRAFTER) -> Decision:
    """Send back to the drafter (or an earlier step); at the drafter's the record can be edited again."""
    with transaction.atomic():
        record = lock(record)  # the record first, then its case: everywhere in this order
        case = _open_case(record)
        decision = casework.send_back(item=_my_item(case, by, at), reason=reason, to=to, by=by, at=at)
        _carry_over(case, decision, at)
    return decision


def take_back(*, record: Record, by: Person, at: datetime) -> Decision:
    """Take one's own submission or signature back while nobody has opened what follows it."""
    with transaction.atomic():
        record = lock(record)  # the record first, then its case: everywhere in this order
        case = _open_case(record)
        decision = casework.take_back(case=case, by=by, at=at)
        _carry_over(case, decision, at)
    return decision


def add_signer(
    *,
    record: Record,
    person: Person,
    by: Person,
    at: datetime,
    placement: str = Placement.BEFORE,
    reason: str = "",
) -> Decision:
    """Ask a colleague before, beside or after the step that waits. Whoever could not sign there is not asked."""
    with transaction.atomic():
        record = lock(record)  # the record first, then its case: everywhere in this order
        case = _open_case(record)
        if not may(
            person, "record.sign", organ=record.organ, division=record.division, today=shanghai_date(at)
        ):
            refuse([Reason("holds_no_post", _("该人员不具备办理本环节的岗位。"), where="person")])
        return casework.add_signer(case=case, person=person, placement=placement, reason=reason, by=by, at=at)


def remind(*, record: Record, by: Person, at: datetime) -> None:
    """Remind everybody for whom the record waits."""
    with transaction.atomic():
        for waiting in waiting_for(_open_case(record), shanghai_date(at)):
            casework.remind(item=waiting.item, by=by, at=at)


def open_item(*, record: Record, by: Person, at: datetime) -> None:
    """Whoever must act has the record on the screen: what led here cannot be taken back any more."""
    with transaction.atomic():
        case = open_case_of(record)
        for item in items_for(by, case, shanghai_date(at)) if case else []:
            casework.mark_opened(item=item, by=by, at=at)


def carry_over(case: Case, decision: Decision, by: Person, at: datetime) -> None:
    """For casework: an act of its own ended the case (a signer was taken out and nobody else was left)."""
    _carry_over(case, decision, at)


# --- the parts ------------------------------------------------------------------------------------------------


def _reasons_against(record: Record, lead: Record) -> list[Reason]:
    return reasons_against_submitting(
        title=record.title,
        stage=record.stage,
        attribute=record.attribute,
        same_organ=record.organ_id == lead.organ_id,
    )


def _case_for(lead: Record, *, by: Person, at: datetime) -> Case:
    case = open_case_of(lead)
    if case is not None and case.subject_id == str(lead.pk):  # a material alone walks a case of its own
        casework.resubmit(case=case, by=by, at=at)
        case.refresh_from_db()
        return case
    definition = definition_for(lead.organ, lead.current.kind)
    refuse(reasons_against_chain(definition))
    assert definition is not None
    return casework.open_case(
        definition=definition,
        subject_type="record",
        subject_id=str(lead.pk),
        organ=lead.organ,
        division=lead.division,
        title=lead.title,
        by=by,
        at=at,
    )


def _open_case(record: Record) -> Case:
    case = open_case_of(record)
    if case is None:
        refuse([Reason("not_signing", _("该信息没有在审签中。"))])
    return case


def _my_item(case: Case, by: Person, at: datetime) -> WorkItem:
    found = [i for i in items_for(by, case, shanghai_date(at)) if i.step.kind != StepKind.DRAFT]
    if not found:
        refuse([Reason("not_your_turn", _("现在不是由您办理这一环节，可能已有同事办理。"))])
    return found[0]


def _authors(record: Record) -> set[int]:
    return set(record.versions.values_list("drafter_id", flat=True))


def _who_reviews(item: WorkItem, by: Person, at: datetime) -> set[int]:
    """Who acts and in whose place: neither may have drafted the item."""
    absent = standing(item, by, shanghai_date(at)).acting_for
    return {by.pk, absent.pk} if absent else {by.pk}


def _reasons_against_reviewing(
    record: Record, version: Version, item: WorkItem, place: RoundItem | None, *, by: Person, at: datetime
) -> list[Reason]:
    reasons = _reasons_against_reviewer(record, by, at)
    if item.step.kind != StepKind.REVIEW:
        reasons.append(Reason("not_review_step", _("现在的环节不是保密审查。")))
    if record.current_id != version.pk or place is None or place.round.case_id != item.case_id:
        reasons.append(_stale())
    return reasons


def _reasons_against_words(opinion: str, accepted: list[str], others: dict[str, str]) -> list[Reason]:
    """What a reviewer writes and ticks is kept as it is, and nobody reads it before."""
    said = {_("审查意见"): opinion, _("接受的发现"): "\n".join(accepted)}
    return reasons_against_marks(said | others)


def _stale() -> Reason:
    return Reason("stale", _("您打开的是旧版本，内容已有改动，请重新打开后审查。"))


def _reasons_against_reviewer(record: Record, by: Person, at: datetime) -> list[Reason]:
    """The right to review comes from the role, never from being asked: added signers have it only with the role."""
    if may(by, "record.review", organ=record.organ, today=shanghai_date(at)):
        return []
    return [Reason("not_reviewer", _("只有本机关的保密审查员可以审查。"), "政府信息公开条例 第十七条")]


def _add_review(version: Version, *, by: Person, at: datetime, **fields) -> Review:
    made = Review.objects.create(
        version=version,
        record=version.record,
        digest=version.digest,
        drafter_id=version.drafter_id,
        attribute=version.attribute,
        reviewer=by,
        reviewed_at=at,
        **fields,
    )
    detail = {
        "version": version.number,
        "digest": version.digest,
        "outcome": made.outcome,
        "basis": made.basis,
    }
    read = len(read_by_eye(made.accepted))
    tell(
        version.record, "record.review", by=by, at=at, accepted=len(made.accepted) - read, read=read, **detail
    )
    return made


def _react(case: Case, item: WorkItem, made: Review, *, by: Person, at: datetime) -> None:
    """Sign the review step once all items passed, end the sign-off on a refusal, wait on a referral."""
    if made.outcome == Outcome.REFER:
        return
    if made.outcome == Outcome.REFUSED:
        outcome = SignOutcome.REFUSE
    elif _all_passed(made.round):
        outcome = SignOutcome.AGREE
    else:
        return
    decision = casework.act(
        item=item, outcome=outcome, opinion=made.opinion, basis=made.legal_basis, by=by, at=at
    )
    _carry_over(case, decision, at)


def _was_referred(version: Version) -> bool:
    newest = version.reviews.order_by("-reviewed_at", "-id").first()
    return newest is not None and newest.outcome == Outcome.REFER


def _all_passed(opened: Round) -> bool:
    """Whether the newest review of every item passed; not by time: a clock may have been set back. One query."""
    newest = Review.objects.filter(version=OuterRef("version")).order_by("-id").values("outcome")[:1]
    items = opened.items.annotate(said=Subquery(newest))
    return not items.filter(Q(said=None) | ~Q(said=Outcome.PASSED)).exists()


def _carry_over(case: Case, decision: Decision, at: datetime) -> None:
    """What the case decided, to the records of its newest round. At most two queries, however many they are."""
    if decision.agreed:
        stage = Stage.SIGNED
    elif decision.concluded or decision.waits_for_drafter:
        stage = Stage.DRAFT
    else:
        return
    items = case.rounds.latest("number").items
    Record.objects.filter(pk__in=items.values("record")).update(stage=stage, touched_at=at)


def _stage(records: list[Record], stage: str, at: datetime) -> None:
    for record in records:
        record.stage, record.touched_at = stage, at
        record.save(update_fields=["stage", "index_number", "touched_at"])
