"""Signing in, for whom one acts, and the people of the organizations below."""

from django.urls import URLPattern, URLResolver, path

from lec.web.accounts import signing_in

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/code/", signing_in.redeem, name="redeem"),
    path("accounts/forgot/", signing_in.forgot, name="forgot"),
    path("accounts/password/", signing_in.password, name="password"),
    path("accounts/switch/", signing_in.switch, name="switch"),
    path("accounts/continue/", signing_in.kept, name="kept"),
]
