"""Addresses of this face."""

from django.urls import path

from gongkai.faces.openapi import views
from gongkai.faces.openapi.figures import views as figures
from gongkai.faces.openapi.reports import views as reports
from gongkai.faces.openapi.requests import views as requests

app_name = "openapi"
urlpatterns = [
    path("openapi.json", views.schema, name="schema"),
    path("records", views.records, name="records"),
    path("records/<path:index_number>", views.record, name="record"),
    path("drafts", views.drafts, name="drafts"),
    path("requests", requests.requests, name="requests"),
    path("requests/events", requests.events, name="request-events"),
    path("requests/<int:pk>", requests.request, name="request"),
    path("reports", reports.reports, name="reports"),
    path("reports/<str:organ>/<int:year>", reports.report, name="report"),
    path("figures", figures.figures, name="figures"),
    path("figures/<str:code>", figures.figure, name="figure"),
    path("", views.unknown),
    path("<path:rest>", views.unknown),
]
