"""What the pages of a report share: finding it, how it stands, what stands on every one of its pages."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.records.rules.vocabulary import Stage
from gongkai.kernel.ui.pages import today
from gongkai.oversight.reporting.models import AnnualReport
from gongkai.oversight.reporting.rules.readiness import Standing
from gongkai.oversight.reporting.selectors import (
    Last,
    clocks_of,
    last_report,
    reasons_against_submitting,
    standing_of,
    title_of,
    visible,
)

STATES: dict[str, tuple[Promise, str]] = {
    "opened": (gettext_lazy("未起草"), ""),
    "drafting": (gettext_lazy("编写中"), "yellow"),
    "signing": (gettext_lazy("审签中"), "blue"),
    "signed": (gettext_lazy("已签发，待公开"), "yellow"),
    "public": (gettext_lazy("已公开"), "green"),
    "correcting": (gettext_lazy("已公开，正在更正"), "yellow"),
}
"""State -> its words and colour."""


def state_of(report: AnnualReport) -> str:
    """By the record that it became, and whether that shows what was written last; no query with the record at hand."""
    record = report.record
    if report.current_id is None:
        return "opened"
    if record is None:
        return "drafting"
    if hasattr(record, "publication"):
        changed = record.publication.version_id != record.current_id or getattr(
            report, "sent_version", None
        ) not in (
            None,
            report.current.number,
        )
        return "correcting" if changed else "public"
    return {Stage.SIGNING: "signing", Stage.SIGNED: "signed"}.get(record.stage, "drafting")


def report_or_404(http: HttpRequest, pk: int) -> AnnualReport:
    """A report that the signed-in official may see; everything else does not exist."""
    found = visible(http.user, today()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def able(http: HttpRequest, capability: str, report: AnnualReport) -> bool:
    return may(http.user, capability, organ=report.organ, today=today())


@dataclass(frozen=True)
class View:
    """A report as its pages show it; each part is read when it is first asked for."""

    http: HttpRequest
    report: AnnualReport

    @cached_property
    def last(self) -> Last | None:
        return last_report(self.report.organ, self.report.year)

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.report, today(), last=self.last)

    @cached_property
    def reasons(self) -> list[Reason]:
        sender = self.http.user if able(self.http, "report.submit", self.report) else None
        return reasons_against_submitting(self.report, self.standing, sender, today())

    def context(self, here: str) -> dict[str, Any]:
        """For the head and the tabs. `here`: name of the page."""
        label, colour = STATES[state_of(self.report)]
        return {
            "report": self.report,
            "title": title_of(self.report),
            "state": state_of(self.report),
            "state_label": label,
            "state_colour": colour,
            "standing": self.standing,
            "last": self.last,
            "clock": clocks_of([self.report], today()).get(self.report.pk),
            "failing": len(self.standing.failing),
            "may_draft": able(self.http, "report.draft", self.report),
            "may_submit": able(self.http, "report.submit", self.report),
            "here": here,
        }


def view_of(http: HttpRequest, pk: int) -> View:
    return View(http, report_or_404(http, pk))
