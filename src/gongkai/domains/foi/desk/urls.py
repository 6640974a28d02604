"""Addresses of the request pages on the desk."""

from django.urls import path

from gongkai.domains.foi.desk import (
    agenda,
    answering,
    appeals,
    classifying,
    converting,
    detail,
    handling,
    hearing,
    intake,
    register,
    rehearsal,
    setting,
    signing,
)

app_name = "requests"
urlpatterns = [
    path("", register.listing, name="list"),
    path("export/", register.export, name="export"),
    path("boards/", register.boards, name="boards"),
    path("calendar/", agenda.month, name="agenda"),
    path("new/", intake.new, name="new"),
    path("new/look/", intake.look, name="look"),
    path("rehearsal/", rehearsal.empty, name="rehearsal"),
    path("setting/", setting.setting, name="setting"),
    path("appeals/", appeals.listing, name="appeals"),
    path("appeals/<int:pk>/", appeals.detail, name="appeal"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/rehearsal/", rehearsal.of_request, name="rehearsal-of"),
    path("<int:pk>/registered/", intake.registered, name="registered"),
    path("<int:pk>/receipt/", intake.receipt, name="receipt"),
    path("<int:pk>/similar/", detail.similar, name="similar"),
    path("<int:pk>/unmask/", handling.look_at, name="unmask"),
    path("<int:pk>/classify/", classifying.classify, name="classify"),
    path("<int:pk>/new-code/", handling.new_code, name="new-code"),
    path("<int:pk>/files/<int:file>/", detail.material, name="material"),
    path("<int:pk>/do/<slug:verb>/", handling.act, name="act"),
    path("<int:pk>/answer/", answering.answer, name="answer"),
    path("<int:pk>/answer/check/", answering.check, name="answer-check"),
    path("<int:pk>/answers/<int:number>/", signing.version, name="answer-version"),
    path("<int:pk>/answers/<int:number>/files/<int:given>/", signing.file, name="answer-file"),
    path("<int:pk>/sign/", signing.sign, name="sign"),
    path("<int:pk>/sign/<slug:verb>/", signing.sign_off, name="sign-off"),
    path("<int:pk>/opinion/", hearing.opinion, name="opinion"),
    path("<int:pk>/conferences/<int:number>/", hearing.minutes, name="conference"),
    path("<int:pk>/convert/", converting.convert, name="convert"),
    path("<int:pk>/appeals/new/", appeals.new, name="appeal-new"),
]
