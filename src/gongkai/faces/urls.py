"""Root addresses of the platform. Views live with their app; this file only joins them."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("gongkai.faces.desk.urls")),
    path("api/v1/", include("gongkai.faces.openapi.urls")),
    path("", include("gongkai.domains.foi.portal.urls")),
    path("", include("gongkai.faces.portal.urls")),
]
