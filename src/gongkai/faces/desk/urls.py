"""Addresses of the desk: its own few pages, and those that the apps bring."""

from django.urls import include, path

from gongkai.faces.desk import views

own = [
    path("", views.home, name="home"),
    path("freshness/", views.freshness, name="freshness"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("language/", views.language, name="language"),
]
urlpatterns = [
    path("", include((own, "desk"))),
    path("requests/mail/", include("gongkai.domains.foi.desk.mail")),
    path("records/", include("gongkai.kernel.records.desk.urls")),
    path("requests/", include("gongkai.domains.foi.desk.urls")),
    path("cases/", include("gongkai.kernel.casework.desk.urls")),
    path("clocks/", include("gongkai.kernel.clocks.desk.urls")),
    path("redactions/", include("gongkai.kernel.redaction.desk.urls")),
    path("letters/", include("gongkai.kernel.letters.desk.urls")),
    path("figures/", include("gongkai.kernel.figures.desk.urls")),
    path("overview/", include("gongkai.oversight.overview.desk.urls")),
    path("collection/", include("gongkai.oversight.collecting.desk.urls")),
    path("reports/", include("gongkai.oversight.reporting.desk.urls")),
    path("catalogue/", include("gongkai.faces.desk.catalogue_urls")),
    path("manage/", include("gongkai.faces.desk.manage.urls")),
]
