"""Addresses of this face. Whatever nobody else answers is looked for in the site tree."""

from django.urls import path

from gongkai.faces.portal import search, views

app_name = "portal"
urlpatterns = [
    path("search", search.page, name="search"),
    path("healthz", views.healthz, name="healthz"),
    path("", views.tree, name="home"),
    path("<path:path>", views.tree, name="tree"),
]
