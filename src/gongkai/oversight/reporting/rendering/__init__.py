"""A report in every format it goes out in, all from one layout."""
