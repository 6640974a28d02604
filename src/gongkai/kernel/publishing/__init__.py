"""The public site as files: rendering, atomic replacement, repair, withdrawal."""
