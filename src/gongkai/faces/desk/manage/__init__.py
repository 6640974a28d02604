"""Looking after the platform: working calendar, people, ledger, health, and the own account."""
