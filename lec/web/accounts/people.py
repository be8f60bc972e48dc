"""People: who serves an organization, appointing and ending, one by one or by a workbook (letter §3)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.accounts import actions, invitations
from lec.accounts.actions import Invitation, Slip
from lec.accounts.models import Membership
from lec.accounts.queries import (
    by_staffing,
    free_usernames,
    membership_for,
    memberships_for,
    officers_of,
    unstaffed,
)
from lec.accounts.rules import may_keep_account
from lec.actor import Actor, Role
from lec.organizations.models import Level, Organization
from lec.organizations.queries import children, matching, organizations_for
from lec.refusals import Fault, Invalid, NotVisible
from lec.students.actions import assign_rooms
from lec.students.queries import academic_year, classrooms, rooms_taught_by
from lec.web.accounts.forms import Appointment, Workbook
from lec.web.acting import acting, acting_organization, round_now
from lec.web.dates import typed
from lec.web.faults import put_faults

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def people(request: HttpRequest) -> HttpResponse:
    """Who serves the own organization, and whether those below have somebody."""
    return _page(request, acting_organization(request))


def people_of(request: HttpRequest, code: str) -> HttpResponse:
    """The same of an organization below."""
    return _page(request, _visible(acting(request), code))


def _page(request: HttpRequest, organization: Organization) -> HttpResponse:
    by, query = acting(request), request.GET.get("q", "").strip()
    below = by_staffing(children(by, organization), by.today)
    page = Paginator(matching(below, text=query), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organization": organization,
        "mine": organization.pk == by.organization_id,
        "members": list(memberships_for(by, organization)),
        "roles": _roles(by, organization),
        "page": page,
        "below": below.count(),
        "unstaffed": unstaffed(children(by, organization), by.today).count(),
        "officers": officers_of([o.pk for o in page], by.today),
        "query": query,
        "carried": urlencode({"q": query}) if query else "",
        "today": by.today,
    }
    return render(request, "accounts/people.html", context)


def appoint(request: HttpRequest, code: str) -> HttpResponse:
    """Give somebody a role; a new account's code is shown once, on a slip."""
    by = acting(request)
    organization = _visible(by, code)
    roles = _roles(by, organization)
    form = Appointment(roles, request.POST or None, initial={"appointed_from": typed(by.today)})
    if form.is_valid():
        try:
            invited = Invitation(organization, form.entry())
            slips = actions.appoint_all(invitations=[invited], by=by)
            if slips[0].code:
                return _slips(request, slips)
            messages.success(
                request,
                _("แต่งตั้ง %(name)s แล้ว ใช้บัญชีและรหัสผ่านเดิมได้เลย") % {"name": slips[0].membership.user.name},
            )
            return redirect("accounts:people_of", code)
        except Invalid as refusal:
            put_faults(form, refusal)
    context = {"form": form, "organization": organization, "roles": roles}
    return render(request, "accounts/appoint.html", context, status=422 if form.errors else 200)


def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One role of somebody: what is known, and what may be done about it."""
    by = acting(request)
    membership = _membership(by, pk)
    teaches = membership.role == Role.TEACHER
    year = academic_year(by.at, round_now(request))
    context = {
        "membership": membership,
        "standing": membership.appointed_to is None or membership.appointed_to >= by.today,
        "may_keep": may_keep_account(by, membership.organization.path, Role(membership.role)),
        "may_assign": teaches and membership.organization_id == by.organization_id,
        "rooms": classrooms(by, membership.organization, None, year) if teaches else [],
        "taught": rooms_taught_by(membership),
        "own": membership.user_id == by.user_id,
    }
    return render(request, "accounts/member.html", context)


@require_POST
def new_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time code for somebody who cannot sign in."""
    by = acting(request)
    membership = _membership(by, pk)
    code = actions.issue_code(membership=membership, by=by)
    return _slips(request, [Slip(membership, code)])


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment; what was signed stays signed."""
    by = acting(request)
    membership = _membership(by, pk)
    actions.end_appointment(membership=membership, by=by)
    messages.success(request, _("สิ้นสุดหน้าที่ของ %(name)s แล้ว") % {"name": membership.user.name})
    return redirect("accounts:member", pk)


@require_POST
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable an account, or enable it again."""
    by = acting(request)
    membership, active = _membership(by, pk), request.POST.get("active") == "1"
    actions.set_active(membership=membership, active=active, by=by)
    words = _("เปิดใช้บัญชีของ %(name)s แล้ว") if active else _("ระงับบัญชีของ %(name)s แล้ว ใช้งานไม่ได้ทันที")
    messages.success(request, words % {"name": membership.user.name})
    return redirect("accounts:member", pk)


