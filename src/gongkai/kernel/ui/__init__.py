"""Shared templates, components and static assets of desk and portal. No models, no rules."""
