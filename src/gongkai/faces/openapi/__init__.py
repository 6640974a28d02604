"""Machine interface: drafts in, public records out, the schema file."""
