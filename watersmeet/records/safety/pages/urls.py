"""The addresses of safety."""

from django.urls import path

from watersmeet.records.safety.pages import alerts, concerns, cover, phone, worried

app_name = "safety"
urlpatterns = [
    path("on-call/", cover.cover, name="cover"),
    path("on-call/phone/", phone.phone, name="phone"),
    path("on-call/phone/forget/", phone.forget, name="forget_phone"),
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
    path("concerns/", concerns.home, name="concerns"),
    path("concerns/write/", worried.write, name="write_concern"),
    path("concerns/write/<uuid:person>/", worried.write, name="write_concern_about"),
    path("concerns/mine/", worried.own, name="own_concerns"),
    path("concerns/by-reference/<uuid:concern>/", concerns.heard, name="heard"),
    path("concerns/<uuid:concern>/", concerns.concern, name="concern"),
    path("concerns/<uuid:concern>/have-it/", concerns.take, name="take_concern"),
    path("concerns/<uuid:concern>/done/", concerns.act, name="act_on_concern"),
    path("concerns/<uuid:concern>/council/", concerns.refer, name="refer_concern"),
    path("concerns/<uuid:concern>/answer/", concerns.answer, name="concern_answered"),
    path("concerns/<uuid:concern>/no-council/", concerns.no_council, name="concern_not_referred"),
    path("concerns/<uuid:concern>/close/", concerns.close, name="close_concern"),
    path("concerns/<uuid:concern>/hand-on/", concerns.hand_on, name="hand_on_concern"),
    path("concerns/<uuid:concern>/part/", concerns.part, name="concern_part"),
    path("concerns/<uuid:concern>/staff/", concerns.staff, name="concern_staff"),
    path("concerns/<uuid:concern>/copy/", concerns.copy, name="concern_copy"),
    path("worried/", worried.start, name="worried"),
    path("worried/write/", worried.say, name="worried_say"),
]
