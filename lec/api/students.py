"""The register: reading it, enrolling, changing, leaving and returning, attesting (letter §4.3)."""

import re
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from lec.api.access import ApiRequest, register_seen, require_persons, round_given
from lec.api.findings import RoundAsked, ShownFinding, findings_shown
from lec.api.given import GivenModel, Id, Sent, Text, dates_of, faults_of_shape, read_date
from lec.api.paging import Page, page_of_rows
from lec.organizations.models import Organization
from lec.organizations.queries import acting_for
from lec.refusals import Fault, Invalid, NotVisible
from lec.rounds.models import Round
from lec.rounds.queries import current_round
from lec.students import actions
from lec.students.actions import Change, Mark
from lec.students.models import Enrollment, Placement
from lec.students.queries import (
    active_enrollment,
    enrollments_for,
    findings_for,
    particulars_of,
    register,
    search,
)
from lec.students.rules import PARTICULARS, Entry, require_own_register

router = Router(tags=["students"])

READ_ONLY = {"id", "enrollment", "attested", "attestation", "version"}
DATES = ("birth_date", "entered_on")
MOST_FOUND = 100
ETAG = re.compile(r'(?:W/)?"?(\d{1,9})"?', re.ASCII)


class ShownStudent(Schema):
    """A student of the register; `attested` and `attestation` are of the round asked about."""

    id: int
    enrollment: int
    citizen_id_type: str
    citizen_id: str | None
    citizen_id_missing_because: str | None
    prefix: str
    first_name: str
    last_name: str
    sex: str
    birth_date: date | None
    grade: str
    room: str
    student_number: str | None
    entered_on: date
    attested: bool
    attestation: str | None
    version: int


class FoundStudent(ShownStudent):
    """A student found, with the code of the institution."""

    institution: str


class SearchGiven(GivenModel):
    """What to look for: parts of a name, or four or more digits of an ID, or a whole student number."""

    q: Text = ""


class WholeStudent(ShownStudent):
    """A student with all that is known of them. `particulars` are the fields of RPT318 by name, null for what
    is not known; codes by their keys (GET /reference/codes), a subdistrict by its DOPA code.
    """

    particulars: dict[str, Any]


class ChangedStudent(WholeStudent):
    """A student as changed, with what the rules now say."""

    findings: list[ShownFinding]


class Enrolled(Schema):
    """Who was taken in, and what the rules say of them."""

    id: int
    enrollment: int
    findings: list[ShownFinding]


class Stay(Schema):
    """A stay at an institution, from and to a day."""

    id: int
    student: int
    institution: str
    entered_on: date
    left_on: date | None
    reason: str | None
    note: str | None


class StudentGiven(GivenModel):
    """A student as sent. What else a row shows may be sent back and is not read, but for `version`: with it a
    change is refused if somebody else saved since. Any other name is refused, so that nothing is lost.
    """

    model_config = ConfigDict(extra="forbid")

    citizen_id_type: Text = ""
    citizen_id: Text = ""
    citizen_id_missing_because: Text = ""
    prefix: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    sex: Text = ""
    birth_date: Text = ""
    grade: Text = ""
    room: Text = ""
    student_number: Text = ""
    entered_on: Text = ""
    particulars: dict[str, Any] = Field(default_factory=dict)
    id: Any = Field(None, json_schema_extra={"readOnly": True})
    enrollment: Any = Field(None, json_schema_extra={"readOnly": True})
    attested: Any = Field(None, json_schema_extra={"readOnly": True})
    attestation: Any = Field(None, json_schema_extra={"readOnly": True})
    version: Id | None = None

    def given(self) -> dict[str, Any]:
        """The fields of an Entry that were sent; a date that is none is named in `unread`.

        A new citizen ID without its type is what it looks like, whatever was held.
        """
        sent: dict[str, Any] = self.dict(exclude_unset=True, exclude=READ_ONLY)
        _require_known(sent.get("particulars", {}))
        texts = {name: sent[name].strip() for name in DATES if name in sent}
        read = {name: read_date(text) for name, text in texts.items()}
        unread = tuple((name, text) for name, text in texts.items() if text and read[name] is None)
        if "citizen_id" in sent:
            sent.setdefault("citizen_id_type", "")
        if "birth_date" in sent:
            sent["birth_day_unknown"] = False
        return {**sent, **read, "unread": tuple((name, text[:20]) for name, text in unread)}


