"""The page of one record: where it stands, why it may not go out yet, what the reader may do, its whole trail."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Subquery
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.selectors import public_bytes_path, reason_without_public_copy
from gongkai.foundation.files.services import open_original, read_copy
from gongkai.foundation.orgs.rules import Coverage
from gongkai.foundation.orgs.selectors import coverage
from gongkai.kernel.casework.acting import Offers, offers
from gongkai.kernel.catalogue.selectors import subject_name
from gongkai.kernel.clocks.subjects import Subject, seen_by
from gongkai.kernel.records.arriving import waiting_item_of
from gongkai.kernel.records.companions import (
    Companion,
    companions,
    left_alone,
    linked_to,
    policies_withdrawn,
)
from gongkai.kernel.records.comparing import changes_between
from gongkai.kernel.records.desk.common import able, numbers, record_or_404
from gongkai.kernel.records.desk.forms import OpinionForm, ReasonForm, ScheduleForm
from gongkai.kernel.records.dossier import Dossier
from gongkai.kernel.records.models import Attachment, Reassessment, Record, Review, RoundItem, Withdrawal
from gongkai.kernel.records.preview import render_preview
from gongkai.kernel.records.rules.compare import compare_text
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.rules.vocabulary import Attribute, Stage, WithdrawalKind
from gongkai.kernel.records.selectors import clocks_of, open_again_since, version_fields, visible
from gongkai.kernel.records.services import open_item
from gongkai.kernel.records.signoff import sign_off
from gongkai.kernel.records.trail import PARTS, acts, part, review_facts
from gongkai.kernel.ui.pages import now, today


@dataclass(frozen=True, slots=True)
class Action:
    """A button: enabled, or disabled with the reason why."""

    name: str
    label: str
    address: str
    why_not: str = ""
    primary: bool = False


NEWEST = 12  # acts on the page of the record
VERSIONS = 6
WITHDRAWALS = 3


@login_required
def detail(request, pk: int) -> HttpResponse:
    record = record_or_404(request, pk, **_flags())
    dossier = Dossier(record)
    signing = sign_off(record, dossier.place, request.user, today())
    if signing and signing.unseen:
        open_item(record=record, by=request.user, at=now())
    withdrawals = _withdrawals(record)
    unchanged, drafting = _is_public_as_it_is(record), record.stage == Stage.DRAFT
    review = record.publication.review if unchanged else dossier.review
    reasons = [] if unchanged else reasons_against_publishing(dossier.snapshot(at=now()))
    context = {
        "record": record,
        "version": record.current,
        "unchanged": unchanged,
        "reasons": reasons,
        "warnings": dossier.warnings(),
        "signing": signing,
        "case_acts": _case_acts(request, dossier) if signing else None,
        "actions": actions(request, record, reasons, signing),
        "facts": version_fields(record.current, dossier.columns, record.subject_name or ""),
        "attachments": dossier.attachments,
        "versions": dossier.saved[:VERSIONS],
        "versions_in_all": len(dossier.saved),
        "trail": acts(record, limit=NEWEST),
        "clocks": clocks_of(record, today()),
        "review": review,
        "review_facts": review_facts(review) if review else (),
        "together": dossier.interpretations if drafting and record.is_interpreted else [],
        "withdrawals": withdrawals,
        "open_since": open_again_since(record, withdrawals),
        "withdrawal_kinds": WithdrawalKind.choices,
        "beside": _beside(request, record) if record.is_linked else [],
        "gone_policies": _gone_policies(request, record) if record.is_left else [],
        "may_release": able(request, "record.review", record),
        "opinion_form": OpinionForm(),
        "reason_form": ReasonForm(),
        "schedule_form": ScheduleForm(),
        # what was imported carries the key of its source
        "origin": origin_of(request, record) if record.source_key else None,
        "import_item": waiting_item_of(record) if drafting and record.source_key else None,
    }
    return render(request, "records/detail.html", context)


def _case_acts(request, dossier: Dossier) -> Offers:
    place = dossier.place
    known = {"walk": place.walk, "has_orders": place.has_orders}
    return offers(place.case, request.user, today(), at=now(), **known)


def _flags() -> dict:
    """What the page tells of the record without reading it: the name of its subject, what lies in its history."""
    mine = OuterRef("pk")
    return {
        "subject_name": Subquery(subject_name(OuterRef("current__subject"))),
        "is_interpreted": Exists(Record.objects.filter(interprets=mine)),
        "is_linked": Exists(linked_to(mine)),
        "is_left": Exists(left_alone().filter(source=mine)),
        "was_withdrawn": Exists(Withdrawal.objects.filter(record=mine)),
        "was_reassessed": Exists(Reassessment.objects.filter(record=mine)),
        "was_reviewed": Exists(Review.objects.filter(record=mine)),
        "was_submitted": Exists(RoundItem.objects.filter(record=mine)),
    }


def _withdrawals(record: Record) -> list[Withdrawal]:
    """The newest, whose reasons may wait for release, while the record is off the site; all are in the history."""
    if not record.was_withdrawn or hasattr(record, "publication"):
        return []
    return list(record.withdrawals.select_related("by", "released_by")[:WITHDRAWALS])


def _beside(request, record: Record) -> list[tuple[Companion, bool, bool]]:
    """What is public and linked to the record, whether the reader may see it and withdraw it with the record."""
    seen = coverage(request.user, "record.view", today())
    covered = coverage(request.user, "record.withdraw", today())
    return [(one, _covers(seen, one.record), _covers(covered, one.record)) for one in companions(record)]


def _covers(found: Coverage, record: Record) -> bool:
    return found.covers(
        organ_id=record.organ_id, organ_path=record.organ.path, division_id=record.division_id
    )


def _gone_policies(request, record: Record) -> list[tuple[Record, bool]]:
    """Records that this one interprets and that were withdrawn, and whether the reader may see each."""
    found = list(policies_withdrawn(record))
    seen = set(
        visible(request.user, today())
        .filter(pk__in=[policy.pk for policy in found])
        .values_list("pk", flat=True)
    )
    return [(policy, policy.pk in seen) for policy in found]


def _is_public_as_it_is(record: Record) -> bool:
    """The newest version is the public one: then there is nothing to ask the gate."""
    return hasattr(record, "publication") and record.publication.version_id == record.current_id


@login_required
def history(request, pk: int) -> HttpResponse:
    """One part of what happened to the record (`part`), newest first; `after`: where the page begins."""
    record = record_or_404(request, pk)
    name = request.GET.get("part", "acts")
    if name not in PARTS:
        raise Http404
    context = {
        "record": record,
        "parts": PARTS,
        "name": name,
        "label": PARTS[name],
        "part": part(record, name, request.GET.get("after", "")),
        "later": bool(request.GET.get("after")),
    }
    return render(request, "records/history.html", context)


def origin_of(request, record: Record) -> Subject | None:
    """What the record was made from (a request that many made), where the reader may see it."""
    kind, _colon, pk = record.source_key.partition(":")
    return seen_by(request.user, kind, pk, today()) if pk.isdecimal() else None


def actions(request, record: Record, reasons: list[Reason], signing) -> list[Action]:
    """What could be done with the record now. What the role does not allow at all is left out."""
    public = hasattr(record, "publication")
    found = []

    def offer(capability: str, name: str, label: str, why_not: str = "", primary: bool = False) -> None:
        if able(request, capability, record):
            found.append(Action(name, label, reverse(f"records:{name}", args=[record.pk]), why_not, primary))

    drafting = record.stage == Stage.DRAFT
    not_draft = "" if drafting else _("只有起草环节的信息可以提交。")
    offer("record.submit", "submit", _("提交审签"), not_draft, primary=drafting)
    busy = _("正在审签，须先撤回或退回。") if record.stage == Stage.SIGNING else ""
    gone = _("该信息已注销。") if record.stage == Stage.CANCELLED else ""
    offer("record.draft", "edit", _("修改"), busy or gone)
    unchanged = _is_public_as_it_is(record)
    closed = _("还有 %(n)d 项原因，见下方清单。") % {"n": len(reasons)} if reasons else ""
    already = _("这一版本已经公开。") if unchanged else ""
    offer("record.publish", "publish", _("立即公开"), already or closed, primary=not (already or closed))
    offer("record.publish", "schedule", _("定时公开"), already or closed)
    offer("record.withdraw", "withdraw", _("撤回公开"), "" if public else _("该信息没有公开。"))
    if record.attribute == Attribute.WITHHELD and not gone:
        offer("record.draft", "reassess", _("定期评估"))
    offer("record.cancel", "cancel", _("注销"), gone or busy or (_("正在公开，须先撤回。") if public else ""))
    offer("record.erase", "erase", _("涉密清除"))
    return found


@login_required
def file(request, pk: int) -> HttpResponse:
    """A stored file of some record that the official may see: its public copy, or the original where there is none.

    `?original` asks for the original. Reading is an act, but for the copy that everybody can have from the site.
    Everything else does not exist.
    """
    stored = get_object_or_404(StoredFile.objects.select_related("organ"), pk=pk)
    attached = Attachment.objects.filter(file=stored, version__record__in=visible(request.user, today()))
    if not attached.exists():
        raise Http404
    if "original" in request.GET or reason_without_public_copy(stored):
        content = open_original(file=stored, by=request.user, at=now())
    elif Attachment.objects.filter(file=stored, version__publication__isnull=False).exists():
        content = public_bytes_path(stored).open("rb")
    else:
        content = read_copy(file=stored, by=request.user, at=now())
    return FileResponse(content, filename=stored.name, content_type=stored.media_type)


@login_required
def compare_versions(request, pk: int) -> HttpResponse:
    """Two versions side by side: `old` and `new` are version numbers; by default the last two."""
    record = record_or_404(request, pk)
    known = list(record.versions.order_by("-number").values_list("number", flat=True))
    new = next(iter(numbers([request.GET.get("new", "")])), known[0])
    old = next(iter(numbers([request.GET.get("old", "")])), max(new - 1, 1))
    before = get_object_or_404(record.versions, number=old)
    after = get_object_or_404(record.versions, number=new)
    context = {
        "record": record,
        "before": before,
        "after": after,
        "numbers": known,
        "changes": changes_between(before, after),
        "segments": compare_text(before.body, after.body),
    }
    return render(request, "records/compare.html", context)


@login_required
def preview(request, pk: int, number: int) -> HttpResponse:
    """The version exactly as the public will see it; the publisher renders it through the registered previewer."""
    record = record_or_404(request, pk)
    version = record.versions.filter(number=number).first()
    if version is None:
        raise Http404
    response = HttpResponse(render_preview(version, at=now()))
    response["X-Robots-Tag"] = "noindex"
    return response
