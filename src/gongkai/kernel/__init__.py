"""The two pillars, record and case, with their clocks, publisher, search and shared interface components."""
