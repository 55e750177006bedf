"""The addresses of the directory."""

from django.urls import path

from watersmeet.records.directory.pages import answer, intake, looking_back, on_paper, unmet, views

app_name = "directory"
urlpatterns = [
    path("", views.find, name="find"),
    path("find.json", answer.answer, name="answer"),
    path("results/<str:token>/", views.results, name="results"),
    path("results/<str:token>/paper/", on_paper.found, name="paper"),
    path("offered-by/<uuid:partner>/", on_paper.offered_by, name="offered_by"),
    path("service/<uuid:identifier>/", views.service, name="service"),
    path("service/<uuid:identifier>/still-right/", intake.confirm, name="confirm"),
    path("service/<uuid:identifier>/intake/", intake.state_intake, name="state_intake"),
    path("service/<uuid:identifier>/history/", looking_back.history, name="history"),
    path("service/<uuid:identifier>/undo/", looking_back.undo, name="undo"),
    path("services/not-found/", unmet.unmet, name="unmet"),
    path("services/ours/", intake.ours, name="ours"),
]
