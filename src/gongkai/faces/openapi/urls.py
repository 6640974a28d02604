"""Addresses of this face."""

from django.urls import path

from gongkai.faces.openapi import views

app_name = "openapi"
urlpatterns = [
    path("openapi.json", views.schema, name="schema"),
    path("records", views.records, name="records"),
    path("records/<path:index_number>", views.record, name="record"),
    path("drafts", views.drafts, name="drafts"),
    path("", views.unknown),
    path("<path:rest>", views.unknown),
]
