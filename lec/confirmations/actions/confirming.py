"""Confirming and revoking, at every level by the same two functions (letter §6-§9).

Each locks the parent, then the unit, top down, before it looks: locking only the unit's own row lets an LAO
be confirmed while its school is not, 6 times of 6 on PostgreSQL (DOMAIN, Confirmation). `FOR NO KEY UPDATE`
does not collide with rows that merely point at the locked organization.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lec.accounts.models import User
from lec.actor import Actor
from lec.audit.actions import record
from lec.confirmations import queries
from lec.confirmations.models import ConfirmedCount, ConfirmedStudent, Receipt
from lec.confirmations.receipts import hash_of, new_number
from lec.confirmations.rules import (
    TicketState,
    TicketStepKind,
    faults_of_reason,
    faults_of_zero_reason,
    obstacles_to_confirming,
    obstacles_to_revoking,
    require_revoker,
    require_signer,
)
from lec.headcounts.models import Headcount
from lec.notices.actions import tell
from lec.organizations.actions import keep_organizations
from lec.organizations.models import Level, Organization
from lec.organizations.rules import OrganizationEntry, require_level
from lec.refusals import Obstacle, refuse_if, refuse_if_wrong
from lec.rounds.models import Confirmation, Round, Subject
from lec.rounds.queries import current_round, standing, window_for
from lec.rounds.rules import obstacles_to_writing
from lec.students.actions import review
from lec.students.models import Placement


def confirm(
    *, organization: Organization, round: Round, subject: str, by: Actor, zero_because: str = ""
) -> Confirmation:
    """Stand behind one's data (T2, T5, T8, T10): freeze it, number it, chain it.

    Raises NotYours for anyone but the organization's own officer, Blocked with all obstacles; `standing`
    then carries the confirmation that already stands, so that a lost answer can be fetched again.
    """
    require_signer(by, organization.pk, organization.code)
    refuse_if_wrong(faults_of_zero_reason(zero_because))
    with transaction.atomic():
        organization = lock_with_parent(organization)
        if organization.level == Level.INSTITUTION and not any(
            obstacles_to_writing(window_for(organization, by.at, round=round))
        ):
            review(organization, round, by.today)
        situation = queries.situation_of(organization, subject, round, by.at)
        obstacles = list(obstacles_to_confirming(situation, zero_because))
        held = standing(round, organization, subject)
        why_zero = zero_because.strip() if situation.students == 0 else ""
        confirmation = None if obstacles else _give(organization, round, subject, by, why_zero)
    if confirmation is None:
        refuse_if(obstacles, held)
        raise AssertionError("a confirmation without obstacles was not given")
    return confirmation


def _give(
    organization: Organization, round: Round, subject: str, by: Actor, zero_because: str
) -> Confirmation:
    parents = _parents(organization)
    confirmation = Confirmation.objects.create(
        round=round,
        organization=organization,
        subject=subject,
        lao=next((p for p in [organization, *parents] if p.level == Level.LAO), None),
        province=next((p for p in [organization, *parents] if p.level == Level.PROVINCE), None),
        confirmed_at=by.at,
        confirmed_by_id=by.user_id,
    )
    _freeze(confirmation)
    receipt = _receipt(confirmation, organization, parents, zero_because)
    record(
        "confirm",
        confirmation,
        by=by,
        organization_id=organization.pk,
        because=zero_because,
        after={"round": round.key, "subject": subject, "receipt": receipt.number, "total": receipt.total},
    )
    return confirmation


def _freeze(confirmation: Confirmation) -> None:
    """Copy what is confirmed, in the database, in the confirmation's own transaction."""
    organization = confirmation.organization
    if organization.level == Level.INSTITUTION:
        seats = Placement.objects.filter(classroom__institution=organization, ends_on=None).order_by()
        cells = ("classroom__grade", "enrollment__student__sex")
        _insert(
            ConfirmedStudent,
            confirmation,
            (
                "enrollment_id",
                "student_id",
                "grade",
                "room",
                "sex",
                "birth_date",
                "citizen_id_type",
                "disadvantage",
                "disability",
            ),
            seats.values_list(
                "enrollment_id",
                "enrollment__student_id",
                "classroom__grade",
                "classroom__room",
                "enrollment__student__sex",
                "enrollment__student__birth_date",
                "enrollment__student__citizen_id_type",
                Coalesce("enrollment__student__particulars__disadvantage", Value("")),
                Coalesce("enrollment__student__particulars__disability", Value("")),
            ),
        )
        _insert(
            ConfirmedCount,
            confirmation,
            ("grade", "sex", "count"),
            seats.values_list(*cells).annotate(number=Count("pk")).values_list(*cells, "number"),
        )
    elif confirmation.subject == Subject.HEADCOUNTS:
        given = Headcount.objects.filter(school__lao=organization, round=confirmation.round).order_by()
        columns = ("school_id", "grade", "sex", "count")
        _insert(ConfirmedCount, confirmation, columns, given.values_list(*columns))


def _insert(
    model: type[ConfirmedStudent | ConfirmedCount],
    confirmation: Confirmation,
    columns: tuple[str, ...],
    rows: QuerySet[Placement, Any] | QuerySet[Headcount, Any],
) -> None:
    """INSERT..SELECT: the rows never pass through this process."""
    select, params = rows.query.sql_with_params()
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in ("confirmation_id", *columns))
    table = quote(model._meta.db_table)
    sql = f"INSERT INTO {table} ({names}) SELECT %s, frozen.* FROM ({select}) AS frozen"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [confirmation.pk, *params])


