"""Public addresses of requests. No personal data ever stands in one."""

from django.urls import path

from gongkai.domains.foi.portal import apply, downloads, guide, lost, progress

app_name = "foi_portal"
urlpatterns = [
    path("apply/", apply.choose, name="choose"),
    path("apply/guide", guide.page, name="guide"),
    path("apply/resume/", apply.resume, name="resume"),
    path("apply/<slug:code>/", apply.form, name="apply"),
    path("apply/<slug:code>/known/", apply.known, name="known"),
    path("apply/<slug:code>/form.<slug:kind>", guide.paper, name="paper"),
    path("progress/", progress.enter, name="progress"),
    path("progress/lost/", lost.page_of_lost, name="lost"),
    path("progress/request/", progress.show, name="request"),
    path("progress/request/act/", progress.act, name="act"),
    path("progress/request/letter/<int:pk>/", downloads.letter, name="letter"),
    path("progress/request/file/<int:pk>/", downloads.file, name="file"),
    path("progress/leave/", progress.leave, name="leave"),
]
