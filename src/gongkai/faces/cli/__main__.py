"""`python -m gongkai.faces.cli` is the same as `gongkai`."""

from gongkai.faces.cli.main import main

main()
