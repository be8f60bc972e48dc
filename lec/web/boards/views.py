"""Boards: who is how far, who is late, and who can act (letter §3, §7, §9.1)."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lec.accounts.queries import officers_of
from lec.actor import Actor
from lec.confirmations.rules import State
from lec.organizations.models import Level, Organization
from lec.organizations.queries import ancestors, children, organizations_for
from lec.refusals import NotVisible
from lec.reports.queries import Progress, coverage_of_children, progress, receipt_totals, totals_of_children
from lec.rounds.models import Round, Subject
from lec.rounds.queries import previous_round
from lec.scoping import sees_persons
from lec.web.acting import acting, acting_organization, round_now

DONE = (State.CONFIRMED, State.CONFIRMED_ABOVE, State.NOT_APPLICABLE)


def board(request: HttpRequest) -> HttpResponse:
    """The board of the organization one acts for."""
    return _board(request, acting_organization(request))


def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One step down: the board of a province or an LAO below, the own page of an institution."""
    by = acting(request)
    organization = organizations_for(by).filter(code=code).first()
    if organization is None:
        raise NotVisible
    if organization.pk == by.organization_id:
        return redirect("boards:board")
    return _board(request, organization)


def _board(request: HttpRequest, organization: Organization) -> HttpResponse:
    by = acting(request)
    round = round_now(request)
    if round is None:
        return render(request, "boards/no_round.html", {"organization": organization})
    make = {
        Level.DEPARTMENT: _provinces,
        Level.PROVINCE: _laos,
        Level.LAO: _institutions,
        Level.INSTITUTION: _institution,
    }[Level(organization.level)]
    own = progress(by, [organization], Subject.STUDENTS, round, by.at)[0]
    context = {
        "organization": organization,
        "round": round,
        "previous": previous_round(round),
        "own": own,
        "mine": organization.pk == by.organization_id,
        "due_on": round.due_on(organization.level),
        "above": _way_up(by, organization),
        "query": request.GET.get("q", "").strip(),
        "filter": request.GET.get("show", ""),
    }
    template, more = make(by, organization, round, context)
    return render(request, template, context | more)


def _institutions(
    by: Actor, lao: Organization, round: Round, context: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    units = list(children(by, lao))
    rows = _rows(by, units, round, context["previous"], Subject.STUDENTS)
    headcounts = progress(by, [lao], Subject.HEADCOUNTS, round, by.at)[0]
    confirmed = [row for row in rows if row["progress"].confirmation]
    return "boards/lao.html", {
        "rows": rows,
        "confirmed": len(confirmed),
        "total": sum(row["progress"].total or 0 for row in confirmed),
        "last": _sum_known(row["last"] for row in confirmed),
        "headcounts": headcounts,
    }


def _laos(
    by: Actor, province: Organization, round: Round, context: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    units = list(children(by, province))
    headcounts = {p.organization.pk: p for p in progress(by, units, Subject.HEADCOUNTS, round, by.at)}
    everything = [
        row | {"headcounts": headcounts[row["progress"].organization.pk]}
        for row in _rows(by, units, round, context["previous"], Subject.STUDENTS)
    ]
    due = [row for row in everything if _is_due(row)]
    pending = [row for row in due if not _is_done(row)]
    shown = _search(due if context["filter"] == "all" else pending or due, context["query"])
    return "boards/province.html", {
        "rows": shown,
        "due": len(due),
        "done": len(due) - len(pending),
        "ready": sum(1 for row in pending if _is_ready(row)),
        "pending": len(pending),
        "showing_all": context["filter"] == "all" or not pending,
        "without_duty": len(everything) - len(due),
    }


def _provinces(
    by: Actor, department: Organization, round: Round, context: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    units = list(children(by, department))
    previous = context["previous"]
    now = totals_of_children(by, department, round, Subject.STUDENTS)
    last = totals_of_children(by, department, previous, Subject.STUDENTS) if previous else {}
    covered = coverage_of_children(by, department, round)
    rows: list[dict[str, Any]] = [
        {
            "progress": row,
            "covered": covered[row.organization.pk],
            "total": now.get(row.organization.pk),
            "last": last.get(row.organization.pk),
        }
        for row in progress(by, units, Subject.STUDENTS, round, by.at)
    ]
    return "boards/department.html", {
        "rows": _search(rows, context["query"]),
        "confirmed": sum(1 for row in rows if row["progress"].confirmation),
        "provinces": len(rows),
        "institutions": sum(row["covered"].confirmed for row in rows),
        "institutions_due": sum(row["covered"].expected for row in rows),
        "total": sum(now.values()),
        "last": sum(last.values()) if last else None,
    }


def _institution(
    by: Actor, institution: Organization, round: Round, context: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    officers = officers_of([institution.pk], by.today).get(institution.pk, [])
    return "boards/institution.html", {"officers": officers, "reads_register": sees_persons(by)}


def _rows(
    by: Actor, units: list[Organization], round: Round, previous: Round | None, subject: str
) -> list[dict[str, Any]]:
    officers = officers_of([unit.pk for unit in units], by.today)
    last = receipt_totals(by, units, subject, previous)
    rows = [
        {
            "progress": row,
            "last": last.get(row.organization.pk),
            "officer": next(iter(officers.get(row.organization.pk, [])), None),
        }
        for row in progress(by, units, subject, round, by.at)
    ]
    return sorted(rows, key=lambda row: list(State).index(row["progress"].state))  # problems first


def _sum_known(numbers: Iterable[int | None]) -> int | None:
    """A sum of what is known; unknown if nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _is_due(row: dict[str, Any]) -> bool:
    return any(p.state != State.NOT_APPLICABLE for p in (row["progress"], row["headcounts"]))


def _is_done(row: dict[str, Any]) -> bool:
    return all(p.state in DONE for p in (row["progress"], row["headcounts"]))


def _is_ready(row: dict[str, Any]) -> bool:
    return all(p.state in (*DONE, State.READY) for p in (row["progress"], row["headcounts"]))


def _search(rows: list[dict[str, Any]], query: str) -> list[dict[str, Any]]:
    def matches(p: Progress) -> bool:
        return (
            query in p.organization.name or query in p.organization.district or query == p.organization.code
        )

    return [row for row in rows if not query or matches(row["progress"])]


def _way_up(by: Actor, organization: Organization) -> list[dict[str, str]]:
    """The boards between the actor's own and this one, the highest first."""
    up = [o for o in ancestors(organization) if o.path.startswith(by.path)]
    return [{"label": o.name, "url": reverse("boards:unit", args=[o.code])} for o in reversed(up)]
