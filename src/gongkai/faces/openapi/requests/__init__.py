"""Information requests for the organ's own systems: handing in, looking up, hearing what happened."""
