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
    "accounts:profile": ALL,
    "accounts:tokens": ALL,
    "accounts:withdraw_token": ALL,
    # people and their roles (web/accounts)
    "accounts:people": OFFICERS,
    "accounts:people_of": OFFICERS,
    "accounts:appoint": OFFICERS,
    "accounts:invite": OVERSEERS,
    "accounts:invitation_workbook": OVERSEERS,
    "accounts:member": OFFICERS,
    "accounts:new_code": OFFICERS,
    "accounts:end": OFFICERS,
    "accounts:activity": OFFICERS,
    "accounts:rooms": INSTITUTION,
    # the register (web/students)
    "students:list": SCHOOL,
    "students:everyone": SCHOOL,
    "students:room": SCHOOL,
    "students:search": SCHOOL | LAO,
    "students:enroll": SCHOOL,
    "students:student": SCHOOL,
    "students:section": SCHOOL,
    "students:history": SCHOOL | LAO,
    "students:places": SCHOOL,
    "students:findings": SCHOOL,
    "students:explain": INSTITUTION,
    "students:left": INSTITUTION,
    "students:leave": INSTITUTION,
    "students:move": INSTITUTION,
    "students:return": INSTITUTION,
    "students:of_institution": LAO,
    "students:twins": INSTITUTION | LAO,
    "students:undo_merge": INSTITUTION | LAO,
    "students:rollover": INSTITUTION,
    "students:undo_rollover": INSTITUTION,
    # a child listed elsewhere (web/claims)
    "claims:list": ALL,
    "claims:claim": ALL,
    "claims:file": SCHOOL,
    "claims:release": INSTITUTION,
    "claims:contest": INSTITUTION,
    "claims:withdraw": SCHOOL,
    "claims:decide": OVERSEERS,
    # what the organization was told (web/notices)
    "notices:list": OFFICERS,
    # the existence check (web/attesting)
    "attesting:rooms": SCHOOL,
    "attesting:room": SCHOOL,
    "attesting:paper": SCHOOL,
    "attesting:papers": SCHOOL,
    # Excel in and out (web/uploads)
    "uploads:list": INSTITUTION,
    "uploads:template": INSTITUTION,
    "uploads:upload": INSTITUTION,
    "uploads:columns": INSTITUTION,
    "uploads:claim": INSTITUTION,
    "uploads:apply": INSTITUTION,
    "uploads:discard": INSTITUTION,
    "uploads:result": INSTITUTION,
    # lists to take along (web/downloads)
    "downloads:classroom": SCHOOL,
    "downloads:register": SCHOOL,
    "downloads:rpt318": INSTITUTION,
    "downloads:counts": OFFICERS,
    "downloads:headcounts": LAO,
    "downloads:follow_up": OVERSEERS,
    # confirming, revoking, receipts (web/confirmations)
    "confirmations:confirm": {Who.INSTITUTION, Who.LAO, Who.PROVINCE},
    "confirmations:roots": EVERYONE,
    "confirmations:receipt": EVERYONE,
    "confirmations:receipt_pdf": EVERYONE,
    "confirmations:certificate": OFFICERS,
    "confirmations:revoke": OFFICERS,
    # asking that a confirmation be taken back (web/tickets)
    "tickets:list": OFFICERS,
    "tickets:ticket": OFFICERS,
    "tickets:file": {Who.INSTITUTION, Who.LAO, Who.PROVINCE},
    "tickets:approve": OVERSEERS,
    "tickets:refuse": OVERSEERS,
    "tickets:withdraw": {Who.INSTITUTION, Who.LAO, Who.PROVINCE},
    # who is how far (web/boards)
    "boards:board": OVERSEERS,
    "boards:unit": OVERSEERS,
    "boards:letters": OVERSEERS,
    # other schools' headcounts (web/headcounts)
    "headcounts:list": LAO,
    "headcounts:school": LAO,
    # counted numbers (web/reports)
    "budgets:rates": DEPARTMENT,
    "budgets:money": OFFICERS,
    "budgets:money_of": OFFICERS,
    "reports:counts": OFFICERS,
    "reports:counts_of": OFFICERS,
    # organizations (web/organizations)
    "organizations:list": ALL,
    "organizations:unit": OVERSEERS,
    "organizations:edit": DEPARTMENT,
    "organizations:new": DEPARTMENT,
    # basics, buildings, personnel of institutions (web/facilities)
    "facilities:of": OFFICERS,
    "facilities:buildings": OFFICERS,
    "facilities:personnel": OFFICERS,
    "facilities:profile": INSTITUTION,
    "facilities:new_building": INSTITUTION,
    "facilities:building": INSTITUTION,
    "facilities:end_building": INSTITUTION,
    "facilities:return_building": INSTITUTION,
    "facilities:new_staff_member": INSTITUTION,
    "facilities:staff_member": INSTITUTION,
    "facilities:end_staff_member": INSTITUTION,
    "facilities:return_staff_member": INSTITUTION,
    # the trail (web/audit)
    "audit:list": OFFICERS,
    # rounds (web/rounds)
    "rounds:list": DEPARTMENT,
    "rounds:new": DEPARTMENT,
    "rounds:edit": DEPARTMENT,
    "rounds:reopenings": DEPARTMENT,
    "rounds:reopen": DEPARTMENT,
    "rounds:end_reopening": DEPARTMENT,
    "rounds:close": DEPARTMENT,
    # lists and limits (web/reference)
    "reference:lists": DEPARTMENT,
    "reference:codes": DEPARTMENT,
    "reference:code": DEPARTMENT,
    "reference:ages": DEPARTMENT,
    "reference:setting": DEPARTMENT,
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
