"""The addresses of asking and following a request. No words stand in any of them."""

from django.urls import path

from watersmeet.records.referrals.pages import (
    ask,
    choosing,
    fairness,
    instead,
    message,
    refer,
    same,
    status,
    takers,
)

app_name = "referrals"
urlpatterns = [
    path("ask/", ask.begin, name="ask"),
    path("ask/clear/", ask.clear, name="clear"),
    path("ask/<slug:step>/", ask.step, name="ask"),
    path("asked/", ask.asked, name="asked"),
    path("refer/", refer.find, name="refer"),
    path("refer/new/", refer.new, name="refer_new"),
    path("refer/<uuid:person>/", refer.person, name="refer_person"),
    path("refer/<uuid:person>/same/", same.same, name="same"),
    path("refer/<uuid:person>/contact/", refer.contact, name="refer_contact"),
    path("refer/<uuid:person>/service/<uuid:to>/", refer.need, {"kind": "service"}, name="refer_service"),
    path("refer/<uuid:person>/partner/<uuid:to>/", refer.need, {"kind": "partner"}, name="refer_partner"),
    path("choose/<uuid:referral>/", choosing.choose, name="choose"),
    path("choose/<uuid:referral>/<uuid:service>/", choosing.choose_one, name="choose_one"),
    path("read/<uuid:referral>/", refer.read, name="read"),
    path("read/<uuid:referral>/done/", refer.done, name="read_done"),
    path("acknowledge/<uuid:referral>/", takers.acknowledge, name="acknowledge"),
    path("takers/", takers.takers, name="takers"),
    path("takers/<uuid:user>/", takers.takers, name="takers"),
    path("fairness/", fairness.fairness, name="fairness"),
    path("back/", status.back, name="back"),
    path("status/<uuid:referral>/", status.status, name="status"),
    path("status/<uuid:referral>/stop/", status.stop, name="status_withdraw"),
    path("status/<uuid:referral>/instead/<uuid:service>/", instead.instead, name="instead"),
    path("status/<uuid:referral>/meeting/<uuid:meeting>/no/", status.choose_not, name="choose_not"),
    path("status/<uuid:referral>/message/", message.write, name="message"),
    path("status/<uuid:referral>/messages/read/", message.read, name="messages_read"),
    path("status/<uuid:referral>/message/<uuid:message>/<uuid:file>/", message.open_file, name="message_file"),
    path("status/<uuid:referral>/got/", status.got, name="got"),
]
