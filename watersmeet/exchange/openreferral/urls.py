"""The addresses of the directory API; each answers with and without its last slash."""

from django.urls import path

from watersmeet.exchange.openreferral import views

app_name = "openreferral"
urlpatterns = [
    path("", views.root, name="root"),
    path("services", views.services, name="services"),
    path("services/", views.services),
    path("services/<str:identifier>", views.service, name="service"),
    path("services/<str:identifier>/", views.service),
]
