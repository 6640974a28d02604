from django.urls import path

from gongkai.kernel.figures.desk import closing, entering, views

app_name = "figures"
urlpatterns = [
    path("", views.listing, name="list"),
    path("of/<str:figure>/", views.figure_page, name="detail"),
    path("of/<str:figure>/rows/", views.rows_page, name="rows"),
    path("of/<str:figure>/export/", views.export, name="export"),
    path("acts/new/", entering.new_act, name="act-new"),
    path("acts/<int:pk>/", entering.act_page, name="act"),
    path("stated/", entering.stated_page, name="stated"),
    path("closings/", closing.closings_page, name="closings"),
    path("closing/", closing.closing_page, name="closing"),
    path("closing/sheet/", closing.sheet_page, name="sheet"),
    path("closing/close/", closing.close, name="close"),
    path("closing/name/", closing.name, name="name-correction"),
]
