"""The demonstration province: `gongkai demo`, and what `gongkai run` loads into an empty database."""

from gongkai.faces.cli.demo.load import accounts, demo, load_when_empty

__all__ = ["accounts", "demo", "load_when_empty"]
