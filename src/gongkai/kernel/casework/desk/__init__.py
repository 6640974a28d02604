"""Pages on which a case is acted on besides signing it, alike for every kind of subject."""
