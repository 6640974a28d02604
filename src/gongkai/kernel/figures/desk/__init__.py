"""Desk pages of figures: what is counted, the rows behind a number, acts and stated figures, closing a month."""
