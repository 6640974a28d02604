"""The `gongkai` command: administration and scripts."""
