"""Signing in, being locked out, the one-time code, and for whom one acts."""

from typing import Any, cast

from allauth.account.views import LoginView
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lec.accounts import actions
from lec.accounts.queries import actor_of, locked_until, nobody
from lec.refusals import Invalid
from lec.rounds.queries import current_round
from lec.web.accounts.adapter import client_ip
from lec.web.accounts.forms import ChangePassword, MailCode, Redeem
from lec.web.acting import SESSION_KEY, PageRequest, acting
from lec.web.faults import put_faults
from lec.web.frame import role_label
from lec.web.onward import asked_for
from lec.web.rounds.drawn import coming
from lec.web.sessions import ENDED, KEPT, kept_form

FIELDS = {"password": "password1"}


class SignInView(LoginView):
    """allauth's, beside the round and its due dates."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        round = current_round(self.request.arrived_at)
        if "other" in self.request.GET:
            self.request.session.flush()
        return super().get_context_data(**context) | {
            "coming": coming(round, self.request.arrived_at) if round else None,
            "ended": self.request.session.get(ENDED),
            "next": asked_for(self.request, ""),
            "pause": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        }


def locked_out(request: HttpRequest, response: object, credentials: dict[str, Any] | None) -> HttpResponse:
    """Too many wrong passwords: until when, and who can help sooner."""
    username = (credentials or {}).get("username") or ""
    until = locked_until(username, client_ip(request), settings.AXES_COOLOFF_TIME)
    return render(request, "accounts/locked_out.html", {"until": until}, status=429)


@rate_limit(action="redeem")
def redeem(request: HttpRequest) -> HttpResponse:
    """The first password, or a new one, with the code from the slip."""
    form = Redeem(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.redeem_code(
                username=given["username"],
                code=given["code"],
                password=given["password1"],
                by=nobody(request.arrived_at),  # type: ignore[attr-defined]
            )
            messages.success(request, _("ตั้งรหัสผ่านแล้ว เข้าสู่ระบบด้วยรหัสผ่านใหม่ได้เลย"))
            return redirect("account_login")
        except Invalid as refusal:
            put_faults(form, refusal, FIELDS)
    return render(request, "accounts/redeem.html", {"form": form}, status=422 if form.errors else 200)


@rate_limit(action="mail_code")
def forgot(request: HttpRequest) -> HttpResponse:
    """The ways to a new password: a code by e-mail for who gave an address, else from the level above."""
    form = MailCode(request.POST or None)
    if settings.EMAIL_SENDS and form.is_valid():
        page = request.build_absolute_uri(reverse("accounts:redeem"))
        by = nobody(request.arrived_at)  # type: ignore[attr-defined]
        actions.mail_code(username=form.cleaned_data["username"], page=page, by=by)
        messages.info(request, _("ถ้าบัญชีนี้มีอีเมลในระบบ รหัสใช้ครั้งเดียวกำลังส่งไปแล้ว ใช้ได้ 1 ชั่วโมง"))
        return redirect("accounts:redeem")
    context = {"form": form, "sends": settings.EMAIL_SENDS}
    return render(request, "accounts/forgot.html", context, status=422 if form.errors else 200)


@rate_limit(action="change_password")
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password, knowing the present one."""
    form = ChangePassword(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            user = actions.change_password(
                current=given["current"], password=given["password1"], by=acting(request)
            )
            update_session_auth_hash(request, user)
            messages.success(request, _("เปลี่ยนรหัสผ่านแล้ว ครั้งต่อไปใช้รหัสผ่านใหม่"))
            return redirect("home")
        except Invalid as refusal:
            put_faults(form, refusal, FIELDS)
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


def switch(request: HttpRequest) -> HttpResponse:
    """For which of several organizations one acts from now on."""
    page = cast(PageRequest, request)
    memberships = page.memberships
    if request.method == "POST":
        chosen = next((m for m in memberships if str(m.pk) == request.POST.get("membership")), None)
        if chosen is not None:
            request.session[SESSION_KEY] = chosen.pk
            return redirect(asked_for(request))
    context = {
        "memberships": memberships,
        "roles": {m.pk: role_label(actor_of(m, page.arrived_at)) for m in memberships},
        "now": page.membership,
        "next": asked_for(request),
    }
    return render(request, "accounts/switch.html", context)


def kept(request: HttpRequest) -> HttpResponse:
    """The form that came after the session had ended: send it again, or throw it away."""
    form = kept_form(request)
    if form is None or request.method == "POST":
        request.session.pop(KEPT, None)
        return redirect("home")
    request.session.setdefault(SESSION_KEY, form["membership"])
    return render(request, "accounts/kept.html", {"kept": form})
