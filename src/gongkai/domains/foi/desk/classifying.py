"""What reports count a request by: a small form on its page, filled with what its words suggest until somebody has said it."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.common import address_of, request_or_404
from gongkai.domains.foi.desk.fields import choice
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.places import place_names
from gongkai.domains.foi.reading import Reading
from gongkai.domains.foi.rules.classing import (
    FIRST_YEAR,
    LAND,
    LAST_YEAR,
    PROVINCES,
    Classes,
    Topic,
    Trade,
    spelled_years,
    suggested,
)
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.rules.vocabulary import ApplicantKind
from gongkai.domains.foi.services.classifying import classes_of, may_classify
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires

NOT_STATED = gettext_lazy("未说明")
TOPICS = (
    (gettext_lazy("涉地"), [(topic.value, topic.label) for topic in LAND]),
    (gettext_lazy("其他"), [(topic.value, topic.label) for topic in Topic if topic not in LAND]),
)


def _year(label) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)


class ClassesForm(forms.Form):
    """Made with what is said or suggested, and the places there are; an organisation has no trade."""

    topic = choice(gettext_lazy("所涉内容"), TOPICS, NOT_STATED, required=False)
    since = _year(gettext_lazy("所涉年份起"))
    until = _year(gettext_lazy("所涉年份止"))
    place = choice(gettext_lazy("申请人所在地"), [], NOT_STATED, required=False)
    trade = choice(gettext_lazy("申请人职业"), Trade.choices, NOT_STATED, required=False)

    def __init__(self, *args, classes: Classes, places: Mapping[str, str], person: bool, **options):
        said = {name: getattr(classes, name) for name in Classes.__slots__}
        super().__init__(*args, initial=said, prefix="classes", **options)
        groups = {False: gettext_lazy("市（州）"), True: gettext_lazy("省（自治区、直辖市）")}
        rows = {far: [one for one in places.items() if (one[0] in PROVINCES) == far] for far in groups}
        self.fields["place"].choices = [
            ("", NOT_STATED),
            *((groups[far], rows[far]) for far in groups if rows[far]),
        ]
        if not person:
            del self.fields["trade"]

    @property
    def classes(self) -> Classes:
        return Classes(**self.cleaned_data)


def panel(http: HttpRequest, request: Request, reading: Reading) -> dict:
    """What the card on the page of a request shows: what is said, and the form for who may say it. One query."""
    said, places = classes_of(request), place_names()
    proposed = Classes() if said else suggested(f"{request.subject}\n{_words(request, reading)}")
    may = request.stage != Stage.VOID and may_classify(http.user, request, now())
    return {
        "said": _told(said, places) if said else [],
        "proposed": bool(proposed),
        "form": _form(request, said or proposed, places) if may else None,
    }


def _words(request: Request, reading: Reading) -> str:
    """The applicant's own words for whoever may read them."""
    return f"{request.description or ''}\n{request.document_number}" if reading.clear else ""


def _told(said: Classes, places: Mapping[str, str]) -> list[tuple[str, str]]:
    fields = ClassesForm.base_fields
    topic, trade = (dict(kind.choices).get(code) for kind, code in ((Topic, said.topic), (Trade, said.trade)))
    found = [
        (fields["topic"].label, topic),
        (gettext_lazy("所涉年份"), spelled_years(said.since, said.until)),
        (fields["place"].label, places.get(said.place, said.place)),
        (fields["trade"].label, trade),
    ]
    return [(str(label), str(words or NOT_STATED)) for label, words in found]


def _form(request: Request, classes: Classes, places: Mapping[str, str], data=None) -> ClassesForm:
    person = request.applicant_kind == ApplicantKind.NATURAL_PERSON
    return ClassesForm(data, classes=classes, places=places, person=person)


@requires("request.view")
def classify(http: HttpRequest, pk: int) -> HttpResponse:
    """The form by itself: where a refusal is told, and without the page of the request."""
    request = request_or_404(http, pk)
    if not may_classify(http.user, request, now()):
        return not_allowed(http, address_of(request))
    data = http.POST if http.method == "POST" else None
    form, reasons = _form(request, classes_of(request), place_names(), data), []
    if data is not None and form.is_valid():
        try:
            services.classify(request=request, classes=form.classes, by=http.user, at=now())
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            messages.success(http, _("已归类，计入统计。"))
            return HttpResponseRedirect(address_of(request))
    context = {"case": request, "form": form, "reasons": reasons}
    return render(http, "foi/desk/classify.html", context, status=422 if reasons or form.errors else 200)
