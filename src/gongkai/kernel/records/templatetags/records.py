"""Template helpers of the record pages."""

from django import template

from gongkai.kernel.records.desk.reviewing import as_html

register = template.Library()
register.filter("as_html", as_html)
