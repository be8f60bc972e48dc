"""Questions about confirmations: the situation of one or of a whole board, receipts, the ledger."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from lec.actor import Actor
from lec.confirmations.models import ConfirmedCount, ConfirmedStudent, DailyRoot, Receipt
from lec.confirmations.receipts import (
    Content,
    Counts,
    digest_of_rows,
    hash_of,
    root_of,
    totals_by_stage,
)
from lec.confirmations.rules import Below, Situation, revokers
from lec.headcounts.queries import (
    laos_with_schools,
    schools_without_headcounts,
    totals_by_grade_and_sex,
)
from lec.organizations.models import Level, Organization
from lec.reference.queries import setting
from lec.rounds.models import Confirmation, Round, Subject
from lec.rounds.queries import is_superseded, reopened_until, window_for
from lec.rounds.rules import RoundState, Window
from lec.students.queries import counts_by_grade_and_sex, register_states
from lec.thai import calendar

OVERVIEW = _("ภาพรวมสถานศึกษาในสังกัด")
HEADCOUNTS = _("จำนวนนักเรียนสังกัดอื่น")

Key = tuple[int, str]


def revokers_of(organization: Organization) -> set[int]:
    """The organizations that may revoke a confirmation of this one, by id."""
    institution_may = bool(setting("institution-may-revoke"))
    return revokers(organization.level, organization.pk, organization.parent_id, institution_may)


def situation_of(organization: Organization, subject: str, round: Round, at: datetime) -> Situation:
    """The situation of one organization. Ask it with the organization and its parent locked before acting."""
    return situations([organization], subject, round, at)[organization.pk]


def situations(
    organizations: Sequence[Organization], subject: str, round: Round, at: datetime
) -> dict[int, Situation]:
    """The situations of organizations of one level, by id, in a fixed number of queries."""
    if not organizations:
        return {}
    gather = GATHERERS.get((organizations[0].level, subject), _gather_nothing)
    standing = _standing(
        round, [o.pk for o in organizations] + [o.parent_id for o in organizations if o.parent_id]
    )
    window = window_for(organizations[0], at, subject, round)
    state, reopened = round.state(at), reopened_until(round, organizations, at)
    superseded = is_superseded(round, at)
    facts = gather(organizations, round)
    return {
        o.pk: Situation(
            organization=o.code,
            name=o.name,
            window=_window_of(window, o, state, reopened.get(o.pk)),
            superseded=superseded,
            confirmed=(o.pk, subject) in standing,
            above_confirmed=_above(standing, o)[1],
            above_code=_above(standing, o)[0],
            **facts[o.pk],  # type: ignore[arg-type]
        )
        for o in organizations
    }


def _window_of(window: Window | None, o: Organization, state: RoundState, until: datetime | None) -> Any:
    """The window of one of them: the same round, but for whom it was opened again."""
    state = state if until is None else RoundState.OPEN
    return window and replace(window, organization=o.code, state=state, reopened_until=until)


def _above(standing: dict[Key, tuple[str, str]], organization: Organization) -> tuple[str, str]:
    """Code and name of the organization above, if it stands confirmed."""
    return standing.get((organization.parent_id or 0, Subject.STUDENTS), ("", ""))


def _standing(round: Round, ids: Iterable[int]) -> dict[Key, tuple[str, str]]:
    """(organization, subject) -> (code, name), for those that stand behind their data."""
    rows = Confirmation.objects.filter(round=round, organization__in=list(ids), revoked_at=None)
    columns = ("organization_id", "subject", "organization__code", "organization__name")
    return {(pk, subject): (code, name) for pk, subject, code, name in rows.values_list(*columns)}


Facts = dict[int, dict[str, object]]


def _gather_nothing(organizations: Sequence[Organization], round: Round) -> Facts:
    return {o.pk: {"applicable": False, "own_data": False} for o in organizations}


def _gather_registers(institutions: Sequence[Organization], round: Round) -> Facts:
    states = register_states([o.pk for o in institutions], round)
    return {pk: {"applicable": True, "own_data": True, **vars(state)} for pk, state in states.items()}


def _gather_overviews(laos: Sequence[Organization], round: Round) -> Facts:
    below: dict[int, list[Below]] = {}
    owners: set[int] = set()
    institutions = Organization.objects.filter(parent__in=[o.pk for o in laos], level=Level.INSTITUTION)
    confirmed = _confirmed_below(laos, round, Subject.STUDENTS)
    for pk, parent, code, name in institutions.values_list("pk", "parent_id", "code", "name"):
        owners.add(parent)
        if pk not in confirmed:
            below.setdefault(parent, []).append(Below(code, name, "institution"))
    return {
        o.pk: {"applicable": o.pk in owners, "own_data": False, "below": tuple(below.get(o.pk, ()))}
        for o in laos
    }


def _gather_headcounts(laos: Sequence[Organization], round: Round) -> Facts:
    payers = laos_with_schools([o.pk for o in laos])
    below: dict[int, list[Below]] = {}
    missing = schools_without_headcounts([o.pk for o in laos], round)
    for lao, code, name in missing.values_list("lao_id", "code", "name"):
        below.setdefault(lao, []).append(Below(code, name, "other-school"))
    return {
        o.pk: {"applicable": o.pk in payers, "own_data": True, "below": tuple(below.get(o.pk, ()))}
        for o in laos
    }


def _gather_provinces(provinces: Sequence[Organization], round: Round) -> Facts:
    ids = [o.pk for o in provinces]
    laos = list(Organization.objects.filter(parent__in=ids).values_list("pk", "parent_id", "code", "name"))
    owners = set(
        Organization.objects.filter(level=Level.INSTITUTION, parent__parent__in=ids).values_list(
            "parent_id", flat=True
        )
    )
    due: tuple[tuple[str, set[int], object], ...] = (
        (Subject.STUDENTS, owners, OVERVIEW),
        (Subject.HEADCOUNTS, laos_with_schools([lao[0] for lao in laos]), HEADCOUNTS),
    )
    below: dict[int, list[Below]] = {}
    applicable: set[int] = set()
    for subject, owing, what in due:
        confirmed = _confirmed_below(provinces, round, subject)
        for pk, province, code, name in laos:
            if pk in owing:
                applicable.add(province)
                if pk not in confirmed:
                    below.setdefault(province, []).append(Below(code, name, str(what)))
    return {
        pk: {
            "applicable": pk in applicable,
            "own_data": False,
            "below": tuple(_one_per_unit(below.get(pk, []))),
        }
        for pk in ids
    }


def _one_per_unit(units: list[Below]) -> Iterator[Below]:
    """One obstacle per blocking organization (API.md), naming everything it owes."""
    by_code: dict[str, list[Below]] = {}
    for unit in units:
        by_code.setdefault(unit.code, []).append(unit)
    for code, owed in by_code.items():
        yield Below(code, owed[0].name, " · ".join(unit.what for unit in owed))


def _confirmed_below(parents: Sequence[Organization], round: Round, subject: str) -> set[int]:
    rows = Confirmation.objects.filter(
        round=round, organization__parent__in=[o.pk for o in parents], subject=subject, revoked_at=None
    )
    return set(rows.values_list("organization_id", flat=True))


GATHERERS: dict[tuple[str, str], Callable[[Sequence[Organization], Round], Facts]] = {
    (Level.INSTITUTION, Subject.STUDENTS): _gather_registers,
    (Level.LAO, Subject.STUDENTS): _gather_overviews,
    (Level.LAO, Subject.HEADCOUNTS): _gather_headcounts,
    (Level.PROVINCE, Subject.STUDENTS): _gather_provinces,
}


def frozen_counts(receipt: Receipt) -> Counts:
    """The counts a receipt vouches for by (grade, sex): its own frozen rows, or the sum of what it stands on.

    An overview sums students; the headcounts it lists are summed apart, under their own receipts.
    """
    rows = ConfirmedCount.objects.filter(confirmation__in=_owners([receipt]))
    return {(g, s): n for g, s, n in rows.values_list("grade", "sex").annotate(number=Sum("count"))}


def counts_to_confirm(organization: Organization, subject: str, round: Round) -> Counts:
    """What a confirmation given now would vouch for.

    The living register, the headcounts entered, or the sum of what stands below.
    """
    if organization.level == Level.INSTITUTION:
        return counts_by_grade_and_sex(organization)
    if subject == Subject.HEADCOUNTS:
        return totals_by_grade_and_sex(organization, round)
    owners = _owners(list(standing_below(organization, round).filter(confirmation__subject=Subject.STUDENTS)))
    rows = ConfirmedCount.objects.filter(confirmation__in=owners).values_list("grade", "sex")
    return {(g, s): n for g, s, n in rows.annotate(number=Sum("count"))}


def counts_confirmed(organization: Organization, subject: str, round: Round | None) -> Counts:
    """What an organization stands behind in a round; empty if it does not."""
    receipt = Receipt.objects.filter(
        confirmation__organization=organization,
        confirmation__subject=subject,
        confirmation__round=round,
        confirmation__revoked_at=None,
    ).first()
    return frozen_counts(receipt) if receipt else {}


def _owners(receipts: Sequence[Receipt]) -> list[int]:
    """The confirmations that own frozen rows at the bottom of these receipts, two steps down at most."""
    owners: list[int] = []
    level = list(receipts)
    while level:
        pairs = list(
            Receipt.objects.filter(
                stood_on_by__in=[r.pk for r in level], confirmation__subject=Subject.STUDENTS
            ).select_related("confirmation")
        )
        standing_on = set(
            Receipt.basis.through._default_manager.filter(from_receipt__in=[r.pk for r in level]).values_list(
                "from_receipt_id", flat=True
            )
        )
        owners += [r.confirmation_id for r in level if r.pk not in standing_on]
        level = pairs
    return owners


def rows_digest(confirmation: Confirmation) -> str:
    """The digest over everything frozen by one confirmation: students and counts."""
    students = ConfirmedStudent.objects.filter(confirmation=confirmation).values_list(
        "student_id",
        "enrollment_id",
        "grade",
        "room",
        "sex",
        "birth_date",
        "citizen_id_type",
        "disadvantage",
        "disability",
    )
    counts = ConfirmedCount.objects.filter(confirmation=confirmation)
    return digest_of_rows([*students, *counts.values_list("school__code", "grade", "sex", "count")])


def content_of(receipt: Receipt) -> Content:
    """What the receipt vouches for, gathered anew from the frozen rows and the ledger."""
    confirmation = receipt.confirmation
    return Content(
        number=receipt.number,
        round=confirmation.round.key,
        place=[confirmation.organization_id, confirmation.lao_id, confirmation.province_id],
        organization=receipt.organization_code,
        name=receipt.organization_name,
        parents=receipt.parents,
        subject=confirmation.subject,
        confirmed_at=confirmation.confirmed_at,
        signer=f"{confirmation.confirmed_by_id} {receipt.signer_name}",
        zero_because=receipt.zero_because,
        counts=frozen_counts(receipt),
        rows_digest=rows_digest(confirmation),
        basis=list(receipt.basis.values_list("hash", flat=True)),
        previous=receipt.previous.hash if receipt.previous else "",
    )


def first_broken_receipt() -> tuple[Receipt, str] | None:
    """Recompute every receipt and the chain; the first that does not hold, with what is wrong, else None.

    "missing" is a confirmation whose receipt is gone: it is named by round and organization.
    """
    bare = Confirmation.objects.filter(receipt=None).select_related("round", "organization").first()
    if bare is not None:
        return Receipt(confirmation=bare, number=f"{bare.round.key} {bare.organization.code}"), "missing"
    before: dict[int, int] = {}
    rows = Receipt.objects.select_related("confirmation__round", "confirmation__organization", "previous")
    for receipt in rows.order_by("pk").iterator(chunk_size=500):
        organization = receipt.confirmation.organization_id
        if receipt.previous_id != before.get(organization):
            return receipt, "chain"
        before[organization] = receipt.pk
        content = content_of(receipt)
        if sum(content.counts.values()) != receipt.total:
            return receipt, "total"
        if content.rows_digest != receipt.rows_digest:
            return receipt, "rows"
        if hash_of(content) != receipt.hash:
            return receipt, "hash"
    return None


def daily_roots() -> QuerySet[DailyRoot]:
    """The published roots, the latest first: everybody's to read."""
    return DailyRoot.objects.order_by("-day")


