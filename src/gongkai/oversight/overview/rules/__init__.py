"""Periods and places as addresses spell them, squares of regions, base maps. Pure."""
