"""What citizens reach dynamically: search and the served site tree."""
