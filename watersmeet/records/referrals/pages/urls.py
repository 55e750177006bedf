"""The addresses of asking and following a request. No words stand in any of them."""

from django.urls import path

from watersmeet.records.referrals.pages import ask, status

app_name = "referrals"
urlpatterns = [
    path("ask/", ask.begin, name="ask"),
    path("ask/clear/", ask.clear, name="clear"),
    path("ask/<slug:step>/", ask.step, name="ask"),
    path("asked/", ask.asked, name="asked"),
    path("back/", status.back, name="back"),
    path("status/<uuid:referral>/", status.status, name="status"),
    path("status/<uuid:referral>/stop/", status.stop, name="status_withdraw"),
    path("status/<uuid:referral>/got/", status.got, name="got"),
]
