"""The addresses of evidence."""

from django.urls import path

from watersmeet.evidence.pages import inquiry, views

app_name = "evidence"
urlpatterns = [
    path("", views.home, name="home"),
    path("run/", views.run, name="run"),
    path("inquiry/plan/", inquiry.plan, name="inquiry_plan"),
    path("inquiry/<uuid:wave>/", inquiry.report, name="inquiry"),
]
