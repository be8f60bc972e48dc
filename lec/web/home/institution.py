"""Home of the responsible person: how many things are left until confirming, in order, and by when (§6.3).

The tasks are the obstacles to confirming, the same that gray the button, each with what it consists of, who
can remove it, and the page where.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.confirmations.queries import latest_receipt, situation_of
from lec.confirmations.rules import obstacles_to_confirming
from lec.organizations.models import Organization
from lec.organizations.queries import ancestors
from lec.refusals import Obstacle
from lec.rounds.models import Round, Subject
from lec.rounds.queries import standing
from lec.students import queries
from lec.students.queries import ClassroomState, FindingKind
from lec.students.rules import Severity
from lec.thai import calendar
from lec.web.acting import acting, acting_organization, round_now
from lec.web.students.kinds import title_of
from lec.web.students.locked import locked

Task = dict[str, Any]


def home(request: HttpRequest) -> HttpResponse:
    """What is left to do, how ready the register is, and where the data stand on their way up."""
    by = acting(request)
    institution, round = acting_organization(request), round_now(request)
    context: dict[str, Any] = {"institution": institution, "round": round, "locked": locked(request)}
    if round is not None:
        context |= _of_round(by, institution, round)
    return render(request, "home/institution.html", context)


def _of_round(by: Actor, institution: Organization, round: Round) -> dict[str, Any]:
    situation = situation_of(institution, Subject.STUDENTS, round, by.at)
    confirmation = standing(round, institution)
    receipt = latest_receipt(by, institution, Subject.STUDENTS)
    return {
        "due_on": round.due_on("institution"),
        "late": by.today > round.due_on("institution"),
        "today": by.today,
        "students": situation.students,
        "tasks": [] if confirmation else _tasks(by, institution, round, obstacles_to_confirming(situation)),
        "receipt": receipt if confirmation else None,
        "revoked": receipt if receipt and not confirmation and receipt.confirmation.round == round else None,
        "readiness": queries.readiness(by, institution, round),
        "chain": _chain(institution, round, confirmation is not None),
    }


def _tasks(by: Actor, institution: Organization, round: Round, obstacles: Iterable[Obstacle]) -> list[Task]:
    rooms = queries.classrooms(by, institution, round, round.academic_year)
    kinds = queries.finding_kinds(by, institution)
    makers = {
        "no-students": lambda o: _no_students(),
        "students-not-attested": lambda o: _unattested(o, [room for room in rooms if room.unattested], rooms),
        "not-present-enrolled": lambda o: _gone(o),
        "errors-remain": lambda o: _errors(o, kinds, queries.with_errors(by, institution)),
        "warnings-unexplained": lambda o: _warnings(o, kinds),
    }
    return [makers[obstacle.code](obstacle) for obstacle in obstacles if obstacle.code in makers]


def _no_students() -> Task:
    return {
        "title": _("ทะเบียนยังไม่มีนักเรียนเลย"),
        "detail": _("เพิ่มนักเรียน หรือถ้าไม่มีจริง ระบุเหตุผลในหน้ายืนยันข้อมูล"),
        "state": "waiting",
        "words": _("ยังไม่มีนักเรียน"),
        "url": reverse("students:enroll"),
        "link_label": _("เพิ่มนักเรียน"),
    }


def _unattested(obstacle: Obstacle, left: list[ClassroomState], rooms: list[ClassroomState]) -> Task:
    task: Task = {"state": "waiting", "words": _("รอครูประจำชั้น"), "link_label": _("ตรวจสอบตัวตน")}
    finished = sum(1 for room in rooms if room.students) - len(left)
    others = [_("ห้องอื่นครบแล้ว %(count)s ห้อง") % {"count": finished}] if finished else []
    if len(left) != 1:
        title = _("ตรวจสอบตัวตนอีก %(count)s คน ใน %(rooms)s ห้อง")
        names = " ".join([*(room.classroom.label for room in left[:6]), *(["…"] if len(left) > 6 else [])])
        return task | {
            "title": title % {"count": f"{obstacle.count:,}", "rooms": len(left)},
            "detail": " · ".join([names, *others]),
            "url": reverse("attesting:rooms"),
        }
    room = left[0]
    title = _("ตรวจสอบตัวตน %(room)s อีก %(count)s คน")
    teacher = _("ครูประจำชั้น %(name)s") % {"name": room.teachers[0]} if room.teachers else _("ยังไม่มีครูประจำชั้น")
    return task | {
        "title": title % {"room": room.classroom.label, "count": f"{room.unattested:,}"},
        "detail": " · ".join([teacher, *others]),
        "url": reverse("attesting:room", args=[room.classroom.pk]),
    }


def _gone(obstacle: Obstacle) -> Task:
    return {
        "title": _("นำผู้ไม่มีตัวตนออก %(count)s คน") % {"count": f"{obstacle.count:,}"},
        "detail": _("ครูประจำชั้นตรวจแล้วไม่พบ ระบุเหตุผลและวันที่ออก"),
        "state": "error",
        "words": _("ต้องนำออก %(count)s") % {"count": f"{obstacle.count:,}"},
        "url": reverse("students:leave"),
        "link_label": _("นำออกจากระบบ"),
        "bar": "error",
    }


def _errors(obstacle: Obstacle, kinds: list[FindingKind], wrong: list[int]) -> Task:
    return {
        "title": _("แก้ข้อผิดพลาด %(count)s รายการ") % {"count": f"{obstacle.count:,}"},
        "detail": _named(kinds, Severity.ERROR),
        "state": "error",
        "words": _("ต้องแก้ %(count)s") % {"count": f"{obstacle.count:,}"},
        "url": reverse("students:student", args=wrong[:1]) if wrong else reverse("students:findings"),
        "link_label": _("แก้ทีละคน"),
        "bar": "error",
    }


def _warnings(obstacle: Obstacle, kinds: list[FindingKind]) -> Task:
    return {
        "title": _("เขียนคำชี้แจง %(count)s รายการ") % {"count": f"{obstacle.count:,}"},
        "detail": _named(kinds, Severity.WARNING),
        "state": "warning",
        "words": _("ต้องชี้แจง %(count)s") % {"count": f"{obstacle.count:,}"},
        "url": reverse("students:findings"),
        "link_label": _("เขียนคำชี้แจง"),
        "bar": "warning",
    }


def _named(kinds: list[FindingKind], severity: Severity) -> str:
    """The kinds still open, the most frequent first: "อายุไม่ตรงกับชั้น 3 คน · …"."""
    open_kinds = [kind for kind in kinds if kind.severity == severity and kind.unsettled]
    words = [
        _("%(what)s %(count)s คน") % {"what": title_of(kind.code), "count": f"{kind.unsettled:,}"}
        for kind in sorted(open_kinds, key=lambda kind: -kind.unsettled)
    ]
    return " · ".join(words[:4])


def _chain(institution: Organization, round: Round, confirmed: bool) -> list[dict[str, str]]:
    """Institution, LAO, province, department: who stands, and by when the others are due."""
    lao, province = ancestors(institution)[:2]
    steps = [_step(institution, _("สถานศึกษา (ท่านอยู่ตรงนี้)"), round, confirmed, True, "pencil-square")]
    for above, icon in ((lao, "building"), (province, "geo-alt")):
        stands = confirmed and standing(round, above) is not None
        steps.append(_step(above, above.name, round, stands, confirmed, icon))
        confirmed = stands
    label, detail = _("กรมส่งเสริมการปกครองท้องถิ่น"), _("ใช้จำนวนที่ยืนยันแล้วจัดสรรเงิน")
    return [*steps, {"label": label, "detail": detail, "state": "ahead", "icon": "bank"}]


def _step(
    organization: Organization, label: str, round: Round, stands: bool, reached: bool, icon: str
) -> dict[str, str]:
    due = {"day": calendar.format_short(round.due_on(organization.level))}
    return {
        "label": label,
        "detail": _("ยืนยันแล้ว") if stands else _("ยืนยันภายใน %(day)s") % due,
        "state": "done" if stands else ("current" if reached else "ahead"),
        "icon": icon,
    }
