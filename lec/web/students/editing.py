"""The student form: enrolling and correcting, one student at a time (letter §4.3.1(1), §4.3.2(1)).

The rules judge what is typed; whatever is refused, what was typed stays in the form. A teacher works in the
own rooms only, which is all the form offers.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.reference.grades import CENTER_GRADES, in_order
from lec.refusals import Blocked, Invalid, NotVisible, Refusal
from lec.students import actions, queries
from lec.students.actions import Change, HeldElsewhere
from lec.students.models import Classroom, Placement
from lec.students.rules import Entry, Severity
from lec.web.acting import acting, acting_organization, round_now
from lec.web.audit.shown import act_shown
from lec.web.dates import typed
from lec.web.faults import put_faults
from lec.web.students.forms import Overtaken, Rooms, StudentForm, initial_of, merged
from lec.web.students.locked import Locked, locked
from lec.web.students.sections import Choices, ShownSection, choices_of, sections_of
from lec.web.students.shown import existence, finding_shown

AT_FIELDS = {"grade": "classroom", "room": "classroom"}
LATEST_ACTS = 4
OVERTAKEN = "changed-before-you"


def enroll(request: HttpRequest) -> HttpResponse:
    """Take a newcomer into a room."""
    by = acting(request)
    institution = acting_organization(request)

    def save(entry: Entry) -> None:
        actions.enroll(institution=institution, entries=[entry], by=by)

    shown = enrolling(request, by, save)
    if shown is not None:
        return shown
    messages.success(request, _("เพิ่มนักเรียน 1 คนแล้ว"))
    return _after_enrolling(request, by)


def enrolling(request: HttpRequest, by: Actor, save: Callable[[Entry], None]) -> HttpResponse | None:
    """The form of newcomers, and what hinders saving what was typed into it; None once it is saved."""
    rooms, lock = rooms_to_fill(request), locked(request, None)
    room = next((c for c in rooms.existing if str(c.pk) == request.GET.get("room")), None)
    form = _form(request, rooms, lock, _newcomer(by, room))
    refusal = attempt(form, save) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        return None
    context = {"form": form, "room": room, "locked": lock, "today": by.today, **_why(refusal)}
    return render(request, "students/enroll.html", context, status=_status(refusal))


def student(request: HttpRequest, pk: int) -> HttpResponse:
    """One student: what is wrong, the form, what was done before, and the way out of the register."""
    by = acting(request)
    placement = placement_here(request, pk)
    if placement is None:
        return _elsewhere(by, pk)
    if request.method != "POST":
        return student_page(request, by, placement)
    rooms = rooms_to_fill(request, placement.classroom)
    form = StudentForm(request.POST, rooms=rooms, initial=_held(placement))
    refusal, changes = _save(by, placement, form), list[Overtaken]()
    if refusal is not None and _is_overtaken(refusal):
        held = initial_of(queries.entry_of(placement))
        form, changes = merged(form, held, placement.enrollment.student.version, rooms)
        if not changes:  # somebody saved what this form does not show
            refusal = _save(by, placement, form)
    if refusal is None:
        return _after_changing(request, by, placement)
    return student_page(request, by, placement, form, refusal, changes)


def student_page(
    request: HttpRequest,
    by: Actor,
    placement: Placement,
    form: StudentForm | None = None,
    refusal: Refusal | None = None,
    changes: Sequence[Overtaken] = (),
    section: ShownSection | None = None,
) -> HttpResponse:
    """The page of one student; `section` is one that could not be saved, in place of what is held."""
    lock = locked(request, {placement.enrollment_id})
    choices = choices_of(by, lock is not None)
    held = sections_of(placement, choices)
    context = {
        "form": form
        or StudentForm(
            rooms=rooms_to_fill(request, placement.classroom),
            locked=lock is not None,
            initial=_held(placement),
        ),
        "changes": changes,
        "locked": lock,
        "today": by.today,
        "sections": [section if section and section.name == one.name else one for one in held],
        **_why(refusal),
        **_beside(by, placement, choices),
    }
    status = section.status if section else _status(refusal)
    return render(request, "students/student.html", context, status=status)


def placement_here(request: HttpRequest, pk: int) -> Placement | None:
    """Where a student of the own institution sits now."""
    by = acting(request)
    placement = queries.placement_for(by, pk, round_now(request))
    is_here = placement is not None and placement.classroom.institution_id == by.organization_id
    return placement if is_here else None


def _held(placement: Placement) -> dict[str, str]:
    """What the form shows of a student, with the version it was read at."""
    version = placement.enrollment.student.version
    return initial_of(queries.entry_of(placement)) | {"version": str(version)}


def attempt(form: StudentForm, save: Callable[[Entry], object]) -> Refusal | None:
    """Save what was typed; what hinders it comes back, faults already at their fields."""
    form.is_valid()
    try:
        save(form.entry())
    except Invalid as refusal:
        put_faults(form, refusal, AT_FIELDS)
        return refusal
    except Blocked as refusal:
        return refusal
    return None


def _form(request: HttpRequest, rooms: Rooms, lock: Locked | None, initial: dict[str, str]) -> StudentForm:
    """Nothing can be typed while the register is locked; what was typed before it was locked still shows."""
    if request.method == "POST":
        return StudentForm(request.POST, rooms=rooms, initial=initial)
    return StudentForm(rooms=rooms, locked=lock is not None, initial=initial)


def _save(by: Actor, placement: Placement, form: StudentForm) -> Refusal | None:
    def change(entry: Entry) -> None:
        changes = [Change(placement.enrollment_id, entry, form.cleaned_data.get("version"))]
        actions.change(institution=placement.classroom.institution, changes=changes, by=by)

    return attempt(form, change)


def _newcomer(by: Actor, room: Classroom | None) -> dict[str, str]:
    """What the empty form begins with."""
    seat = f"{room.grade}/{room.room}" if room else ""
    return {"citizen_id_type": "thai", "classroom": seat, "entered_on": typed(by.today)}


def rooms_to_fill(request: HttpRequest, own: Classroom | None = None) -> Rooms:
    """The rooms the actor may fill. An officer may open the next of any grade the institution offers."""
    by, institution = acting(request), acting_organization(request)
    year = queries.academic_year(by.at, round_now(request))
    existing = queries.rooms_of(by, institution, year)
    if own is not None and own not in existing:
        existing.append(own)
    offered = institution.grades or (CENTER_GRADES if institution.kind == "center" else ())
    return Rooms(existing, tuple(in_order(offered)) if by.is_officer else ())


def _after_enrolling(request: HttpRequest, by: Actor) -> HttpResponse:
    """On to the next newcomer of the same room, or to the room's list."""
    seat = request.POST.get("classroom", "")
    room = next((c for c in rooms_to_fill(request).existing if f"{c.grade}/{c.room}" == seat), None)
    if room is None:
        return redirect("students:list")
    if "another" in request.POST:
        response = redirect("students:enroll")
        response["Location"] += f"?room={room.pk}"
        return response
    return redirect("students:room", room.pk)


