"""Education money: from head counts as sent, from what stands confirmed, from the register as it is now."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import WithJsonSchema

from lec.api.access import ApiRequest, organization_seen
from lec.api.given import GivenModel, Sent, Text
from lec.budgets.queries import confirmed_estimates, rates, register_estimate
from lec.budgets.rules import (
    Added,
    Estimate,
    Group,
    School,
    added,
    compute,
    faults_of_groups,
    faults_of_year,
)
from lec.organizations.models import INSTITUTION_KINDS, Level
from lec.organizations.queries import acting_for
from lec.refusals import Fault, Forbidden, Invalid, refuse_if_wrong

router = Router(tags=["budgets"])

DIGITS = 4
PREVIEWED = (Level.LAO, Level.INSTITUTION)
OF_KIND = {"center": (Group.CENTER, Group.CENTER_3_5)}


class ShownPart(Schema):
    """Heads that take one rate: of a line that goes by the size of the school."""

    count: int
    rate: float
    days: int | None


class ShownLine(Schema):
    """What a line gives a group, in baht; `rate` is null where schools of several sizes take several."""

    line: str
    group: str
    count: int
    rate: float | None
    days: int | None
    amount: int
    source: str
    parts: list[ShownPart] | None = None


class ShownMissing(Schema):
    """A line that is due and has no amount."""

    line: str
    group: str
    why: str


class ShownEstimate(Schema):
    """All lines, what is missing, and the sum of what is there."""

    lines: list[ShownLine]
    missing: list[ShownMissing]
    total: int


class OrganizationEstimate(ShownEstimate):
    """Of an organization; `one_round` places have confirmed one of the two rounds, which stands for both, and
    `near_edge` are by their size near another rate of lunch.
    """

    fiscal_year: int
    organization: str
    basis: str
    one_round: int
    near_edge: int


class SchoolGiven(GivenModel):
    """One institution's heads by group."""

    kind: Text = "school"
    groups: dict[str, int] = Field(default_factory=dict)


class ToCompute(GivenModel):
    """Heads of one unit, as a whole or school by school; groups left out are 0."""

    fiscal_year: int
    groups: dict[str, int] | None = None
    schools: list[SchoolGiven] | None = None


class EstimateAsked(Schema):
    """Of which fiscal year (BE) and organization, and from what: `confirmed` or `register`."""

    fiscal_year: Annotated[str, WithJsonSchema({"type": "integer"})] = ""
    organization: str = ""
    basis: str = "confirmed"


@router.post("/budgets/compute", response=ShownEstimate)
def compute_budget(request: ApiRequest, body: Sent[ToCompute]) -> ShownEstimate:
    """The money of what is sent, taken as one unit: rounded up once per line and group. Nothing is kept."""
    given = body.read()
    refuse_if_wrong([*faults_of_year(given.fiscal_year), *_faults(given)])
    if given.schools is None:
        whole = School({Group(name): count for name, count in (given.groups or {}).items()})
        return _shown([compute(rates(given.fiscal_year), [whole], sizes_known=False)])
    schools = [School({Group(name): count for name, count in one.groups.items()}) for one in given.schools]
    return _shown([compute(rates(given.fiscal_year), schools)])


def _faults(given: ToCompute) -> list[Fault]:
    if (given.groups is None) == (given.schools is None):
        return [Fault("groups-missing", _("ส่ง groups หรือ schools อย่างใดอย่างหนึ่ง"), "groups")]
    faults = list(faults_of_groups(given.groups or {}))
    for row, school in enumerate(given.schools or [], 1):
        faults += faults_of_groups(school.groups, row)
        if school.kind not in INSTITUTION_KINDS:
            faults.append(Fault("kind-unknown", _("ระบุ school หรือ center"), "kind", row))
            continue
        of_centers = OF_KIND["center"]
        strange = [name for name in school.groups if (name in of_centers) != (school.kind == "center")]
        if strange:
            message = _("กลุ่มนี้ไม่ใช่ของสถานศึกษาประเภทนี้")
            faults += [Fault("group-of-another-kind", message, name[:40], row) for name in strange]
    return faults


@router.get("/budgets/estimate", response=OrganizationEstimate)
def estimate(request: ApiRequest, asked: Query[EstimateAsked]) -> OrganizationEstimate:
    """The money of an organization: from what stands confirmed, rounded at each LAO and added above; or, of
    one institution or LAO, a preview from the register and headcounts as they are now.
    """
    by = request.auth
    organization = organization_seen(by, asked.organization) if asked.organization else acting_for(by)
    if not by.is_officer:
        raise Forbidden(_("งบประมาณดูได้เฉพาะผู้รับผิดชอบ"))
    year = int(asked.fiscal_year) if asked.fiscal_year.isdecimal() and len(asked.fiscal_year) == DIGITS else 0
    refuse_if_wrong(faults_of_year(year))
    if asked.basis not in ("confirmed", "register"):
        raise Invalid([Fault("basis-unknown", _("ระบุ confirmed หรือ register"), "basis")])
    if asked.basis == "confirmed":
        given = confirmed_estimates(organization, year)
    elif organization.level in PREVIEWED:
        given = [register_estimate(organization, year, by.at)]
    else:
        message = _("ตัวอย่างจากทะเบียนดูได้เฉพาะสถานศึกษาหรือ อปท. แห่งเดียว สูงกว่านั้นใช้ confirmed")
        raise Invalid([Fault("register-not-summed", message, "basis")])
    return OrganizationEstimate(
        fiscal_year=year,
        organization=organization.code,
        basis=asked.basis,
        one_round=sum(one.one_round for one in given),
        near_edge=sum(one.near_edge for one in given),
        **_shown([one.estimate for one in given]).dict(),
    )


def _shown(estimates: list[Estimate]) -> ShownEstimate:
    """One or, above the LAO, the sum of many."""
    lines, missing = added(estimates)
    return ShownEstimate(
        lines=[_line(line) for line in lines],
        missing=[ShownMissing(line=gap.line, group=gap.group, why=gap.why) for gap in missing],
        total=sum(int(line.amount) for line in lines),
    )


def _line(line: Added) -> ShownLine:
    single = line.rates[0] if len(line.rates) == 1 else None
    parts = [
        ShownPart(count=heads, rate=float(rate.amount), days=rate.days)
        for rate, heads in line.heads_by_rate.items()
    ]
    return ShownLine(
        line=line.line,
        group=line.group,
        count=line.count,
        rate=float(single.amount) if single else None,
        days=line.rates[0].days,
        amount=int(line.amount),
        source="; ".join(dict.fromkeys(f"{rate.status}: {rate.source}" for rate in line.rates)),
        parts=None if single else parts,
    )
