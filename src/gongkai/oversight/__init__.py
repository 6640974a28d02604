"""Supervision and reporting over all domains (lights, inspections, statutory forms). Empty until a later capability lands."""