def first_broken_day() -> date | None:
    """Recompute every daily root and their chain; the first day that does not hold, else None. A receipt of a
    day without a root is missed by the next that has one.
    """
    start, previous = calendar.start_of_day(date(1970, 1, 1)), ""
    for sealed in DailyRoot.objects.order_by("day"):
        end = calendar.end_of_day(sealed.day)
        given = Receipt.objects.filter(
            confirmation__confirmed_at__gte=start, confirmation__confirmed_at__lt=end
        )
        hashes = list(given.values_list("hash", flat=True))
        if (len(hashes), root_of(sealed.day, previous, hashes)) != (sealed.receipts, sealed.root):
            return sealed.day
        start, previous = end, sealed.root
    return None


def receipts_for(actor: Actor) -> QuerySet[Receipt]:
    """Receipts the actor may read whole, with signer; the public reads less (`public_receipt`)."""
    return Receipt.objects.visible_to(actor).select_related(
        "confirmation__round", "confirmation__organization", "confirmation__revoked_by", "previous"
    )


def public_receipt(number: str) -> Receipt | None:
    """The receipt of this number, for anyone who holds it; the caller shows no person."""
    rows = Receipt.objects.select_related("confirmation__round", "confirmation__organization", "previous")
    return rows.filter(number=number).first()


def public_totals(receipt: Receipt) -> list[dict[str, Any]]:
    """Totals by stage as anybody with the number may read them: small cells merged, no person."""
    return totals_by_stage(frozen_counts(receipt))


def basis_of(receipt: Receipt) -> list[Receipt]:
    """The receipts an overview stands on, by name, those whose confirmation has fallen since among them."""
    return list(
        receipt.basis.select_related("confirmation__organization").order_by(
            "confirmation__organization__sort_key", "confirmation__subject"
        )
    )


def latest_receipt(actor: Actor, organization: Organization, subject: str) -> Receipt | None:
    """The organization's newest receipt for a subject, standing or revoked."""
    rows = receipts_for(actor).filter(confirmation__organization=organization, confirmation__subject=subject)
    return rows.order_by("-pk").first()


def standing_below(organization: Organization, round: Round) -> QuerySet[Receipt]:
    """The receipts an overview of this organization stands on: those of its direct children that stand."""
    return Receipt.objects.filter(
        confirmation__round=round,
        confirmation__organization__parent=organization,
        confirmation__revoked_at=None,
    )
