"""The addresses of measures."""

from django.urls import path

from watersmeet.records.outcomes.pages import paper, views

app_name = "outcomes"
urlpatterns = [
    path("measures/<uuid:request_id>/", views.answer, name="answer"),
    path("measures/<uuid:request_id>/paper/", paper.paper, name="paper"),
    path("measures/<uuid:request_id>/thanks/", views.thanks, name="thanks"),
    path("measures/<uuid:request_id>/<slug:slug>/", views.answer, name="answer"),
    path("people/<uuid:person>/measures/", views.course, name="course"),
]
