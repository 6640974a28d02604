"""Figures: what is counted, declared once; every number opens the rows it counts."""
