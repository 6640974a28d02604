"""Pages on which boxes are drawn, burnt and approved."""
