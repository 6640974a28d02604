"""Facts about clocks that others may react to, announced with payload {"clock": id}."""

MOVED = "clock.moved"  # the calendar changed and with it the due date of an open clock: tell who waits
