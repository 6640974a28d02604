"""Forms of the collection: one file of one organ, many at once, and whose a waiting file is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Organ

ACCEPT = ".html,.htm,.docx,.xlsx,.pdf,.json,.txt,.zip"


class Files(forms.FileField):
    """Several uploads at once."""

    class widget(forms.ClearableFileInput):  # noqa: N801  Django's name for it
        allow_multiple_selected = True

    def clean(self, data, initial=None) -> list:
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(Files, self).clean(one, initial) for one in given if one] or [super().clean(None)]


def _day(label, **options) -> forms.DateField:
    picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=picker, required=False, **options)


class EnterForm(forms.Form):
    """`organ` empty: each file is recognised by what it says."""

    year = forms.TypedChoiceField(label=_("报告年度"), coerce=int)
    organ = forms.ModelChoiceField(
        label=_("机关"),
        queryset=Organ.objects.none(),
        required=False,
        empty_label=_("按文件内容识别"),
        help_text=_("一次上传几份，或者上传压缩包时，按各份文件的标题识别；认不准的会逐份问您。"),
    )
    files = Files(
        label=_("文件"),
        help_text=_("网页、Word（.docx）、Excel（.xlsx）、PDF、JSON，或者装有这些文件的 .zip；可以选几份。"),
        widget=Files.widget(attrs={"accept": ACCEPT}),
    )
    published_on = _day(
        _("公布日期"), help_text=_("该机关公布报告的日期；不知道就空着，状态显示为“公布日期不详”。")
    )
    address = forms.CharField(
        label=_("公布网址"), max_length=500, required=False, help_text=_("只上传一份时填写。")
    )
    without_table = forms.BooleanField(
        label=_("报告的统计表缺失，只收文字"),
        required=False,
        help_text=_("只在指明机关、上传一份时有效；各格记为缺表，不记为零。"),
    )

    def __init__(self, *args, organs, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, year) for year in years]
        self.fields["organ"].queryset = organs
        self.fields["organ"].label_from_instance = lambda one: one.name


class WhoseForm(forms.Form):
    """A file that waits: `token` is signed; the person says whose and of which year it is."""

    token = forms.CharField(widget=forms.HiddenInput)
    organ = forms.ModelChoiceField(label=_("机关"), queryset=Organ.objects.none(), empty_label=_("请选择"))
    year = forms.TypedChoiceField(label=_("报告年度"), coerce=int)

    def __init__(self, *args, organs, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = organs
        self.fields["organ"].label_from_instance = lambda one: one.name
        self.fields["year"].choices = [(year, year) for year in years]
