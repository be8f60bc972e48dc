"""Who one is, the tree as far as one sees it, and how far an organization is with confirming."""

from ninja import Query, Router, Schema

from lec.api.access import ApiRequest, organization_named, organization_seen, round_given
from lec.api.paging import Page, Paging, page_of_rows
from lec.api.problems import ShownObstacle, obstacles_shown
from lec.api.receipts import ShownConfirmation, confirmation_shown
from lec.confirmations.queries import situation_of
from lec.confirmations.rules import State, obstacles_to_confirming, state_of
from lec.organizations.models import Level, Organization
from lec.organizations.queries import matching, organizations_named_to
from lec.refusals import Fault, Invalid
from lec.rounds.models import Round, Subject
from lec.rounds.queries import standing

router = Router(tags=["organizations"])

TO_CONFIRM = (State.WAITING, State.READY)


class Own(Schema):
    """The organization acted for."""

    code: str
    level: str
    name: str


class Me(Schema):
    """Who acts, in which role, for whom."""

    username: str
    role: str
    organization: Own


class ShownOrganization(Schema):
    """One organization; `parent` is the code of the one above, `grades` what an institution offers."""

    code: str
    level: str
    kind: str | None
    name: str
    parent: str | None
    district: str | None
    grades: list[str] | None


class SubjectStatus(Schema):
    """How far one subject is: why it cannot be confirmed yet, or the confirmation that stands."""

    state: State
    obstacles: list[ShownObstacle]
    confirmation: ShownConfirmation | None


class Status(Schema):
    """How far an organization is with its students and, an LAO, with the headcounts of other schools."""

    students: SubjectStatus
    headcounts: SubjectStatus


class Sought(Paging):
    """Which organizations: one level, those right below one, or whose name or code holds a text."""

    level: str = ""
    parent: str = ""
    q: str = ""


@router.get("/me", response=Me)
def me(request: ApiRequest) -> Me:
    """Who the token stands for."""
    membership = request.membership
    of = membership.organization
    return Me(
        username=membership.user.username,
        role=membership.role,
        organization=Own(code=of.code, level=of.level, name=of.name),
    )


@router.get("/organizations", response=Page[ShownOrganization])
def organizations(request: ApiRequest, sought: Query[Sought]) -> Page[ShownOrganization]:
    """The organizations the caller may see, and the own ancestors by name, in the order of their codes."""
    if sought.level and sought.level not in Level.values:
        raise Invalid([Fault("level-unknown", ", ".join(Level.values), "level")])
    rows = matching(
        organizations_named_to(request.auth), level=sought.level, parent=sought.parent, text=sought.q
    )
    found, following = page_of_rows(rows, sought, "code")
    return Page[ShownOrganization](items=[_shown(row) for row in found], next=following)


@router.get("/organizations/{code}", response=ShownOrganization)
def organization(request: ApiRequest, code: str) -> ShownOrganization:
    """One organization."""
    return _shown(organization_named(request.auth, code))


@router.get("/organizations/{code}/status", response=Status)
def status(request: ApiRequest, code: str, round: str = "") -> Status:
    """What stands in the way of confirming, by subject, and what stands confirmed, in the current round or
    the one named.
    """
    organization = organization_seen(request.auth, code)
    asked = round_given(round, request.auth)
    return Status(
        students=_status(request, organization, Subject.STUDENTS, asked),
        headcounts=_status(request, organization, Subject.HEADCOUNTS, asked),
    )


def _status(request: ApiRequest, organization: Organization, subject: str, round: Round) -> SubjectStatus:
    situation = situation_of(organization, subject, round, request.auth.at)
    state = state_of(situation)
    held = standing(round, organization, subject) if situation.confirmed else None
    return SubjectStatus(
        state=state,
        obstacles=obstacles_shown(obstacles_to_confirming(situation) if state in TO_CONFIRM else ()),
        confirmation=confirmation_shown(held) if held else None,
    )


def _shown(organization: Organization) -> ShownOrganization:
    return ShownOrganization(
        code=organization.code,
        level=organization.level,
        kind=organization.kind or None,
        name=organization.name,
        parent=organization.parent.code if organization.parent else None,
        district=organization.district or None,
        grades=organization.grades or None,
    )
