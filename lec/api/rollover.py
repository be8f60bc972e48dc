"""The turn of the academic year: what it would do, doing it, undoing it (DOMAIN, New year)."""

from ninja import Router, Schema
from pydantic import Field

from lec.actor import Actor
from lec.api.access import ApiRequest, register_seen
from lec.api.given import GivenModel, Id, Sent
from lec.organizations.models import Organization
from lec.students import actions, queries
from lec.students.rules import require_own_register

router = Router(tags=["rollover"])


class ClassToRoll(Schema):
    """One class of a year before: how many, and the grade they go on to; null for graduates."""

    grade: str
    room: str
    students: int
    becomes: str | None


class ShownRollover(Schema):
    """Who is still to be rolled over into the academic year, whether it was done, and can be undone."""

    academic_year: int
    classes: list[ClassToRoll]
    done: bool
    undoable: bool


class RolloverGiven(GivenModel):
    """The enrollments that repeat their grade."""

    kept_back: list[Id] = Field(default_factory=list)


@router.get("/institutions/{code}/rollover", response=ShownRollover)
def show_rollover(request: ApiRequest, code: str) -> ShownRollover:
    """What turning to the new academic year would do, class by class."""
    return _shown(request.auth, register_seen(request.auth, code))


@router.post("/institutions/{code}/rollover", response=ShownRollover)
def roll_over(request: ApiRequest, code: str, body: Sent[RolloverGiven]) -> ShownRollover:
    """Promote everybody but those kept back, graduate the top grade. Twice changes nothing."""
    institution = register_seen(request.auth, code)
    require_own_register(request.auth, institution.pk, officer=True)
    actions.roll_over(institution=institution, kept_back=body.read().kept_back, by=request.auth)
    return _shown(request.auth, institution)


@router.post("/institutions/{code}/rollover/undo", response=ShownRollover)
def undo_rollover(request: ApiRequest, code: str) -> ShownRollover:
    """Put everybody back; until the first round of the year opens."""
    institution = register_seen(request.auth, code)
    actions.undo_rollover(institution=institution, by=request.auth)
    return _shown(request.auth, institution)


def _shown(by: Actor, institution: Organization) -> ShownRollover:
    year = queries.academic_year(by.at)
    done = queries.standing_rollover(by, institution, year) is not None
    return ShownRollover(
        academic_year=year,
        classes=[
            ClassToRoll(
                grade=each.classroom.grade,
                room=each.classroom.room,
                students=len(each.seats),
                becomes=each.becomes or None,
            )
            for each in queries.rollover_preview(by, institution, year)
        ],
        done=done,
        undoable=done and not queries.first_round_opened(by, year),
    )
