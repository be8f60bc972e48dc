"""The doors of allauth that have a page of ours; all its others stay shut."""

from allauth.account import views
from django.urls import URLPattern, URLResolver, path

from lec.web.accounts.signing_in import SignInView

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", SignInView.as_view(), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
]