@require_POST
def rooms(request: HttpRequest, pk: int) -> HttpResponse:
    """Which rooms a class teacher has."""
    by = acting(request)
    membership = _membership(by, pk)
    chosen = set(request.POST.getlist("room"))
    held = classrooms(by, membership.organization, None, academic_year(by.at, round_now(request)))
    given = [state.classroom for state in held if str(state.classroom.pk) in chosen]
    assign_rooms(membership=membership, classrooms=given, by=by)
    words = _("%(name)s ดูแล %(count)s ห้อง")
    messages.success(request, words % {"name": membership.user.name, "count": len(given)})
    return redirect("accounts:member", pk)


def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Many at once: all accounts of the workbook are made, or none."""
    by = acting(request)
    organization = _visible(by, code)
    form, faults = Workbook(request.POST or None, request.FILES or None), list[Fault]()
    if form.is_valid():
        try:
            given = _invitations(by, form.cleaned_data["file"].read())
            return _slips(request, actions.appoint_all(invitations=given, by=by))
        except Invalid as refusal:
            faults = refusal.faults
    headings = {field: heading for field, heading, _width in invitations.COLUMNS}
    context = {"form": form, "organization": organization, "faults": faults, "headings": headings}
    context["unstaffed"] = unstaffed(children(by, organization), by.today).count()
    return render(request, "accounts/invite.html", context, status=422 if faults or form.errors else 200)


def invitation_workbook(request: HttpRequest, code: str) -> HttpResponse:
    """The workbook to fill, with the organizations that have nobody."""
    by = acting(request)
    organization = _visible(by, code)
    rows = list(unstaffed(children(by, organization), by.today)[: invitations.MOST_ROWS])
    name = f"lec-invitations-{organization.code}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(invitations.write(rows, free_usernames(rows)), XLSX, headers=headers)


def _invitations(by: Actor, data: bytes) -> list[Invitation]:
    rows = invitations.read(data)
    known = {o.code: o for o in organizations_for(by).filter(code__in={row.code for row in rows})}
    unknown = _("ไม่มีหน่วยงานรหัส %(code)s ใต้หน่วยงานของท่าน")
    faults = [
        Fault("organization-unknown", unknown % {"code": row.code}, "code", row.number)
        for row in rows
        if row.code not in known or known[row.code].pk == by.organization_id
    ]
    if not rows:
        faults = [Fault("nobody-named", _("ยังไม่มีแถวใดใส่ชื่อ-นามสกุล กรอกอย่างน้อยหนึ่งแถว"))]
    if faults:
        raise Invalid(faults)
    return [Invitation(known[row.code], row.entry, row.number) for row in rows]


def _slips(request: HttpRequest, slips: Sequence[Slip]) -> HttpResponse:
    """The slips to hand over. Codes are kept nowhere, so this answer is the only time they are seen."""
    context: dict[str, Any] = {
        "slips": [slip for slip in slips if slip.code],
        "others": [slip.membership for slip in slips if not slip.code],
        "page": request.build_absolute_uri(reverse("accounts:redeem")),
        "until": acting(request).at + actions.CODE_HOLDS,
    }
    return render(request, "accounts/slips.html", context)


def _roles(by: Actor, organization: Organization) -> list[Role]:
    """The roles in the organization that the actor may give."""
    possible = [Role.OFFICER, Role.TEACHER] if organization.level == Level.INSTITUTION else [Role.OFFICER]
    return [role for role in possible if may_keep_account(by, organization.path, role)]


def _visible(by: Actor, code: str) -> Organization:
    organization = organizations_for(by).filter(code=code).first()
    if organization is None:
        raise NotVisible
    return organization


def _membership(by: Actor, pk: int) -> Membership:
    membership = membership_for(by, pk)
    if membership is None:
        raise NotVisible
    return membership
