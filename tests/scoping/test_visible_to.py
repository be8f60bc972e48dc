"""Who sees which rows, of every table and at every level, against what is worked out here row by row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from lec.actor import Actor, Role
from lec.scoping import ScopedQuerySet
from lec.students.models import ClassTeacher, Student
from tests.cast import Cast
from tests.scoping.world import fill_everything

PEOPLE = (
    *("decha", "malee", "stranger", "wichai", "buntham", "prasit"),
    *("somsri", "center_officer", "bua_officer", "phu_officer", "teacher"),
)
MODELS = {
    model._meta.label: model
    for model in apps.get_models()
    if model.__module__.startswith("lec.") and isinstance(model._default_manager.all(), ScopedQuerySet)
}


@dataclass(frozen=True)
class Whose:
    """Whose a row is: the paths it lies at, and, of what is about single students, the rooms they sit in now.

    `private` is about students or staff, whom province and department never see one by one; without rooms no
    class teacher sees it. `decider` decides over it, `filed_by` filed it.
    """

    paths: set[str]
    private: bool = False
    rooms: set[int] = field(default_factory=set)
    decider: int | None = None
    filed_by: int | None = None


def at(organization: Any) -> Whose:
    return Whose({organization.path})


def in_private(organization: Any) -> Whose:
    return Whose({organization.path}, private=True)


def stay(enrollment: Any) -> Whose:
    rooms = {seat.classroom_id for seat in enrollment.placements.all() if seat.ends_on is None}
    return Whose({enrollment.institution.path}, True, rooms)


def child(student: Student) -> Whose:
    active = [one for one in student.enrollments.all() if one.left_on is None]
    found = [stay(one) for one in active]
    return Whose(
        {path for one in found for path in one.paths}, True, {room for one in found for room in one.rooms}
    )


def claimed(claim: Any) -> Whose:
    paths = {claim.claimant.path, claim.stay.institution.path}
    return Whose(paths, True, set(), claim.decider_id, claim.filed_by_id)


WHOSE: dict[str, Callable[[Any], Whose]] = {
    "audit.AuditEntry": lambda row: at(row.organization),
    "organizations.Organization": at,
    "accounts.Membership": lambda row: at(row.organization),
    "accounts.ApiToken": lambda row: at(row.membership.organization),
    "notices.Notice": lambda row: at(row.organization),
    "rounds.Confirmation": lambda row: at(row.organization),
    "rounds.Reopening": lambda row: at(row.organization),
    "students.Student": child,
    "students.FormerId": lambda row: child(row.student),
    "students.Particulars": lambda row: child(row.student),
    "students.Enrollment": stay,
    "students.Classroom": lambda row: Whose({row.institution.path}, True, {row.pk}),
    "students.ClassTeacher": lambda row: at(row.classroom.institution),
    "students.Placement": lambda row: Whose({row.classroom.institution.path}, True, {row.classroom_id}),
    "students.Attestation": lambda row: stay(row.enrollment),
    "students.RecordedFinding": lambda row: stay(row.enrollment),
    "students.Rollover": lambda row: at(row.institution),
    "students.RolledStudent": lambda row: in_private(row.rollover.institution),
    "students.Merge": lambda row: in_private(row.organization),
    "headcounts.OtherSchool": lambda row: at(row.lao),
    "headcounts.Headcount": lambda row: at(row.school.lao),
    "facilities.Profile": lambda row: at(row.institution),
    "facilities.Building": lambda row: at(row.institution),
    "facilities.StaffMember": lambda row: in_private(row.institution),
    "confirmations.ConfirmedCount": lambda row: at(row.confirmation.organization),
    "confirmations.ConfirmedStudent": lambda row: Whose(
        {row.confirmation.organization.path}, True, stay(row.enrollment).rooms
    ),
    "confirmations.Receipt": lambda row: at(row.confirmation.organization),
    "confirmations.UnlockTicket": lambda row: at(row.confirmation.organization),
    "confirmations.TicketStep": lambda row: at(row.ticket.confirmation.organization),
    "claims.Claim": claimed,
    "claims.ClaimStep": lambda row: claimed(row.claim),
    "uploads.Upload": lambda row: in_private(row.institution),
    "uploads.HeadingMeaning": lambda row: in_private(row.institution),
    "uploads.UploadRow": lambda row: in_private(row.upload.institution),
}


def may_see(actor: Actor, whose: Whose) -> bool:
    """DOMAIN, Levels, in plain words."""
    above = any(path.startswith(actor.path) for path in whose.paths)
    if not whose.private:
        return above
    if actor.role == Role.TEACHER:
        own = set(
            ClassTeacher.objects.filter(membership__user=actor.user_id).values_list("classroom", flat=True)
        )
        return above and (bool(own & whose.rooms) or whose.filed_by == actor.user_id)
    counts_only = actor.path.count("/") <= 3
    return whose.decider == actor.organization_id if counts_only else above


@pytest.fixture
def everything(cast: Cast) -> Cast:
    fill_everything(cast)
    return cast


def seen(model: type[Model], actor: Actor) -> list[int]:
    return sorted(model._default_manager.visible_to(actor).values_list("pk", flat=True))  # type: ignore[attr-defined]


def test_every_table_that_belongs_to_somebody_is_looked_at_here() -> None:
    assert WHOSE.keys() == MODELS.keys()


def test_everybody_sees_exactly_what_is_theirs(everything: Cast) -> None:
    for label, model in MODELS.items():
        rows: Iterable[Model] = model._default_manager.all()
        whose = {row.pk: WHOSE[label](row) for row in rows}
        for name in PEOPLE:
            actor = getattr(everything, name)
            expected = sorted(pk for pk, one in whose.items() if may_see(actor, one))
            assert seen(model, actor) == expected, (label, name)


def test_the_world_tries_it_with_rows_of_either_province(everything: Cast) -> None:
    for label, model in MODELS.items():
        rows = [WHOSE[label](row) for row in model._default_manager.all()]
        for province in (everything.north, everything.south):
            below = [one for one in rows if any(path.startswith(province.path) for path in one.paths)]
            needed = label != "students.ClassTeacher" or province == everything.north
            assert bool(below) >= needed, (label, province.name)
