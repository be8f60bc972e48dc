"""What one keeps of oneself: where one can be reached, and tokens for one's programs."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.accounts import actions
from lec.accounts.queries import tokens_of
from lec.refusals import Invalid, NotVisible
from lec.web.accounts.forms import Contact, NewToken
from lec.web.acting import PageRequest, acting
from lec.web.faults import put_faults


def profile(request: PageRequest) -> HttpResponse:
    """The own telephone, hours and e-mail; name and roles are the level above's to change."""
    by, user = acting(request), request.user
    held = {name: getattr(user, name) for name in Contact.base_fields}
    form = Contact(request.POST or None, initial=held)
    if form.is_valid():
        try:
            actions.change_contact(**form.cleaned_data, by=by)
            messages.success(request, _("บันทึกที่ติดต่อแล้ว หน่วยงานที่อยู่เหนือและใต้ท่านเห็นทันที"))
            return redirect("accounts:profile")
        except Invalid as refusal:
            put_faults(form, refusal)
    context = {"form": form, "user": user, "memberships": request.memberships}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@reauthentication_required(allow_get=True)
def tokens(request: PageRequest) -> HttpResponse:
    """The own tokens; a new one is shown once, in this answer only."""
    by, token = acting(request), ""
    form = NewToken(request.POST or None)
    if form.is_valid() and request.membership is not None:
        label = form.cleaned_data["label"]
        token = actions.issue_token(membership=request.membership, label=label, by=by)
        form = NewToken()
    context = {"form": form, "tokens": tokens_of(by), "token": token, "membership": request.membership}
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    by = acting(request)
    token = tokens_of(by).filter(pk=pk).first()
    if token is None:
        raise NotVisible
    actions.withdraw_token(token=token, by=by)
    messages.success(request, _("ยกเลิกโทเคน “%(label)s” แล้ว ใช้ไม่ได้ทันที") % {"label": token.label})
    return redirect("accounts:tokens")