def _after_changing(request: HttpRequest, by: Actor, placement: Placement) -> HttpResponse:
    """On to the next student who has an error, or back to the room."""
    messages.success(request, _("บันทึกแล้ว"))
    wrong = queries.with_errors(by, acting_organization(request)) if "next" in request.POST else []
    following = _after(wrong, placement.enrollment_id)
    if following:
        return redirect("students:student", following[0])
    room = queries.open_placement(placement.enrollment)
    return redirect("students:room", (room or placement).classroom_id)


def _after(wrong: list[int], pk: int) -> list[int]:
    """The others who have errors, from here on and around."""
    at = wrong.index(pk) + 1 if pk in wrong else 0
    return [other for other in (*wrong[at:], *wrong[:at]) if other != pk]


def _beside(by: Actor, placement: Placement, choices: Choices) -> dict[str, Any]:
    enrollment = placement.enrollment
    findings = queries.findings_of(by, [enrollment.pk]).get(enrollment.pk, [])
    has_errors = any(finding.severity == Severity.ERROR for finding in findings)
    wrong = queries.with_errors(by, placement.classroom.institution) if has_errors else []
    return {
        "placement": placement,
        "student": enrollment.student,
        "existence": existence(placement.attested),  # type: ignore[attr-defined]
        "officer": by.is_officer,
        "numbers": queries.former_ids(enrollment.student),
        "merged": queries.merges_of(by, enrollment.student).exists(),
        "findings": [finding_shown(finding) for finding in findings],
        "remaining": len(_after(wrong, enrollment.pk)) if enrollment.pk in wrong else 0,
        "acts": [act_shown(entry, choices.labels) for entry in queries.history(by, enrollment)[:LATEST_ACTS]],
    }


def _elsewhere(by: Actor, pk: int) -> HttpResponse:
    """Who left is among those who left; anybody else does not exist."""
    if by.is_officer and queries.enrollments_for(by).filter(pk=pk, institution=by.organization_id).exists():
        return redirect("students:left")
    raise NotVisible


def _is_overtaken(refusal: Refusal) -> bool:
    return isinstance(refusal, Blocked) and all(o.code == OVERTAKEN for o in refusal.obstacles)


def _why(refusal: Refusal | None) -> dict[str, Any]:
    """The refusal as the form's head says it: who holds the child, or what the state forbids."""
    if not isinstance(refusal, Blocked):
        return {"blocked": [], "holder": None, "claimable": False}
    elsewhere = isinstance(refusal, HeldElsewhere)
    return {
        "blocked": refusal.obstacles,
        "holder": refusal.standing if elsewhere else None,
        "claimable": isinstance(refusal, HeldElsewhere) and bool(refusal.told),
    }


def _status(refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 422 if isinstance(refusal, Invalid) else 409
