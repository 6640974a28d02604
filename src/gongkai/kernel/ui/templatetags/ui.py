"""Template helpers shared by desk and portal; loaded as builtins."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

COLOURS = {
    "draft": "",
    "signing": "blue",
    "signed": "yellow",
    "public": "green",
    "withdrawn": "red",
    "cancelled": "",
    "proactive": "green",
    "on_request": "yellow",
    "withheld": "red",
    "green": "green",
    "yellow": "yellow",
    "red": "red",
    "paused": "paused",
    "blue": "blue",
}


DOT = mark_safe('<span class="dot" aria-hidden="true"></span>')


@register.simple_tag
def tag(text, code="", dot=False):
    """A small coloured label. `code` chooses the colour; the words always say the same as the colour."""
    colour = COLOURS.get(str(code), "")
    mark = DOT if dot else ""
    return format_html('<span class="tag{}">{}{}</span>', f" tag-{colour}" if colour else "", mark, text)


@register.simple_tag
def days_left(days, light="green"):
    """ "还有 3 个工作日" / "今天到期" / "超期 2 天" as a coloured label. `days` may be negative; None shows nothing."""
    if days is None:
        return ""
    if days > 0:
        text = ngettext("还有 %(days)d 天", "还有 %(days)d 天", days) % {"days": days}
    elif days == 0:
        text = _("今天到期")
    else:
        text = ngettext("超期 %(days)d 天", "超期 %(days)d 天", -days) % {"days": -days}
    return tag(text, light, dot=True)


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The present query string with some parameters changed; None or empty removes one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = value
    return f"?{params.urlencode()}" if params else "?"


@register.inclusion_tag("ui/reasons.html")
def reasons(items, open_text=""):
    """The list of reasons against an act; with none, the sentence that says the way is open."""
    return {"items": items, "open_text": open_text}


@register.inclusion_tag("ui/field.html")
def field(bound, label=None, help=None, hidden_label=False):
    """One form field: label, control, help, errors; wired for screen readers."""
    return {
        "field": bound,
        "label": label or bound.label,
        "help": help or bound.help_text,
        "hidden_label": hidden_label,
        "is_check": bound.field.widget.__class__.__name__ == "CheckboxInput",
    }


@register.filter
def control(bound):
    """The field's control with the kit's class for its kind and its description wired up."""
    kind = bound.field.widget.__class__.__name__
    css = "form-select" if "Select" in kind else "form-check-input" if "Checkbox" in kind else "form-control"
    attributes = {"class": f"{css} {'is-invalid' if bound.errors else ''}".strip()}
    described = [f"{bound.id_for_label}-help"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.id_for_label}-error")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs=attributes)
