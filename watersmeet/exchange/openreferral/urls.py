"""The addresses of the directory API; each answers with and without its last slash."""

from django.urls import path, re_path

from watersmeet.exchange.openreferral import views

app_name = "openreferral"
urlpatterns = [
    path("", views.root, name="root"),
    re_path(r"^services/?$", views.services, name="services"),
    re_path(r"^services/(?P<identifier>[^/]+)/?$", views.service, name="service"),
]
