"""Collected reports on the desk."""
