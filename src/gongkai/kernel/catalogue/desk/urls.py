"""Addresses of the catalogue's forms. The face that mounts them adds the lists and the name `catalogue`."""

from django.urls import path

from gongkai.kernel.catalogue.desk import columns, duties, negative, sites

urlpatterns = [
    path("duties/new/", duties.new, name="duty-new"),
    path("duties/load/", duties.load, name="duties-load"),
    path("duties/confirm/", duties.confirm, name="duties-confirm"),
    path("duties/<int:pk>/edit/", duties.edit, name="duty-edit"),
    path("duties/<int:pk>/retire/", duties.retire, name="duty-retire"),
    path("columns/new/<int:site>/", columns.new, name="column-new"),
    path("columns/load/<int:site>/", columns.load, name="columns-load"),
    path("columns/<int:pk>/edit/", columns.edit, name="column-edit"),
    path("columns/<int:pk>/move/", columns.move, name="column-move"),
    path("columns/<int:pk>/close/", columns.close, name="column-close"),
    path("columns/<int:pk>/reopen/", columns.reopen, name="column-reopen"),
    path("sites/new/", sites.new, name="site-new"),
    path("sites/<int:pk>/", sites.edit, name="site-edit"),
    path("negative/", negative.listing, name="negative"),
    path("negative/new/", negative.new, name="negative-new"),
    path("negative/validity/", negative.validity, name="negative-validity"),
    path("negative/registration/", negative.registration, name="negative-registration"),
    path("negative/<int:pk>/edit/", negative.edit, name="negative-edit"),
    path("negative/<int:pk>/retire/", negative.retire, name="negative-retire"),
]
