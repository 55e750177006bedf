"""The addresses of calendars."""

from django.urls import path

from watersmeet.exchange.calendar import views

app_name = "calendar"
urlpatterns = [path("course/<uuid:identifier>.ics", views.course, name="course")]
