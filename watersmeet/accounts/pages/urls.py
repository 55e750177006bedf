"""The addresses of links and of passes."""

from django.urls import path

from watersmeet.accounts.pages import closed, passes, views

app_name = "accounts"
urlpatterns = [
    path("passes/", passes.everything, name="passes"),
    path("passes/<uuid:identifier>/end/", passes.end, name="pass_end"),
    path("leave/", views.leave, name="leave"),
    path("l/close/", views.close_link, name="link_close"),
    path("l/again/", closed.open_again, name="open_again"),
    path("l/<str:token>/", views.landing, name="link"),
    path("l/<str:token>/code/", views.ask_code, name="link_code"),
    path("l/<str:token>/open/", views.open_link, name="link_open"),
]
