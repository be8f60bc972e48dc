"""Who may open which page, on one screen. A page that is not listed here is closed.

Rows are another question: whatever page is opened, `scoping.visible_to` decides what is on it.
"""

from enum import StrEnum

from lec.actor import Actor, Role
from lec.scoping import depth


class Who(StrEnum):
    """The audiences of pages: nobody in particular, anybody signed in, and one per level and role."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed in"
    TEACHER = "teacher"
    INSTITUTION = "institution"
    LAO = "lao"
    PROVINCE = "province"
    DEPARTMENT = "department"


BY_DEPTH = {1: Who.DEPARTMENT, 2: Who.PROVINCE, 3: Who.LAO, 4: Who.INSTITUTION}

EVERYONE = {Who.EVERYONE}
SIGNED_IN = {Who.SIGNED_IN}
SCHOOL = {Who.TEACHER, Who.INSTITUTION}
INSTITUTION = {Who.INSTITUTION}
LAO = {Who.LAO}
DEPARTMENT = {Who.DEPARTMENT}
OVERSEERS = {Who.LAO, Who.PROVINCE, Who.DEPARTMENT}
OFFICERS = OVERSEERS | INSTITUTION
ALL = OFFICERS | SCHOOL

PAGES: dict[str, set[Who]] = {
    "home": ALL,
    # signing in, and for whom one acts (web/accounts)
    "account_login": EVERYONE,
    "account_logout": EVERYONE,
    "account_reauthenticate": SIGNED_IN,
    "set_language": EVERYONE,
    "accounts:redeem": EVERYONE,
    "accounts:forgot": EVERYONE,
    "accounts:password": ALL,
    "accounts:switch": SIGNED_IN,
    "accounts:kept": SIGNED_IN,
    # people and their roles (web/accounts)
    # the register (web/students)
    # the existence check (web/attesting)
    # Excel in and out (web/uploads)
    "uploads:list": INSTITUTION,
    "uploads:template": INSTITUTION,
    "uploads:upload": INSTITUTION,
    "uploads:apply": INSTITUTION,
    "uploads:discard": INSTITUTION,
    "uploads:result": INSTITUTION,
    # confirming, revoking, receipts (web/confirmations)
    "confirmations:confirm": {Who.INSTITUTION, Who.LAO, Who.PROVINCE},
    "confirmations:receipt": EVERYONE,
    "confirmations:revoke": OFFICERS,
    # who is how far (web/boards)
    "boards:board": OVERSEERS,
    "boards:unit": OVERSEERS,
    # other schools' headcounts (web/headcounts)
    "headcounts:list": LAO,
    "headcounts:school": LAO,
    # counted numbers (web/reports)
    "reports:counts": OFFICERS,
    "reports:counts_of": OFFICERS,
    # organizations (web/organizations)
    # rounds (web/rounds)
}


def audience_of(actor: Actor) -> Who:
    """Which audience an actor belongs to."""
    return Who.TEACHER if actor.role == Role.TEACHER else BY_DEPTH[depth(actor.path)]


def may_open(page: str, actor: Actor | None, *, signed_in: bool) -> bool:
    """Whether a page opens for somebody; False for any page that is not listed."""
    who = PAGES.get(page, set())
    if Who.EVERYONE in who or (Who.SIGNED_IN in who and signed_in):
        return True
    return actor is not None and audience_of(actor) in who
