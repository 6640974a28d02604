"""Names under which other rooms know an annual report."""

SUBJECT = "annual_report"
"""Subject type of its clock and of its entries in the ledger; prefix of the source key of its record."""
LIMIT = "annual-report"
