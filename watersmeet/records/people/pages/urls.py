"""The addresses of sharing."""

from django.urls import path

from watersmeet.records.people.pages import sharing

app_name = "people"
urlpatterns = [
    path("sharing/", sharing.sharing, name="sharing"),
    path("sharing/<uuid:receiver>/stop/", sharing.stop, name="stop_sharing"),
    path("sharing/<uuid:receiver>/stopped/", sharing.stopped, name="stopped_sharing"),
]
