"""Addresses of the collection on the desk."""

from django.urls import path

from gongkai.oversight.collecting.desk import entering, overview, report, sums, years

app_name = "collection"
urlpatterns = [
    path("", overview.year_page, name="year"),
    path("export/", overview.export, name="export"),
    path("reminders/", overview.reminders, name="reminders"),
    path("new/", entering.new, name="new"),
    path("new/whose/", entering.whose, name="whose"),
    path("sums/", sums.sums_page, name="sums"),
    path("sums/cell/", sums.cell_page, name="cell"),
    path("sums/export/", sums.export, name="sums-export"),
    path("years/", years.years_page, name="years"),
    path("organs/<int:organ>/<int:year>/", report.report_page, name="report"),
    path("files/<int:file>/", report.original, name="file"),
]
