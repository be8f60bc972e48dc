"""A child listed elsewhere: asking for it, answering, deciding (letter §4.3.2(1)).

Each side is shown what it may know: the holder who asks and from where, the claimant who holds the child, and
nobody the other's record. A protected child's holder is null to all but itself, the levels above it and the
decider.
"""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from lec.api.access import ApiRequest, register_seen
from lec.api.confirmations import Because
from lec.api.given import GivenModel, Sent, Text, read_date
from lec.api.paging import Page, Paging, page_of_rows
from lec.api.receipts import Moment
from lec.claims import actions, queries
from lec.claims.models import Claim
from lec.claims.rules import require_officer_of
from lec.organizations.models import Organization
from lec.refusals import Fault, Invalid, NotVisible
from lec.students.actions import protect
from lec.students.queries import active_enrollment
from lec.students.rules import Entry, require_own_register

router = Router(tags=["claims"])

ROLES = ("claimant", "holder", "decider")


class Party(Schema):
    """An institution, its LAO, and the telephone that is answered there."""

    code: str
    name: str
    lao: str
    phone: str


class Decider(Schema):
    """The nearest organization above both sides."""

    code: str
    level: str
    name: str


class ClaimedChild(Schema):
    """The child as the claimant typed it. The name is the register's: null to the claimant until released."""

    citizen_id_type: str
    citizen_id: str
    birth_date: date
    name: str | None


class Step(Schema):
    """One thing that was done; no organization where the clock acted, or where a place is hidden."""

    kind: str
    at: Moment
    organization: str | None
    name: str | None
    because: str | None


class ShownClaim(Schema):
    """A claim as the caller may see it. `held` says whether the child is still at the holder: if it is not
    and the claim is pending, the claimant may simply enroll it.
    """

    id: int
    state: str
    claimant: Party
    holder: Party | None
    decider: Decider
    due_on: date
    filed_at: Moment
    student: ClaimedChild
    grade: str
    room: str
    entered_on: date
    held: bool
    steps: list[Step]


class ChildGiven(GivenModel):
    """What has to be known of a child to ask where it is."""

    citizen_id_type: Text = ""
    citizen_id: Text = ""
    birth_date: Text = ""


class ToClaim(GivenModel):
    """Which child is asked for, by whom, and where it is to sit since when (default today)."""

    institution: str
    student: ChildGiven
    grade: Text = ""
    room: Text = ""
    entered_on: Text = ""

    def entry(self) -> Entry:
        """The child as the rules see it; a date that is none is named in `unread`."""
        texts = {"birth_date": self.student.birth_date.strip(), "entered_on": self.entered_on.strip()}
        read = {name: read_date(text) for name, text in texts.items()}
        unread = tuple((name, text[:20]) for name, text in texts.items() if text and read[name] is None)
        return Entry(
            citizen_id_type=self.student.citizen_id_type,
            citizen_id=self.student.citizen_id,
            grade=self.grade,
            room=self.room,
            unread=unread,
            **read,  # type: ignore[arg-type]
        )


class Decision(Because):
    """For whom it is decided, and why; both sides read it."""

    in_favor_of: Text = Field("", alias="for", json_schema_extra={"enum": ["claimant", "holder"]})


class Protection(Because):
    """Whether nobody else is to be told where a child is, and why."""

    protected: bool


class Protected(Schema):
    """Whether nobody else is told where a child is."""

    id: int
    protected: bool


class ClaimsAsked(Paging):
    """On which side the caller's organization stands, or those below it."""

    role: str = ""


@router.post("/claims", response={201: ShownClaim})
def file_claim(request: ApiRequest, body: Sent[ToClaim]) -> ShownClaim:
    """Ask for a child that is active elsewhere. An unknown child and a wrong birth date are answered alike;
    an answer that tells the holder is recorded, and limited per day.
    """
    given = body.read()
    institution = register_seen(request.auth, given.institution)
    claim = actions.file_claim(claimant=institution, entry=given.entry(), by=request.auth)
    return _one(request, claim.pk)


@router.get("/claims", response=Page[ShownClaim])
def list_claims(request: ApiRequest, asked: Query[ClaimsAsked]) -> Page[ShownClaim]:
    """Claims from and against institutions the caller may see, and those to decide; the newest first."""
    if asked.role not in ("", *ROLES):
        raise Invalid([Fault("role-unknown", _("ระบุ claimant, holder หรือ decider"), "role")])
    found, following = page_of_rows(queries.claims_for(request.auth, asked.role), asked, "-pk")
    return Page[ShownClaim](items=_shown(request, found), next=following)


