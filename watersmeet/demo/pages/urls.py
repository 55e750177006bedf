"""The addresses of the demo."""

from django.urls import path

from watersmeet.demo.pages import views

app_name = "demo"
urlpatterns = [
    path("", views.home, name="home"),
    path("post/", views.post, name="post"),
    path("sign-in/", views.sign_in, name="sign_in"),
]
