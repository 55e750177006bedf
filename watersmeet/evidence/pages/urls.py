"""The addresses of evidence."""

from django.urls import path

from watersmeet.evidence.pages import inquiry, outside, showing, silo_map, talks, teams, views

app_name = "evidence"
urlpatterns = [
    path("", views.home, name="home"),
    path("run/", views.run, name="run"),
    path("silo/", silo_map.silo, name="silo"),
    path("silo/teams/", teams.ours, name="teams"),
    path("silo/outside/", outside.outside, name="outside"),
    path("silo/show/", showing.show, name="show"),
    path("silo/<uuid:showing>/", showing.shown, name="shown"),
    path("silo/<uuid:showing>/ours/", showing.ours, name="shown_ours"),
    path("silo/<uuid:showing>/take-back/", showing.take_back, name="take_back"),
    path("talk/<slug:code>/", talks.talk, name="talk"),
    path("talk/<slug:code>/<slug:name>.csv", talks.talk_file, name="talk_file"),
    path("inquiry/plan/", inquiry.plan, name="inquiry_plan"),
    path("inquiry/plan/<uuid:inquiry>/", inquiry.plan, name="inquiry_plan_of"),
    path("inquiry/<uuid:wave>/", inquiry.report, name="inquiry"),
]
