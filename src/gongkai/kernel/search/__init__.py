"""Search behind one small interface; the public index holds published records only."""
