"""Addresses of the dashboards on the desk."""

from django.urls import path

from gongkai.oversight.overview.desk import views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("briefing/", views.briefing, name="briefing"),
]