class LeaveGiven(GivenModel):
    """Why and on which day a student left."""

    reason: Text = ""
    on: Text = ""
    note: Text = ""


class MarkGiven(GivenModel):
    """What was found of one student; `because` explains code 206."""

    enrollment: Id
    code: Text = ""
    because: Text = ""


class MarksGiven(GivenModel):
    """The existence check of a room, or of part of it."""

    round: Text = ""
    items: list[MarkGiven]


class Attested(Schema):
    """How many were attested, for which round."""

    round: str
    attested: int


@router.get("/institutions/{code}/students", response=Page[ShownStudent])
def list_students(request: ApiRequest, code: str, asked: Query[RoundAsked]) -> Page[ShownStudent]:
    """The register, a class teacher the own rooms of it."""
    institution = register_seen(request.auth, code)
    round = round_given(asked.round, request.auth)
    found, following = page_of_rows(register(request.auth, institution, round), asked, "enrollment_id")
    return Page[ShownStudent](items=[ShownStudent(**_row(row)) for row in found], next=following)


@router.post("/students/search", response=list[FoundStudent])
def search_students(request: ApiRequest, body: Sent[SearchGiven]) -> list[FoundStudent]:
    """The first students, in Thai order, whose name, citizen ID or student number fits, inside what the
    caller may see. Posted, for an address would keep the ID.
    """
    require_persons(request.auth)
    organization, round = acting_for(request.auth), current_round(request.auth.at)
    found = search(request.auth, organization, round, body.read().q)
    rows = found.select_related("classroom__institution")[:MOST_FOUND]
    return [FoundStudent(**_row(row), institution=row.classroom.institution.code) for row in rows]


@router.post("/institutions/{code}/students", response={201: Enrolled})
def enroll(request: ApiRequest, code: str, body: Sent[StudentGiven]) -> Enrolled:
    """Take a student in. Refused with the holder's address where the child is active elsewhere."""
    institution = register_seen(request.auth, code)
    require_own_register(request.auth, institution.pk)
    entry = Entry(**body.read().given())
    [enrollment] = actions.enroll(institution=institution, entries=[entry], by=request.auth)
    return Enrolled(
        id=enrollment.student_id,
        enrollment=enrollment.pk,
        findings=_findings(request, institution, enrollment.pk),
    )


@router.get("/students/{row:student_id}", response=WholeStudent)
def get_student(
    request: ApiRequest, student_id: int, asked: Query[RoundAsked], response: HttpResponse
) -> WholeStudent:
    """One student with everything that is known; ETag is the version, for If-Match."""
    enrollment = active_enrollment(request.auth, student_id)
    if enrollment is None:
        raise NotVisible
    round = round_given(asked.round, request.auth)
    row = _whole(request, enrollment, round)
    response["ETag"] = f'"{row["version"]}"'
    return WholeStudent(**row)


@router.patch("/students/{row:student_id}", response=ChangedStudent)
def change(
    request: ApiRequest, student_id: int, body: Sent[StudentGiven], response: HttpResponse
) -> ChangedStudent:
    """Change the fields sent, with If-Match or `version` only if nobody saved since; ETag is the new one."""
    enrollment = active_enrollment(request.auth, student_id)
    if enrollment is None:
        raise NotVisible
    institution = enrollment.institution
    require_own_register(request.auth, institution.pk)
    sent = body.read()
    given = sent.given()
    version = _version(request.headers.get("If-Match", "")) or sent.version
    wanted = Change(enrollment.pk, Entry(**given), version, frozenset(given))
    actions.change(institution=institution, changes=[wanted], by=request.auth)
    row = _whole(request, enrollment, current_round(request.auth.at))
    response["ETag"] = f'"{row["version"]}"'
    return ChangedStudent(**row, findings=_findings(request, institution, enrollment.pk))


@router.post("/enrollments/{row:enrollment_id}/leave", response=Stay)
def leave(request: ApiRequest, enrollment_id: int, body: Sent[LeaveGiven]) -> Stay:
    """Take a student out, with a reason and a day; nothing is deleted."""
    enrollment = _enrollment(request, enrollment_id)
    require_own_register(request.auth, enrollment.institution_id, officer=True)
    given = body.read()
    actions.leave(
        institution=enrollment.institution,
        enrollments=[enrollment.pk],
        reason=given.reason,
        on=dates_of({"on": given.on})["on"],
        note=given.note,
        by=request.auth,
    )
    return _stay(_enrollment(request, enrollment_id))