@router.get("/claims/{row:claim_id}", response=ShownClaim)
def read_claim(request: ApiRequest, claim_id: int) -> ShownClaim:
    """One claim with its whole story."""
    return _one(request, claim_id)


@router.post("/claims/{row:claim_id}/release", response=ShownClaim)
def release(request: ApiRequest, claim_id: int) -> ShownClaim:
    """Let the child go, as its holder: it is enrolled at the claimant in the same transaction."""
    return _done(request, claim_id, actions.release)


@router.post("/claims/{row:claim_id}/contest", response=ShownClaim)
def contest(request: ApiRequest, claim_id: int, body: Sent[Because]) -> ShownClaim:
    """Say, as its holder, why the child stays; the decider has it from then on."""
    claim = _claim(request, claim_id)
    require_officer_of(request.auth, claim.stay.institution_id)
    return _done(request, claim_id, actions.contest, because=body.read().because)


@router.post("/claims/{row:claim_id}/withdraw", response=ShownClaim)
def withdraw(request: ApiRequest, claim_id: int) -> ShownClaim:
    """Take the claim back, as the claimant."""
    return _done(request, claim_id, actions.withdraw)


@router.post("/claims/{row:claim_id}/decide", response=ShownClaim)
def decide(request: ApiRequest, claim_id: int, body: Sent[Decision]) -> ShownClaim:
    """Decide a contested or escalated claim; for the claimant the child moves at once."""
    claim = _claim(request, claim_id)
    require_officer_of(request.auth, claim.decider_id)
    given = body.read()
    return _done(request, claim_id, actions.decide, in_favor_of=given.in_favor_of, because=given.because)


@router.put("/students/{row:student_id}/protection", response=Protected)
def protect_student(request: ApiRequest, student_id: int, body: Sent[Protection]) -> Protected:
    """Tell nobody else where a child is, as its institution's officer; or tell it again."""
    enrollment = active_enrollment(request.auth, student_id)
    if enrollment is None:
        raise NotVisible
    require_own_register(request.auth, enrollment.institution_id, officer=True)
    given = body.read()
    protect(enrollment=enrollment, protected=given.protected, because=given.because, by=request.auth)
    return Protected(id=student_id, protected=given.protected)


def _claim(request: ApiRequest, pk: int) -> Claim:
    claim = queries.claim_for(request.auth, pk)
    if claim is None:
        raise NotVisible
    return claim


def _done(request: ApiRequest, pk: int, act: Callable[..., Claim], **given: str) -> ShownClaim:
    act(claim=_claim(request, pk), by=request.auth, **given)
    return _one(request, pk)


def _one(request: ApiRequest, pk: int) -> ShownClaim:
    return _shown(request, [_claim(request, pk)])[0]


def _shown(request: ApiRequest, claims: list[Claim]) -> list[ShownClaim]:
    stories = queries.story_of(claims, request.auth)
    return [_claim_shown(request, claim, stories[claim.pk]) for claim in claims]


def _claim_shown(request: ApiRequest, claim: Claim, story: list[queries.Told]) -> ShownClaim:
    holder = queries.holder_shown(claim, request.auth)
    return ShownClaim(
        id=claim.pk,
        state=queries.state_of(claim),
        claimant=_party(claim.claimant),
        holder=_party(holder) if holder else None,
        decider=Decider(code=claim.decider.code, level=claim.decider.level, name=claim.decider.name),
        due_on=claim.due_on,
        filed_at=claim.filed_at,
        student=ClaimedChild(
            citizen_id_type=claim.citizen_id_type,
            citizen_id=queries.citizen_id_shown(claim, request.auth),
            birth_date=claim.birth_date,
            name=queries.name_shown(claim, request.auth) or None,
        ),
        grade=claim.grade,
        room=claim.room,
        entered_on=claim.entered_on,
        held=queries.is_held(claim),
        steps=[_step(told) for told in story],
    )


def _party(institution: Organization) -> Party:
    lao = institution.parent.name if institution.parent else ""
    return Party(code=institution.code, name=institution.name, lao=lao, phone=institution.phone)


def _step(told: queries.Told) -> Step:
    by = told.organization
    return Step(
        kind=told.kind,
        at=told.at,
        organization=by.code if by else None,
        name=by.name if by else None,
        because=told.because or None,
    )
