"""What everything stands on: calendar, organs and people, ledger, files, numbers, jobs."""
