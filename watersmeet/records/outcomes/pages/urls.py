"""The addresses of measures."""

from django.urls import path

from watersmeet.records.outcomes.pages import agreeing, licensed, own, paper, printed, views

app_name = "outcomes"
urlpatterns = [
    path("measures/<uuid:request_id>/", views.answer, name="answer"),
    path("measures/papers/", printed.papers, name="papers"),
    path("measures/<uuid:request_id>/print/", printed.printed, name="print"),
    path("measures/<uuid:request_id>/paper/", paper.paper, name="paper"),
    path("measures/<uuid:request_id>/thanks/", views.thanks, name="thanks"),
    path("measures/<uuid:request_id>/<slug:slug>/", views.answer, name="answer"),
    path("licensed-questions/", licensed.listed, name="licensed"),
    path("licensed-questions/<slug:code>/", licensed.words, name="words"),
    path("licensed-questions/<slug:code>/end/", licensed.end, name="end_words"),
    path("own-questions/", own.listed, name="own"),
    path("own-questions/new/", own.bring, name="bring"),
    path("own-questions/<uuid:own_id>/withdraw/", own.withdraw, name="withdraw"),
    path("clinical-owner/", agreeing.listed, name="agreeing"),
    path("clinical-owner/<uuid:subject>/", agreeing.one, name="agree"),
    path("people/<uuid:person>/measures/", views.course, name="course"),
]
