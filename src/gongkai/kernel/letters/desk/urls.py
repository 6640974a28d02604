"""Addresses of letters on the desk."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from gongkai.kernel.letters.desk import acts, editing, letters, setting, texts


class VerbConverter(StringConverter):
    regex = "approve|print|seal|send|resend|serve|return|cancel"


register_converter(VerbConverter, "letter_verb")

app_name = "letters"
urlpatterns = [
    path("", letters.listing, name="list"),
    path("texts/", texts.listing, name="texts"),
    path("texts/new/", texts.new, name="text-new"),
    path("texts/preview/", texts.preview, name="text-preview"),
    path("texts/compare/<int:older>/<int:newer>/", texts.compared, name="text-compare"),
    path("texts/<slug:code>/", texts.detail, name="text"),
    path("texts/<slug:code>/edit/", texts.edit, name="text-edit"),
    path("setting/", setting.setting, name="setting"),
    path("<int:pk>/", letters.detail, name="detail"),
    path("<int:pk>/files/<slug:which>/", letters.file, name="file"),
    path("<int:pk>/revise/", editing.revise, name="revise"),
    path("<int:pk>/replace/", editing.replace, name="replace"),
    path("<int:pk>/<letter_verb:verb>/", acts.act, name="act"),
]
