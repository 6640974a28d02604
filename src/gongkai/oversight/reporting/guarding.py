"""What the gate asks about the record of an annual report, beside what it asks about every record."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.models import Record, Version
from gongkai.oversight.reporting.rules.readiness import reasons_against_sending
from gongkai.oversight.reporting.selectors import standing_of, submission_of


def reasons_against(record: Record, version: Version, today: date) -> Iterator[Reason]:
    """The record says what the report said when it was sent, the report has no newer version, and it still stands:
    its checks, its cells, its figures as they are counted now.
    """
    sent = submission_of(version.pk)
    if sent is None or sent.version.report.record_id != record.pk:
        text = _("这一版本的正文或附件不是由年度报告生成的。请在“年度报告”页面上修改，再重新送审。")
        yield Reason("report_edited_behind", text, "", "body")
        return
    report = sent.version.report
    if sent.version_id != report.current_id:
        yield Reason("report_changed_since", _("年度报告在送审之后有了新的版本，请重新送审。"))
    yield from reasons_against_sending(standing_of(report, today, version=sent.version))
