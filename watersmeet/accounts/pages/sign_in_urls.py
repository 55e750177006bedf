"""The pages of allauth that are used here. A page without a line here has no address."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from django.urls import path, re_path

from watersmeet.accounts.pages import second_factor
from watersmeet.accounts.pages.views import sign_out

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("phone/", second_factor.set_up, name="account_second_factor_set_up"),
    path("mine/", second_factor.mine, name="account_mine"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
