"""What opens strangers' files to draw, read and burn them. Runs in a process of its own, see __main__; no Django here.

Places are relative: x, y, w, h between 0 and 1 of the page as it is shown, from its upper left corner.
"""
