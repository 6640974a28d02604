"""Requests as rows of a file: one table of fields, read, written and printed. Nothing here writes to the database."""
