"""Sites, columns, subject classes, the duty catalogue and negative lists: where records belong."""
