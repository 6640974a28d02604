"""Masks, the bytes of a sealed value, and what may be given as a reason. Pure."""
