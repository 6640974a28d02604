"""Base maps: which are drawn, with their approval numbers; a new one is loaded by the administrator, none goes away."""

from collections import Counter

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.files.services import open_original
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires
from gongkai.oversight.overview import services
from gongkai.oversight.overview.models import BaseMap, RegionOutline
from gongkai.oversight.overview.rules.outlines import MOST_BYTES
from gongkai.oversight.overview.selectors import SEES
from gongkai.oversight.overview.services import OPERATES


class MapForm(forms.Form):
    approval = forms.CharField(
        label=gettext_lazy("审图号"),
        max_length=60,
        help_text=gettext_lazy("照地图上印的填写，如“GS（2024）0650号”；画图时印在图下。"),
    )
    file = forms.FileField(
        label=gettext_lazy("底图文件（GeoJSON）"),
        help_text=gettext_lazy("经纬度的多边形，属性 code 或 adcode 为区划代码，不超过 30 MB。"),
    )

    def clean_file(self):
        found = self.cleaned_data["file"]
        if found.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过 30 MB，请先按省或市拆分。"))
        return found


@requires(SEES, OPERATES)
def maps(request: HttpRequest) -> HttpResponse:
    """All that were loaded, the newest first: of how many regions each is drawn; and the form for another."""
    against = services.reasons_against_role(request.user.organ, request.user, now())
    posted = request.method == "POST"
    if posted and against:
        return not_allowed(request, reverse("overview:maps"))
    form = MapForm(*((request.POST, request.FILES) if posted else ()))
    reasons: list[Reason] = []
    if posted and form.is_valid():
        try:
            made = _load(request, form.cleaned_data)
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            told = {"n": made.outlines.count(), "number": made.approval_number}
            messages.success(request, _("已载入 %(n)d 个区划的界线，%(number)s。") % told)
            return HttpResponseRedirect(reverse("overview:maps"))
    context = {"maps": _maps(), "form": form, "against": against, "reasons": reasons}
    return render(request, "overview/maps.html", context, status=422 if form.is_bound else 200)


def _load(request: HttpRequest, typed: dict) -> BaseMap:
    return services.load_base_map(
        organ=request.user.organ,
        data=typed["file"].read(),
        file_name=typed["file"].name,
        approval_number=typed["approval"],
        by=request.user,
        at=now(),
    )


def _maps() -> list[tuple[BaseMap, int, int]]:
    """Each with how many regions it has, and of how many it is drawn. Two queries."""
    rows = list(RegionOutline.objects.order_by("base_map_id").values_list("region_id", "base_map_id"))
    has, drawn = Counter(map_id for _region, map_id in rows), Counter(dict(rows).values())
    return [(one, has[one.pk], drawn[one.pk]) for one in BaseMap.objects.select_related("file")]


@require_safe
@requires(SEES, OPERATES)
def original(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it was loaded, to be saved. In the ledger: file.open. Http404 where none was kept."""
    row = get_object_or_404(BaseMap.objects.select_related("file__organ"), pk=pk)
    if row.file is None:
        raise Http404
    content = open_original(file=row.file, by=request.user, at=now())
    return FileResponse(
        content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream"
    )
