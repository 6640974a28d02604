"""Figures for other systems: what is counted, and one figure for a period divided as asked."""
