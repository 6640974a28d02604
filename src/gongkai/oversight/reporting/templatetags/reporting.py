"""Values of a report in templates."""

from django import template

from gongkai.kernel.figures.rules.values import Value
from gongkai.kernel.figures.rules.values import shown as as_printed

register = template.Library()


@register.filter
def value(told: Value) -> str:
    """A number in plain digits, a stroke for what does not apply, a dash for a blank."""
    return as_printed(told) or "—"
