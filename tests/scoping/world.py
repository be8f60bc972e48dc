"""A world in which every table that belongs to somebody holds rows of both provinces, made by the actions.

The school in North and the school in South are filled alike; then North's center and LAO Bua stand confirmed,
and all of LAO Phu in South.
"""

from dataclasses import replace
from datetime import timedelta

from lec.accounts.actions import issue_token
from lec.actor import Actor
from lec.claims.actions import contest, file_claim
from lec.confirmations.actions import file_ticket
from lec.facilities.actions import keep_profile
from lec.headcounts.actions import enter
from lec.headcounts.models import OtherSchool
from lec.headcounts.rules import Cell
from lec.organizations.models import Organization
from lec.rounds.models import Confirmation, Reopening
from lec.students.actions import Change, change, enroll, explain, merge
from lec.students.models import Enrollment, Placement, RecordedFinding, RolledStudent, Rollover
from lec.students.queries import entry_of
from lec.thai import citizen_id
from lec.uploads.actions import assign, stage
from tests.cast import NOW, Cast, entry, officer_of
from tests.claims.asking import ask, typed
from tests.confirmations.standing import stand, stand_whole
from tests.facilities.filled import building, person
from tests.uploads.sheets import register, student


def fill_everything(cast: Cast) -> None:
    """Rows everywhere; what stands confirmed is confirmed last."""
    for serial, institution, by in (
        (500, cast.school, cast.somsri),
        (600, cast.phu_school, cast.phu_officer),
    ):
        _register(institution, by, serial)
        _beside(institution, by, serial)
    contest(claim=ask(cast.school, (400, "P1")), because="ยังมาเรียนทุกวัน", by=cast.phu_officer)
    file_claim(claimant=cast.school, entry=typed((401, "P1")), by=cast.teacher)
    ask(cast.phu_school, (110, "P1"))
    ask(cast.phu_school, (300, "K1"), "K2")
    for other in OtherSchool.objects.all():
        by = {cast.mali.pk: cast.wichai, cast.phu.pk: cast.prasit}[other.lao_id]
        enter(school=other, round=cast.round, cells=[Cell("P1", "M", 7)], by=by)
    odd = RecordedFinding.objects.filter(enrollment__institution=cast.phu_school, severity="warning")
    explain(
        institution=cast.phu_school,
        findings=[row.pk for row in odd],
        because="เข้าเรียนช้า",
        by=cast.phu_officer,
    )
    stand(cast.center, cast.round)
    stand_whole(cast.bua, cast.round)
    stand_whole(cast.phu, cast.round)
    for lao in (cast.mali, cast.phu):
        Reopening.objects.create(
            round=cast.round,
            organization=lao,
            because="น้ำท่วม",
            opened_at=NOW,
            opened_by_id=cast.decha.user_id,
            until=NOW + timedelta(days=1),
        )
    for confirmation in Confirmation.objects.filter(organization__in=[cast.center, cast.phu_school]):
        named = confirmation.students.values_list("enrollment", flat=True)[:1]
        by = officer_of(confirmation.organization)
        file_ticket(confirmation=confirmation, because="สะกดชื่อผิด", students=list(named), by=by)


def _register(institution: Organization, by: Actor, serial: int) -> None:
    """Somebody of a changed number, with particulars and a finding; twins that were merged; a turned year."""
    old, second, twin = (
        entry(serial, "P1"),
        entry(serial + 1, "P1", birth_date=entry(serial, "K2").birth_date),
        entry(serial + 2, "P1"),
    )
    stays = enroll(institution=institution, entries=[old, second, twin], by=by)
    for n, stay in enumerate(stays[:2]):
        _change(institution, by, stay, citizen_id=citizen_id.synthetic(serial + 50 + n))
    told = Change(stays[0].pk, replace(old, particulars={"height": "120"}), None, frozenset({"particulars"}))
    change(institution=institution, changes=[told], by=by)
    again = replace(twin, citizen_id="", citizen_id_type="none", citizen_id_missing_because="รอเอกสาร")
    (twice,) = enroll(institution=institution, entries=[again], by=by)
    Enrollment.objects.filter(pk=twice.pk).update(left_on=NOW.date(), leaving_reason="entered_by_mistake")
    Placement.objects.filter(enrollment=twice).update(ends_on=NOW.date())
    merge(kept=stays[2].student, merged=twice.student, because="เป็นคนเดียวกัน", by=by)
    turned = Rollover.objects.create(
        institution=institution, academic_year=2564, rolled_at=NOW, rolled_by_id=by.user_id
    )
    seat = Placement.objects.get(enrollment=stays[0], ends_on=None)
    RolledStudent.objects.create(
        rollover=turned, enrollment=stays[0], outcome="promoted", seat_before=seat, seat=seat
    )


def _change(institution: Organization, by: Actor, stay: Enrollment, **values: str) -> None:
    seat = Placement.objects.select_related("classroom", "enrollment__student").get(enrollment=stay)
    change(institution=institution, changes=[Change(stay.pk, replace(entry_of(seat), **values))], by=by)  # type: ignore[arg-type]


def _beside(institution: Organization, by: Actor, serial: int) -> None:
    """What an institution keeps besides its register."""
    keep_profile(institution=institution, given={"subdistrict": "วังทอง พิษณุโลก"}, by=by)
    building(institution, by)
    person(institution, by)
    issue_token(membership=institution.memberships.get(role="officer"), label="โปรแกรม", by=by)
    staged = stage(institution=institution, data=register(student(serial + 30)), filename="ก.xlsx", by=by)
    assign(upload=staged, meanings={"ห้อง": ""}, sheet=staged.sheet, heading_row=0, by=by)
