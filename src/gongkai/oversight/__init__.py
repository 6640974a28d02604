"""Supervision and reporting over all domains: statutory reports now, lights and inspections later."""
