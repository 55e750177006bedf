"""The addresses of links."""

from django.urls import path

from watersmeet.accounts.pages import views

app_name = "accounts"
urlpatterns = [
    path("l/close/", views.close_link, name="link_close"),
    path("l/<str:token>/", views.landing, name="link"),
    path("l/<str:token>/open/", views.open_link, name="link_open"),
]
