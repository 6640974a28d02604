"""Facts others may react to. The calendar lies below the job queue, so the face that calls a service
announces them.
"""

CALENDAR_CHANGED = "calendar.changed"
"""The version rose. Payload: {"version": int, "since": first changed day, "region_code": "" or a code}."""
