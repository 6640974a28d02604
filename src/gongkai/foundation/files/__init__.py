"""Stored files: type by content, limits, classification marks, text for search, clean public copies."""
