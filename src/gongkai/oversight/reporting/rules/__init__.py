"""The annual report as rules: forms of every year, values with their three kinds of nothing, cross-checks. Pure."""
