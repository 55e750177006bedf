"""The addresses of signposts."""

from django.urls import path

from watersmeet.records.plans.pages import signposts

app_name = "plans"
urlpatterns = [
    path("signpost/", signposts.note, name="signpost"),
    path("signpost/<uuid:signpost>/", signposts.noted, name="signpost_noted"),
    path("signpost/<uuid:signpost>/undo/", signposts.undo, name="signpost_undo"),
    path("signposts/", signposts.counts, name="signposts"),
]
