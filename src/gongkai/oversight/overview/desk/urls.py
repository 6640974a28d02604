"""Addresses of the dashboards on the desk."""

from django.urls import path

from gongkai.oversight.overview.desk import maps, views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("briefing/", views.briefing, name="briefing"),
    path("maps/", maps.maps, name="maps"),
    path("maps/<int:pk>/file/", maps.original, name="map-file"),
]
