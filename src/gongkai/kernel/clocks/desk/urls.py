from django.urls import path

from gongkai.kernel.clocks.desk import views

app_name = "clocks"
urlpatterns = [
    path("<int:pk>/", views.explanation_page, name="detail"),
    path("<int:pk>/text/", views.explanation_text, name="text"),
]
