"""Addresses of the redaction pages."""

from django.urls import path

from gongkai.kernel.redaction.desk import views

app_name = "redaction"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.editor, name="editor"),
    path("<int:pk>/pages/<int:number>.jpg", views.picture, name="picture"),
    path("<int:pk>/find/", views.find, name="find"),
    path("<int:pk>/propose/", views.propose, name="propose"),
    path("<int:pk>/burn/", views.burn, name="burn"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/revise/", views.revise, name="revise"),
    path("<int:pk>/download/", views.download, name="download"),
]
