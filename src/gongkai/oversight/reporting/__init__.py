"""Statutory reports: their forms, what must add up in them, and other organs' reports read and checked."""
