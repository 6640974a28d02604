"""How a version will look to the public. The publisher stands above the register, so it registers its renderer here."""

from collections.abc import Callable
from datetime import datetime

_renderers: list[Callable] = []


def renders_previews(function: Callable) -> Callable:
    """Decorator for the publisher's function `(version, *, at) -> html`."""
    _renderers[:] = [function]
    return function


def render_preview(version, *, at: datetime) -> str:
    """The public page of a version, nothing written. LookupError when no publisher is installed."""
    if not _renderers:
        raise LookupError("no publisher has registered a preview")
    return _renderers[0](version, at=at)
