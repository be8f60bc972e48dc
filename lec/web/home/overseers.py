"""Home of those who watch and confirm overviews: LAO, province, department (letter §3.1-3.3).

What to do next, in order, and by when. A province's situation is its board, so it lands there; the department
lands on the round and on counts of provinces, never on a sum over the nation.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.confirmations.rules import State
from lec.organizations.models import Organization
from lec.organizations.queries import children
from lec.reports.queries import Progress, progress
from lec.rounds.models import Confirmation, Round, Subject
from lec.rounds.queries import confirmations_for
from lec.web.acting import acting, acting_organization, round_now

DONE = (State.CONFIRMED, State.CONFIRMED_ABOVE)


def lao(request: HttpRequest) -> HttpResponse:
    """An LAO's two duties: the overview of its institutions, and other schools' headcounts (§7.1, §7.3)."""
    by = acting(request)
    organization, round = acting_organization(request), round_now(request)
    if round is None:
        return render(request, "boards/no_round.html", {"organization": organization})
    duties = [progress(by, [organization], subject, round, by.at)[0] for subject in Subject]
    tasks = [_task(duty) for duty in duties if duty.state != State.NOT_APPLICABLE]
    left = sum(1 for duty in duties if duty.state not in (*DONE, State.NOT_APPLICABLE))
    context = {"round": round, "tasks": tasks, "left": left, "due_on": round.due_on("lao"), "duties": duties}
    return render(request, "home/lao.html", context | {"chain": _chain(by, organization, duties, round)})


def province(request: HttpRequest) -> HttpResponse:
    """A province's situation is its board."""
    return redirect("boards:board")


def department(request: HttpRequest) -> HttpResponse:
    """The round, how many provinces stand confirmed, and the ways into the department's work."""
    by = acting(request)
    round = round_now(request)
    confirmed = _provinces_confirmed(by, round) if round else []
    context = {
        "round": round,
        "state": round.state(by.at) if round else None,
        "confirmed": len(confirmed),
        "provinces": children(by, acting_organization(request)).count(),
        "latest": confirmed[:5],
    }
    return render(request, "home/department.html", context)


def _provinces_confirmed(by: Actor, round: Round) -> list[Confirmation]:
    rows = confirmations_for(by).filter(round=round, revoked_at=None, organization__level="province")
    return list(rows.select_related("receipt").order_by("-confirmed_at"))


def _task(duty: Progress) -> dict[str, Any]:
    students = duty.subject == Subject.STUDENTS
    task: dict[str, Any] = {
        "title": _("ยืนยันภาพรวมสถานศึกษาในสังกัด") if students else _("กรอกและยืนยันจำนวนสถานศึกษาสังกัดอื่น"),
        "state": duty.state.value,
        "bar": "warning" if duty.late and duty.state not in DONE else "",
    }
    if duty.confirmation is not None:
        number = duty.confirmation.receipt.number
        return task | {
            "detail": _("ยืนยันแล้ว %(count)s คน") % {"count": f"{duty.total:,}"},
            "url": reverse("confirmations:receipt", args=[number]),
            "link_label": _("ดูใบรับ"),
            "waiting": True,
        }
    if duty.state == State.READY:
        return task | {
            "detail": _("ครบแล้ว รอท่านกดยืนยัน"),
            "url": reverse("confirmations:confirm", args=[duty.subject]),
            "link_label": _("ไปหน้ายืนยันข้อมูล"),
        }
    number_left = duty.obstacles
    if students:
        detail = _("%(count)s แห่งยังไม่ยืนยัน") % {"count": number_left}
        return task | {"detail": detail, "url": reverse("boards:board"), "link_label": _("ดูสถานศึกษา")}
    detail = _("%(count)s แห่งยังไม่มีจำนวน") % {"count": number_left}
    return task | {"detail": detail, "url": reverse("headcounts:list"), "link_label": _("กรอกจำนวน")}


def _chain(
    by: Actor, organization: Organization, duties: list[Progress], round: Round
) -> list[dict[str, str]]:
    """Where the data stand on their way up, seen from the LAO."""
    above = organization.parent
    done = all(duty.state in (*DONE, State.NOT_APPLICABLE) for duty in duties)
    sealed = any(duty.state == State.CONFIRMED_ABOVE for duty in duties)
    return [
        {
            "label": _("สถานศึกษา"),
            "detail": _("ผู้รับผิดชอบยืนยัน"),
            "state": "done" if done else "current",
            "icon": "pencil-square",
        },
        {
            "label": organization.name,
            "detail": _("ยืนยันแล้ว") if done else _("ท่านอยู่ตรงนี้"),
            "state": "done" if done else "current",
            "icon": "building",
        },
        {
            "label": above.name if above else "",
            "detail": _("ยืนยันแล้ว") if sealed else _("ยืนยันภาพรวมเมื่อทุก อปท. ครบ"),
            "state": "done" if sealed else ("current" if done else "ahead"),
            "icon": "geo-alt",
        },
        {
            "label": _("กรมส่งเสริมการปกครองท้องถิ่น"),
            "detail": _("ใช้จำนวนที่ยืนยันแล้วจัดสรรเงิน"),
            "state": "ahead",
            "icon": "bank",
        },
    ]
