"""Kinds of form fields that the request pages share."""

from django import forms


def area(label, rows: int = 3, **options) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def a_day(label, **options) -> forms.DateField:
    picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=picker, **options)


def line(label, length: int, **options) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, **options)


def choice(label, choices, empty=None, **options) -> forms.ChoiceField:
    """A select; `empty` is what its first, empty row says."""
    rows = [*([("", empty)] if empty is not None else []), *choices]
    return forms.ChoiceField(label=label, choices=rows, **options)


class Files(forms.FileField):
    """Several uploads at once; an empty list without any."""

    class widget(forms.ClearableFileInput):  # noqa: N801  Django's name for it
        allow_multiple_selected = True

    def clean(self, data, initial=None) -> list:
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(Files, self).clean(one, initial) for one in given if one]


def files(label, **options) -> Files:
    return Files(label=label, required=False, **options)
