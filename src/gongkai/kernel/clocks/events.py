"""Facts about clocks that others may react to, announced with payload {"clock": id}."""

MOVED = "clock.moved"  # the calendar changed and with it the due date of an open clock: tell who waits
WARNED = "clock.warned"  # a limit comes near
RAN_OUT = "clock.ran_out"  # a limit ran out
SILENCE = "clock.silence"  # a limit ran out in which somebody else should have spoken
