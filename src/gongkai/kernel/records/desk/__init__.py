"""The officials' pages about records: register, editor, review, sign-off, publication calendar."""
