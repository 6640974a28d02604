"""Triggers: what was saved, sent or read once stays as it was; a report is never removed."""

from gongkai.foundation.common.triggers import ALWAYS, Refusal, append_only, install, never_replaced

KEPT = ("reporting_reportversion", "reporting_submission", "reporting_earlierreport")
KEYS = {"reporting_reportversion": ("report_id, number",), "reporting_submission": ("record_version_id",)}


def refusals() -> list[Refusal]:
    """The triggers of annual reports."""
    stays = Refusal("reporting_annualreport_stays", "reporting_annualreport", "DELETE", ALWAYS, "stays")
    written_once = [refusal for table in KEPT for refusal in append_only(table)]
    return [stays, *written_once, *(never_replaced(table, *KEYS.get(table, ())) for table in KEPT)]


def protect(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, refusals())
