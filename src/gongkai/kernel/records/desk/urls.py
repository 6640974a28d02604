"""Addresses of the record pages on the desk."""

from django.urls import path

from gongkai.kernel.records.desk import (
    acts,
    arriving,
    chains,
    detail,
    editing,
    erasing,
    planning,
    register,
    reviewing,
)

app_name = "records"
urlpatterns = [
    path("", register.record_list, name="list"),
    path("views/", register.save_view, name="save-view"),
    path("views/<int:pk>/drop/", register.drop_view, name="drop-view"),
    path("calendar/", planning.month, name="calendar"),
    path("chains/", chains.chains_page, name="chains"),
    path("chains/choose/", chains.choose, name="chain-choose"),
    path("chains/new/", chains.define, name="chain-new"),
    path("chains/<slug:code>/", chains.define, name="chain-edit"),
    path("new/", editing.new, name="new"),
    path("files/<int:pk>/", detail.file, name="file"),
    path("imports/", arriving.run_list, name="imports"),
    path("imports/<int:pk>/", arriving.run_page, name="import-run"),
    path("imports/<int:pk>/take-over/", arriving.take_over_run, name="import-take-over"),
    path("imports/<int:pk>/<int:item>/", arriving.item, name="import-item"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/history/", detail.history, name="history"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/compare/", detail.compare_versions, name="compare"),
    path("<int:pk>/preview/<int:number>/", detail.preview, name="preview"),
    path("<int:pk>/review/", reviewing.review_page, name="review"),
    path("<int:pk>/submit/", acts.submit, name="submit"),
    path("<int:pk>/sign/", acts.sign, name="sign"),
    path("<int:pk>/send-back/", acts.send_back, name="send-back"),
    path("<int:pk>/take-back/", acts.take_back, name="take-back"),
    path("<int:pk>/publish/", acts.publish, name="publish"),
    path("<int:pk>/schedule/", acts.schedule, name="schedule"),
    path("<int:pk>/unschedule/", acts.unschedule, name="unschedule"),
    path("<int:pk>/withdraw/", acts.withdraw, name="withdraw"),
    path("<int:pk>/release-reason/", acts.release_reason, name="release-reason"),
    path("<int:pk>/reassess/", acts.reassess, name="reassess"),
    path("<int:pk>/accept-file/", acts.accept_file, name="accept-file"),
    path("<int:pk>/erase/", erasing.erase, name="erase"),
    path("<int:pk>/cancel/", acts.cancel, name="cancel"),
]
