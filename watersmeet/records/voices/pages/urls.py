"""The addresses of the voices room."""

from django.urls import path

from watersmeet.records.voices.pages import ballots, inquiry_asked, inquiry_keeping, taking_part, talks, votes

app_name = "voices"
urlpatterns = [
    path("proposals/<uuid:proposal>/vote/", ballots.open_one, name="open_ballot"),
    path("ballots/<uuid:ballot>/", ballots.one, name="ballot"),
    path("ballots/<uuid:ballot>/papers/", ballots.papers, name="papers"),
    path("ballots/<uuid:ballot>/type-in/", ballots.type_in, name="type_in"),
    path("talks/", talks.listed, name="talks"),
    path("talks/new/", talks.open_one, name="talk_open"),
    path("talks/<uuid:deliberation>/", talks.one, name="talk"),
    path("talks/<uuid:deliberation>/end/", talks.end, name="talk_end"),
    path("talks/<uuid:deliberation>/<int:statement>/show/", talks.show, name="statement_show"),
    path("talks/<uuid:deliberation>/<int:statement>/out/", talks.take_out, name="statement_out"),
    path("talks/<uuid:deliberation>/<int:statement>/propose/", talks.propose, name="statement_propose"),
    path("part/<slug:code>/", taking_part.take_part, name="take_part"),
    path("part/<slug:code>/say/", taking_part.say, name="part_say"),
    path("part/<slug:code>/anew/", taking_part.anew, name="part_anew"),
    path("vote/", votes.begin, name="vote"),
    path("vote/<slug:code>/", votes.with_paper, name="vote_with"),
    path("asked/<str:code>/", inquiry_asked.begin, name="asked"),
    path("asked/<str:code>/thanks/", inquiry_asked.thanks, name="thanks"),
    path("asked/<str:code>/<str:step>/", inquiry_asked.step, name="asked_step"),
    path("inquiries/", inquiry_keeping.everything, name="inquiries"),
    path("inquiries/new/", inquiry_keeping.new, name="new_inquiry"),
    path("inquiries/<uuid:inquiry>/", inquiry_keeping.show, name="inquiry"),
    path("inquiries/<uuid:inquiry>/change/", inquiry_keeping.change, name="change_inquiry"),
    path("inquiries/<uuid:inquiry>/values/", inquiry_keeping.values, name="inquiry_values"),
    path("inquiries/<uuid:inquiry>/open/", inquiry_keeping.open_wave, name="open_wave"),
    path("waves/<uuid:wave>/close/", inquiry_keeping.close_wave, name="close_wave"),
    path("waves/<uuid:wave>/mine/", inquiry_keeping.mine, name="answer_own"),
    path("waves/<uuid:wave>/enter/", inquiry_keeping.enter, name="enter"),
    path("waves/<uuid:wave>/enter/<str:group>/", inquiry_keeping.enter_paper, name="enter_paper"),
    path("waves/<uuid:wave>/words/", inquiry_keeping.words, name="words"),
    path("waves/<uuid:wave>/<str:group>/", inquiry_keeping.card, name="card"),
]
