"""The addresses of the voices room."""

from django.urls import path

from watersmeet.records.voices.pages import ballots, votes

app_name = "voices"
urlpatterns = [
    path("proposals/<uuid:proposal>/vote/", ballots.open_one, name="open_ballot"),
    path("ballots/<uuid:ballot>/", ballots.one, name="ballot"),
    path("ballots/<uuid:ballot>/papers/", ballots.papers, name="papers"),
    path("ballots/<uuid:ballot>/type-in/", ballots.type_in, name="type_in"),
    path("vote/", votes.begin, name="vote"),
    path("vote/<slug:code>/", votes.with_paper, name="vote_with"),
]
