"""Numbers and the three kinds of nothing, periods, what a figure is. Pure."""
