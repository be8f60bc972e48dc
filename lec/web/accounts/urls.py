"""Signing in, for whom one acts, and the people of the organizations below."""

from django.urls import URLPattern, URLResolver, path

from lec.web.accounts import own, people, signing_in

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/code/", signing_in.redeem, name="redeem"),
    path("accounts/forgot/", signing_in.forgot, name="forgot"),
    path("accounts/password/", signing_in.password, name="password"),
    path("accounts/switch/", signing_in.switch, name="switch"),
    path("accounts/continue/", signing_in.kept, name="kept"),
    path("profile/", own.profile, name="profile"),
    path("tokens/", own.tokens, name="tokens"),
    path("tokens/<int:pk>/withdraw/", own.withdraw_token, name="withdraw_token"),
    path("people/", people.people, name="people"),
    path("people/member/<int:pk>/", people.member, name="member"),
    path("people/member/<int:pk>/code/", people.new_code, name="new_code"),
    path("people/member/<int:pk>/end/", people.end, name="end"),
    path("people/member/<int:pk>/activity/", people.activity, name="activity"),
    path("people/member/<int:pk>/rooms/", people.rooms, name="rooms"),
    path("people/<str:code>/", people.people_of, name="people_of"),
    path("people/<str:code>/appoint/", people.appoint, name="appoint"),
    path("people/<str:code>/invite/", people.invite, name="invite"),
    path("people/<str:code>/invite/workbook.xlsx", people.invitation_workbook, name="invitation_workbook"),
]