def _receipt(
    confirmation: Confirmation, organization: Organization, parents: Sequence[Organization], zero_because: str
) -> Receipt:
    receipt = Receipt(
        confirmation=confirmation,
        number=new_number(confirmation.round.key),
        organization_code=organization.code,
        organization_name=organization.name,
        parents=[{"level": p.level, "code": p.code, "name": p.name} for p in parents],
        signer_name=User.objects.get(pk=confirmation.confirmed_by_id).name,
        zero_because=zero_because,
        total=0,
        rows_digest=queries.rows_digest(confirmation),
        previous=Receipt.objects.filter(confirmation__organization=organization).order_by("-pk").first(),
    )
    receipt.save()
    if organization.level != Level.INSTITUTION and confirmation.subject == Subject.STUDENTS:
        receipt.basis.set(queries.standing_below(organization, confirmation.round))
    content = queries.content_of(receipt)
    receipt.total, receipt.hash = sum(content.counts.values()), hash_of(content)
    receipt.save(update_fields=["total", "hash"])
    return receipt


@transaction.atomic
def revoke(*, confirmation: Confirmation, because: str, by: Actor) -> Confirmation:
    """Close a confirmation (T4, T6, T9, T11): by the level above, an institution also by itself (§4.3.1(5)),
    if the department's setting says so.

    Revoking an LAO does not revoke its institutions. Raises NotYours, Invalid without a reason, Blocked while
    the level above stands confirmed.
    """
    organization = lock_with_parent(confirmation.organization)
    require_revoker(by, queries.revokers_of(organization), organization.code)
    refuse_if_wrong(faults_of_reason(because))
    confirmation = Confirmation.objects.select_related("round").get(pk=confirmation.pk)
    situation = queries.situation_of(organization, confirmation.subject, confirmation.round, by.at)
    stands = situation.confirmed and confirmation.stands
    refuse_if(obstacles_to_revoking(replace(situation, confirmed=stands)))
    confirmation.revoked_at, confirmation.revoked_by_id = by.at, by.user_id
    confirmation.revoked_because = because.strip()
    confirmation.opened_for = _close_ticket(confirmation, by)
    confirmation.save(update_fields=["revoked_at", "revoked_by", "revoked_because", "opened_for"])
    record(
        "revoke",
        confirmation,
        by=by,
        organization_id=organization.pk,
        because=because.strip(),
        before={"round": confirmation.round.key, "subject": confirmation.subject},
    )
    return confirmation


def _close_ticket(confirmation: Confirmation, by: Actor) -> list[int]:
    """What was asked for is done, whoever did it; the stays it was asked for, none for all."""
    ticket = queries.open_ticket(confirmation)
    if ticket is None:
        return []
    ticket.state, ticket.closed_at = TicketState.APPROVED, by.at
    ticket.save(update_fields=["state", "closed_at"])
    ticket.steps.create(
        kind=TicketStepKind.REVOKED,
        at=by.at,
        by_id=by.user_id,
        organization_id=by.organization_id,
        revoked=confirmation,
    )
    organization = confirmation.organization
    tell(
        organizations=[organization.pk],
        kind="ticket-approved",
        params={"name": organization.name, "round": confirmation.round.label},
        url_name="tickets:ticket",
        url_pk=ticket.pk,
        by=by,
    )
    return list(ticket.students)


@transaction.atomic
def open_institutions(*, entries: Sequence[OrganizationEntry], by: Actor) -> tuple[int, int]:
    """Add or change institutions; (added, changed). Refused below a standing overview (invariant 1, DOMAIN).

    An institution added to a confirmed LAO would make "confirmed" say less than all. Raises Invalid with a
    fault per row, Blocked naming each confirmation in the way.
    """
    require_level(by, 1)
    laos = list(Organization.objects.filter(code__in={e.parent for e in entries}, level=Level.LAO))
    ids = {by.organization_id} | {pk for lao in laos for pk in (lao.pk, lao.parent_id) if pk}
    list(Organization.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("path"))
    known = set(
        Organization.objects.filter(code__in=[e.code for e in entries]).values_list("code", flat=True)
    )
    opening = {entry.parent for entry in entries if entry.code not in known}
    kept = keep_organizations(entries=entries, by=by)
    refuse_if(_obstacles_to_opening([lao for lao in laos if lao.code in opening], by))
    return kept


def _obstacles_to_opening(laos: Sequence[Organization], by: Actor) -> Iterator[Obstacle]:
    """The overviews that an institution more would belie."""
    above = {pk for lao in laos for pk in (lao.pk, lao.parent_id)}
    standing = Confirmation.objects.filter(
        round=current_round(by.at), organization__in=above, subject=Subject.STUDENTS, revoked_at=None
    )
    for confirmation in standing.select_related("organization").order_by("organization__path"):
        name = confirmation.organization.name
        yield Obstacle(
            "confirmed-above",
            _("%(name)s ยืนยันแล้ว ต้องยกเลิกการยืนยันก่อนจึงเพิ่มสถานศึกษาได้") % {"name": name},
            confirmation.organization.code,
        )


def lock_with_parent(organization: Organization) -> Organization:
    """Lock the parent, then the unit: the one order in which rows are ever locked."""
    ids = [pk for pk in (organization.parent_id, organization.pk) if pk]
    rows = Organization.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("path")
    return list(rows)[-1]


def _parents(organization: Organization) -> list[Organization]:
    ids = [int(part) for part in organization.path.strip("/").split("/")][:-1]
    return list(Organization.objects.filter(pk__in=ids).order_by("-path"))
