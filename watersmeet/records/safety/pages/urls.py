"""The addresses of safety."""

from django.urls import path

from watersmeet.records.safety.pages import alerts, cover

app_name = "safety"
urlpatterns = [
    path("on-call/", cover.cover, name="cover"),
    path("on-call/offer/", cover.offer, name="offer"),
    path("on-call/practice/", cover.practise, name="practise"),
    path("on-call/seats/<uuid:seat>/", cover.answer, name="answer"),
    path("on-call/seats/<uuid:seat>/pass-on/", cover.pass_on, name="pass_on"),
    path("on-call/shifts/<uuid:shift>/ask/<str:rank>/", cover.ask, name="ask"),
    path("on-call/shifts/<uuid:shift>/take-back/", cover.take_back, name="take_back"),
    path("alerts/<uuid:call>/", alerts.alert, name="alert"),
    path("alerts/<uuid:call>/have-it/", alerts.acknowledge, name="acknowledge"),
    path("alerts/<uuid:call>/done/", alerts.act, name="act"),
    path("alerts/<uuid:call>/hand-on/", alerts.hand_on, name="hand_on"),
    path("alerts/<uuid:call>/close/", alerts.close, name="close"),
]