@router.post("/enrollments/{row:enrollment_id}/return", response=Stay)
def undo_leave(request: ApiRequest, enrollment_id: int) -> Stay:
    """Undo a leave while the round is open."""
    enrollment = _enrollment(request, enrollment_id)
    actions.return_to_class(enrollment=enrollment, by=request.auth)
    return _stay(_enrollment(request, enrollment_id))


@router.post("/institutions/{code}/attestations", response=Attested)
def attest(request: ApiRequest, code: str, body: Sent[MarksGiven]) -> Attested:
    """Say of each student whether they exist: 100 present, 201-206 not found and why. Said again, it is
    overwritten; the trail keeps both."""
    institution = register_seen(request.auth, code)
    require_own_register(request.auth, institution.pk)
    given = body.read()
    round = round_given(given.round, request.auth, required=True)
    marks = [Mark(item.enrollment, item.code, item.because) for item in given.items]
    number = actions.attest(institution=institution, round=round, marks=marks, by=request.auth)
    return Attested(round=round.key, attested=number)


def _enrollment(request: ApiRequest, pk: int) -> Enrollment:
    enrollment = enrollments_for(request.auth).filter(pk=pk).first()
    if enrollment is None:
        raise NotVisible
    return enrollment


def _version(header: str) -> int | None:
    """The version an If-Match names; "*" and none name any."""
    if header.strip() in ("", "*"):
        return None
    named = ETAG.fullmatch(header.strip())
    if named is None:
        raise Invalid(
            [Fault("version-invalid", _("If-Match คือค่า ETag หรือ version ของแถวที่อ่านมา"), "If-Match")]
        )
    return int(named[1])


def _findings(request: ApiRequest, institution: Organization, enrollment: int) -> list[ShownFinding]:
    return findings_shown(findings_for(request.auth, institution).filter(enrollment=enrollment))


def _whole(request: ApiRequest, enrollment: Enrollment, round: Round | None) -> dict[str, Any]:
    placement = register(request.auth, enrollment.institution, round).filter(enrollment=enrollment).first()
    if placement is None:
        raise NotVisible
    held = particulars_of([enrollment.student_id]).get(enrollment.student_id, {})
    return _row(placement) | {"particulars": dict.fromkeys(PARTICULARS) | held}


def _require_known(particulars: dict[str, Any]) -> None:
    """Names and values of a kind that can be kept. Raises Invalid, so that nothing is lost unseen."""
    shape = [((name,), "extra_forbidden") for name in particulars.keys() - PARTICULARS.keys()]
    plain = (str, int, float, bool, type(None))
    shape += [((name,), "plain") for name, value in particulars.items() if not isinstance(value, plain)]
    if shape:
        raise Invalid(faults_of_shape(sorted(shape)))


def _row(placement: Placement) -> dict[str, Any]:
    enrollment, attestation = placement.enrollment, placement.attested  # type: ignore[attr-defined]
    student = enrollment.student
    return {
        "id": student.pk,
        "enrollment": enrollment.pk,
        "citizen_id_type": student.citizen_id_type,
        "citizen_id": student.citizen_id,
        "citizen_id_missing_because": student.citizen_id_missing_because or None,
        "prefix": student.prefix,
        "first_name": student.first_name,
        "last_name": student.last_name,
        "sex": student.sex,
        "birth_date": student.birth_date,
        "grade": placement.classroom.grade,
        "room": placement.classroom.room,
        "student_number": enrollment.student_number or None,
        "entered_on": enrollment.entered_on,
        "attested": bool(attestation),
        "attestation": attestation or None,
        "version": student.version,
    }


def _stay(enrollment: Enrollment) -> Stay:
    return Stay(
        id=enrollment.pk,
        student=enrollment.student_id,
        institution=enrollment.institution.code,
        entered_on=enrollment.entered_on,
        left_on=enrollment.left_on,
        reason=enrollment.leaving_reason or None,
        note=enrollment.leaving_note or None,
    )
