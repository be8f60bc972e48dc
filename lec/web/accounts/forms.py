"""Forms about accounts: signing in, passwords and codes, appointments."""

from collections.abc import Sequence
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.accounts.invitations import LARGEST_FILE
from lec.accounts.models import Membership
from lec.accounts.rules import AccountEntry
from lec.actor import Role
from lec.web.dates import DayField

CURRENT = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password"}
NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}

OTHERS = {"autocomplete": "off"}  # of somebody else: the browser must not fill in one's own


def password_field(label: Any, attrs: dict[str, str]) -> forms.CharField:
    """A password as typed: spaces count, and it is never written back into the page."""
    return forms.CharField(label=label, strip=False, widget=forms.PasswordInput(attrs=attrs))


def username_field() -> forms.CharField:
    """A username as people type it: capitals and stray spaces do not count."""
    return forms.CharField(label=gettext_lazy("ชื่อผู้ใช้"), max_length=60, widget=forms.TextInput(attrs=NAME))


class SignIn(LoginForm):
    """Username and password; says how many tries are left before the pause."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = username_field()
        self.fields["password"] = password_field(gettext_lazy("รหัสผ่าน"), CURRENT)

    def clean_login(self) -> str:
        """One spelling a person: else each spelling of a name had tries of its own."""
        return str(self.cleaned_data["login"]).strip().lower()

    def tries_left(self) -> int | None:
        """How many more wrong passwords until the pause; None unless one was wrong just now."""
        failures = getattr(self.request, "axes_failures_since_start", None)
        return None if failures is None else settings.AXES_FAILURE_LIMIT - failures


class NewPassword(forms.Form):
    """A new password, typed twice."""

    password1 = password_field(gettext_lazy("รหัสผ่านใหม่"), NEW)
    password2 = password_field(gettext_lazy("รหัสผ่านใหม่อีกครั้ง"), NEW)

    def clean(self) -> dict[str, Any]:
        """Both must be alike."""
        given = dict(self.cleaned_data)
        if "password2" in given and given.get("password1", given["password2"]) != given["password2"]:
            self.add_error("password2", _("พิมพ์ไม่ตรงกับช่องบน กรุณาพิมพ์รหัสผ่านใหม่ให้เหมือนกันทั้งสองช่อง"))
        return given


class Redeem(NewPassword):
    """The one-time code on the slip, and the password one chooses."""

    username = username_field()
    code = forms.CharField(
        label=gettext_lazy("รหัสใช้ครั้งเดียว"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    field_order = ("username", "code", "password1", "password2")

    def clean_username(self) -> str:
        """As in signing in."""
        return str(self.cleaned_data["username"]).strip().lower()


class MailCode(forms.Form):
    """For whom to mail a one-time code."""

    username = username_field()

    def clean_username(self) -> str:
        """As in signing in."""
        return str(self.cleaned_data["username"]).strip().lower()


class ChangePassword(NewPassword):
    """The present password and a new one."""

    current = password_field(gettext_lazy("รหัสผ่านปัจจุบัน"), CURRENT)
    field_order = ("current", "password1", "password2")


class Reauthenticate(ReauthenticateForm):
    """The password once more, before something that lasts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(gettext_lazy("รหัสผ่าน"), CURRENT)


class Appointment(forms.Form):
    """Who is to serve an organization, from when, by which order. The rules judge; see `put_faults`."""

    role = forms.ChoiceField(label=gettext_lazy("หน้าที่"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("ชื่อ-นามสกุล"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    username = forms.CharField(
        label=gettext_lazy("ชื่อผู้ใช้"), widget=forms.TextInput(attrs=NAME | {"autocomplete": "off"})
    )
    phone = forms.CharField(label=gettext_lazy("โทรศัพท์"), required=False)
    phone_hours = forms.CharField(label=gettext_lazy("เวลาที่ติดต่อได้"), required=False)
    email = forms.CharField(label=gettext_lazy("อีเมล"), required=False)
    order_number = forms.CharField(label=gettext_lazy("เลขที่คำสั่งแต่งตั้ง"), required=False)
    appointed_from = DayField(label=gettext_lazy("ปฏิบัติหน้าที่ตั้งแต่"))
    appointed_to = DayField(label=gettext_lazy("ถึงวันที่"), required=False)

    def __init__(self, roles: Sequence[Role], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Membership._meta.get_field("role").flatchoices)
        self.fields["role"].choices = [(role.value, labels[role.value]) for role in roles]  # type: ignore[attr-defined]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0].value

    def entry(self) -> AccountEntry:
        """As given."""
        given = dict(self.cleaned_data)
        given |= {"role": Role(given["role"]), "username": given["username"].strip().lower()}
        return AccountEntry(**given)


class Workbook(forms.Form):
    """The workbook of invitations, filled in."""

    file = forms.FileField(
        label=gettext_lazy("ไฟล์ที่กรอกแล้ว"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": gettext_lazy("เลือกไฟล์ที่กรอกแล้วก่อน")},
    )

    def clean_file(self) -> Any:
        """Not read if it is too large to be ours."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("ไฟล์ใหญ่เกิน 2 MB ใช้ไฟล์ที่ดาวน์โหลดจากหน้านี้"))
        return file


class Contact(forms.Form):
    """Where one can be reached."""

    phone = forms.CharField(label=gettext_lazy("โทรศัพท์"), required=False)
    phone_hours = forms.CharField(label=gettext_lazy("เวลาที่ติดต่อได้"), required=False)
    email = forms.CharField(label=gettext_lazy("อีเมล"), required=False)
    wants_mail = forms.BooleanField(label=gettext_lazy("ส่งอีเมลเมื่อมีเรื่องใหม่ของหน่วยงานที่รับผิดชอบ"), required=False)


class NewToken(forms.Form):
    """What a token is for, so that one knows later which to withdraw."""

    label = forms.CharField(label=gettext_lazy("ใช้กับโปรแกรมใด"), max_length=60)
