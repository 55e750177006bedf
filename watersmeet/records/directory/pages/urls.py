"""The addresses of the directory."""

from django.urls import path

from watersmeet.records.directory.pages import alike, answer, intake, looking_back, views

app_name = "directory"
urlpatterns = [
    path("", views.find, name="find"),
    path("find.json", answer.answer, name="answer"),
    path("results/<str:token>/", views.results, name="results"),
    path("service/<uuid:identifier>/", views.service, name="service"),
    path("service/<uuid:identifier>/still-right/", intake.confirm, name="confirm"),
    path("service/<uuid:identifier>/intake/", intake.state_intake, name="state_intake"),
    path("service/<uuid:identifier>/history/", looking_back.history, name="history"),
    path("service/<uuid:identifier>/undo/", looking_back.undo, name="undo"),
    path("services/alike/", alike.alike, name="alike"),
    path("services/alike/merge/", alike.merge, name="merge"),
    path("services/alike/part/", alike.part, name="part"),
    path("services/alike/not-the-same/", alike.not_the_same, name="not_the_same"),
    path("services/ours/", intake.ours, name="ours"),
]
