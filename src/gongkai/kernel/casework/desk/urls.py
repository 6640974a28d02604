"""Addresses of the pages of cases on the desk."""

from django.urls import path

from gongkai.kernel.casework.desk import views

app_name = "cases"
urlpatterns = [
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/remind/", views.remind, name="remind"),
    path("<int:pk>/do/<slug:verb>/", views.act, name="act"),
    path("copies/<int:pk>/read/", views.read, name="read"),
]
