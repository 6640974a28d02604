"""Records as rows of a file or of an interface: one table of fields, read and written in three formats.

`fields` says what a row holds; `values` reads cells; `reading` and `writing` know the formats;
`statutes` makes rows of texts of law. Nothing here writes to the database.
"""
