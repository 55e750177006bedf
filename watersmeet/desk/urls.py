"""The addresses of the desk."""

from django.urls import path

from watersmeet.desk import (
    alone,
    anew,
    assigning,
    call,
    csv_file,
    errand,
    handover,
    home,
    message,
    paper,
    paper_forms,
    person,
    presence,
    question,
    story,
)

app_name = "desk"
urlpatterns = [
    path("work/", home.home, name="home"),
    path("people/<uuid:person>/", person.person, name="person"),
    path("work/away/", presence.away, name="away"),
    path("work/away/<uuid:absence>/back/", presence.back, name="back"),
    path("work/intake/", presence.intake, name="intake"),
    path("work/intake/<uuid:pause>/resume/", presence.resume, name="resume"),
    path("work/team/", presence.team, name="team"),
    path("work/call/<uuid:call>/", call.call, name="call"),
    path("paper-forms/", paper_forms.paper_forms, name="paper_forms"),
    path("work/list.csv", csv_file.download, name="csv"),
    path("work/<uuid:referral>/", story.story, name="story"),
    path("work/<uuid:referral>/seen/", story.outcome_seen, name="outcome_seen"),
    path("work/<uuid:referral>/question/", question.question, name="question"),
    path("work/<uuid:referral>/who/", assigning.assign, name="assign"),
    path("work/<uuid:referral>/link/", story.link_again, name="link_again"),
    path("work/<uuid:referral>/handover/", handover.plan, name="hand_over"),
    path("work/<uuid:referral>/handover/<uuid:meeting>/", handover.settle, name="settle_handover"),
    path("work/<uuid:referral>/again/", anew.re_offer, name="re_offer"),
    path("work/<uuid:referral>/where/", anew.where, name="where"),
    path("work/<uuid:referral>/alone/", alone.alone, name="alone"),
    path("work/<uuid:referral>/letter/", paper.letter, name="letter"),
    path("work/<uuid:referral>/gp/", paper.gp, name="gp"),
    path("work/<uuid:referral>/gp/<uuid:surgery>/", paper.gp_yes, name="gp_yes"),
    path("work/<uuid:referral>/summary/", paper.paste, name="paste"),
    path("work/<uuid:referral>/errand/<uuid:errand>/", errand.errand, name="errand"),
    path("work/<uuid:referral>/message/", message.write, name="message"),
    path("work/<uuid:referral>/messages/read/", message.read, name="messages_read"),
    path("work/<uuid:referral>/message/<uuid:message>/<uuid:file>/", message.open_file, name="message_file"),
    path("work/<uuid:referral>/<slug:to>/", story.move, name="move"),
]
