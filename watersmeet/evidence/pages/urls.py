"""The addresses of evidence."""

from django.urls import path

from watersmeet.evidence.pages import views

app_name = "evidence"
urlpatterns = [
    path("", views.home, name="home"),
    path("run/", views.run, name="run"),
]
