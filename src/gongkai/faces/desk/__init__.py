"""The officials' desk: sign-in, inbox, pages of the work."""
