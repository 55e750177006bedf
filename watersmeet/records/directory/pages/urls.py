"""The addresses of the directory."""

from django.urls import path

from watersmeet.records.directory.pages import (
    adding,
    answer,
    board,
    intake,
    looking_back,
    mine,
    mistakes,
    on_paper,
    putting_right,
    still,
    unmet,
    views,
)

app_name = "directory"
urlpatterns = [
    path("", views.find, name="find"),
    path("find.json", answer.answer, name="answer"),
    path("results/<str:token>/", views.results, name="results"),
    path("results/<str:token>/paper/", on_paper.found, name="paper"),
    path("offered-by/<uuid:partner>/", on_paper.offered_by, name="offered_by"),
    path("service/<uuid:identifier>/", views.service, name="service"),
    path("service/<uuid:identifier>/still-right/", intake.confirm, name="confirm"),
    path("service/<uuid:identifier>/intake/", intake.state_intake, name="state_intake"),
    path("service/<uuid:identifier>/history/", looking_back.history, name="history"),
    path("service/<uuid:identifier>/undo/", looking_back.undo, name="undo"),
    path("service/<uuid:identifier>/wrong/", mistakes.report, name="report"),
    path("still/<str:token>/", still.still, name="still"),
    path("still/<str:token>/<uuid:identifier>/", still.still_one, name="still_one"),
    path("still/<str:token>/<uuid:identifier>/yes/", still.still_yes, name="still_yes"),
    path("still/<str:token>/<uuid:identifier>/wrong/", still.still_no, name="still_no"),
    path("services/reports/", mistakes.reports, name="reports"),
    path("services/reports/<uuid:report>/settled/", mistakes.settle_report, name="settle_report"),
    path("services/board/", board.board, name="board"),
    path("services/not-found/", unmet.unmet, name="unmet"),
    path("services/ours/", intake.ours, name="ours"),
    path("services/ours/course/<slug:step>/", adding.course, name="add_course"),
    path("service/<uuid:identifier>/listing/", mine.listing, name="listing"),
    path("services/ours/new/", putting_right.add_listing, name="add_listing"),
    path("service/<uuid:identifier>/change/course/", putting_right.change_course, name="change_course"),
    path("service/<uuid:identifier>/change/<slug:group>/", putting_right.change, name="change"),
    path("service/<uuid:identifier>/change/<slug:group>/<slug:item>/", putting_right.change_one, name="change_one"),
    path("service/<uuid:identifier>/dates/<slug:step>/", adding.run, name="add_run"),
    path("service/<uuid:identifier>/places/<uuid:run_id>/", mine.change_places, name="change_places"),
    path("service/<uuid:identifier>/session/<uuid:session_id>/", mine.move_session, name="move_session"),
    path("service/<uuid:identifier>/session/<uuid:session_id>/call-off/", mine.call_off, name="call_off"),
]
