"""Addresses of the pages of annual reports on the desk."""

from django.urls import path

from gongkai.oversight.reporting.desk import acts, cells, editing, listing, pages, stating

app_name = "reports"
urlpatterns = [
    path("", listing.listing, name="list"),
    path("open/", listing.open_one, name="open"),
    path("<int:pk>/", pages.detail, name="detail"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/edit/look/", editing.look, name="look"),
    path("<int:pk>/tables/", pages.tables, name="tables"),
    path("<int:pk>/checks/", pages.checks, name="checks"),
    path("<int:pk>/versions/", pages.versions, name="versions"),
    path("<int:pk>/preview/", pages.preview, name="preview"),
    path("<int:pk>/download/<slug:which>/", pages.download, name="download"),
    path("<int:pk>/cells/<str:cell>/", cells.rows_of, name="cell"),
    path("<int:pk>/state/<str:cell>/", stating.state, name="state"),
    path("<int:pk>/draft/", acts.draft, name="draft"),
    path("<int:pk>/submit/", acts.submit, name="submit"),
    path("<int:pk>/take-over/", acts.take_over, name="take-over"),
    path("<int:pk>/earlier/", acts.earlier, name="earlier"),
    path("<int:pk>/earlier/file/", pages.earlier_file, name="earlier-file"),
]
