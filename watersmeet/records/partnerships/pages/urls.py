"""The addresses of the partnerships room."""

from django.urls import path

from watersmeet.records.partnerships.pages import colleagues

app_name = "partnerships"
urlpatterns = [
    path("colleagues/", colleagues.everybody, name="colleagues"),
    path("colleagues/<uuid:membership>/phone/", colleagues.reset_second, name="reset_second"),
]
