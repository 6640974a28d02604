"""Free texts on the pages of a request: through the reader's eyes, and masked when a page did not say whose."""

from django import template

from gongkai.domains.foi.reading import Reading
from gongkai.domains.foi.rules.titles import masked

register = template.Library()


@register.filter
def seen_by(text, reading):
    """`{{ text|seen_by:reading }}` with the `Reading` that the view gives."""
    return reading.of(str(text or "")) if isinstance(reading, Reading) else masked(str(text or ""))
