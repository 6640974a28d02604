"""What opens strangers' report files. Runs in a process of its own, see __main__; no database, no settings here."""
