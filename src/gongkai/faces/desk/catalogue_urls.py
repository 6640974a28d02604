"""Addresses of the catalogue on the desk, under one name.

The lists that count public records stand in the room of the records, which lies above the catalogue; the
forms stand in the catalogue itself. They meet here.
"""

from django.urls import path

from gongkai.kernel.catalogue.desk.urls import urlpatterns as forms
from gongkai.kernel.records.desk import duties

app_name = "catalogue"
urlpatterns = [
    path("duties/", duties.duties_page, name="duties"),
    path("duties/<int:pk>/", duties.duty_page, name="duty"),
    path("columns/", duties.columns_page, name="columns"),
    path("withheld/", duties.withheld_page, name="withheld"),
    *forms,
]
