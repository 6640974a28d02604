"""What is due when, whose report a file is, sums that know their gaps, years that may be compared. Pure."""
