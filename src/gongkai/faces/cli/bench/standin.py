"""A stand-in for comparison, measured in the same run on the same rows: a list as it is often written.

It counts all rows, skips to the page by OFFSET, and looks up each row's organ, division, version and drafter
one by one: 45 queries for ten rows with sign-in and navigation, as many as the best public Python system of
this kind needs. It is nobody's product, and it is served to nobody.
"""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from gongkai.faces.urls import urlpatterns as of_the_platform
from gongkai.kernel.records.desk.common import today
from gongkai.kernel.records.selectors import visible

ROWS = 10
ADDRESS = "/desk/stand-in/"
TEMPLATE = """{% extends "ui/desk.html" %}{% block content %}<table class="table">{% for record in page %}<tr>
<td><a href="{% url 'records:detail' record.pk %}">{{ record.title }}</a></td><td>{{ record.index_number }}</td>
<td>{{ record.organ.short_name }}</td><td>{{ record.division.name }}</td><td>{{ record.current.made_on }}</td>
<td>{{ record.created_by.name }}</td><td>{{ record.touched_at|date:'Y-m-d H:i' }}</td>
</tr>{% endfor %}</table>{{ page.number }} / {{ page.paginator.num_pages }}{% endblock %}"""


@login_required
def stand_in(request) -> HttpResponse:
    rows = visible(request.user, today()).order_by("-touched_at", "-id")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return HttpResponse(engines["django"].from_string(TEMPLATE).render({"page": page}, request))


urlpatterns = [path(ADDRESS.lstrip("/"), stand_in), *of_the_platform]
