"""The addresses of evidence."""

from django.urls import path

from watersmeet.evidence.pages import inquiry, talks, views

app_name = "evidence"
urlpatterns = [
    path("", views.home, name="home"),
    path("run/", views.run, name="run"),
    path("talk/<slug:code>/", talks.talk, name="talk"),
    path("talk/<slug:code>/<slug:name>.csv", talks.talk_file, name="talk_file"),
    path("inquiry/plan/", inquiry.plan, name="inquiry_plan"),
    path("inquiry/<uuid:wave>/", inquiry.report, name="inquiry"),
]
