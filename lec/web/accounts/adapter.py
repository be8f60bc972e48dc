"""How allauth speaks and behaves here: in our words, without sign-up, and behind our proxies."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Adapter(DefaultAccountAdapter):
    """No sentence tells whether a username exists (letter §3: accounts are handed out by the level above)."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"),
        "too_many_login_attempts": gettext_lazy(
            "มีการลองเข้าสู่ระบบหลายครั้งเกินไป กรุณารอ 15 นาทีแล้วลองใหม่ หรือขอรหัสใช้ครั้งเดียวจากผู้ดูแลบัญชี"
        ),
        "incorrect_password": gettext_lazy("รหัสผ่านไม่ถูกต้อง"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The level above appoints; nobody signs up."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own notes are left unsaid; the pages say theirs."""

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Only who knows the password learns that the account is closed."""
        words = _("บัญชีนี้ถูกระงับการใช้งาน กรุณาติดต่อผู้ดูแลบัญชีในหน่วยงานที่เหนือขึ้นไป")
        messages.error(request, words)
        return redirect("account_login")


def client_ip(request: HttpRequest) -> str:
    """Whom axes locks out is whom allauth counts: the client before our own proxies (LEC_PROXIES)."""
    return str(Adapter(request).get_client_ip(request))
