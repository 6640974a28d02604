"""`gongkai replay`: years of real reports, told again through the platform's own services and counted."""

from gongkai.faces.cli.replay.command import replay

__all__ = ["replay"]
