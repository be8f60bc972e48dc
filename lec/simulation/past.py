"""The ledger of the synthetic nation's past rounds: everybody confirmed in time, every receipt proves itself.

The confirmations are written in bulk and hashed by the very functions that hash and verify all others.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from lec.accounts.models import User
from lec.confirmations.models import ConfirmedCount, ConfirmedStudent, Receipt
from lec.confirmations.receipts import Content, Counts, digest_of_rows, hash_of, new_number
from lec.headcounts.models import Headcount, OtherSchool
from lec.organizations.models import Organization
from lec.rounds.models import Confirmation, Round, Subject
from lec.simulation.bulk import Table, Tables, as_json
from lec.simulation.living import Stay
from lec.simulation.year import at_nine

WINDOW = 10
WORKING_MINUTES = 600
NOBODY = "ยังไม่มีเด็กสมัครเข้าเรียน"
USUAL = {"สพป.": 7, "สพม.": 75, "ตชด.": 8}


@dataclass(frozen=True, slots=True)
class Given:
    """A receipt that was given, as those above stand on it."""

    receipt: int
    hash: str
    counts: Counts


class Ledger:
    """Writes confirmations in the order in which they stand on each other."""

    def __init__(self, random: Random, rounds: Sequence[Round], signers: dict[int, User]) -> None:
        self.random, self.rounds, self.signers = random, rounds, signers
        self.ids = count(1)
        self.previous: dict[int, Given] = {}
        self.confirmations = Table(
            Confirmation,
            *("id", "round_id", "organization_id", "subject", "lao_id", "province_id"),
            *("confirmed_at", "confirmed_by_id"),
        )
        self.students = Table(
            ConfirmedStudent,
            *("confirmation_id", "student_id", "enrollment_id", "grade", "room", "sex", "birth_date"),
            *("citizen_id_type", "disadvantage", "disability"),
        )
        self.counts = Table(ConfirmedCount, "confirmation_id", "school_id", "grade", "sex", "count")
        self.receipts = Table(
            Receipt,
            *("id", "confirmation_id", "number", "organization_code", "organization_name", "parents"),
            *("signer_name", "zero_because", "total", "rows_digest", "previous_id", "hash"),
        )
        self.basis = Table(Receipt.basis.through, "from_receipt_id", "to_receipt_id")
        self.entered = Table(Headcount, "round_id", "school_id", "grade", "sex", "count")
        self.tables = Tables(
            self.entered, self.confirmations, self.students, self.counts, self.receipts, self.basis
        )

    def institution(self, line: Sequence[Organization], stays: Sequence[Stay]) -> list[Given]:
        """Its confirmation of every round; `line` is the institution and those above it, upwards."""
        return [self._institution(round, line, stays) for round in self.rounds]

    def _institution(self, round: Round, line: Sequence[Organization], stays: Sequence[Stay]) -> Given:
        counted = [
            (
                *(stay.student, stay.enrollment, *stay.seats[round.academic_year]),
                *(stay.child.sex, stay.child.birth_date, stay.child.citizen_id_type),
                *(stay.disadvantage, stay.disability),
            )
            for stay in stays
            if round.academic_year in stay.seats
            and stay.entered_on <= round.institution_due_on
            and (stay.left_on is None or stay.left_on > round.institution_due_on)
        ]
        counts: Counts = Counter((row[2], row[4]) for row in counted)
        at = at_nine(round.opens_on + timedelta(days=self.random.randrange(WINDOW)), self._minutes())
        cells = [(None, grade, sex, n) for (grade, sex), n in counts.items()]
        digest = digest_of_rows([*counted, *cells])
        given, confirmation = self._give(round, line, Subject.STUDENTS, at, counts, digest)
        for row in counted:
            self.students.add(confirmation, *row)
        for cell in cells:
            self.counts.add(confirmation, *cell)
        return given

    def headcounts(
        self, line: Sequence[Organization], schools: Sequence[tuple[OtherSchool, Sequence[str]]]
    ) -> list[Given]:
        """An LAO's confirmation of every round of the schools it pays for, with the grades they have."""
        usual = {school.pk: self.random.lognormvariate(0, 0.7) for school, _grades in schools}
        return [self._headcount(round, line, schools, usual) for round in self.rounds]

    def _headcount(
        self,
        round: Round,
        line: Sequence[Organization],
        schools: Sequence[tuple[OtherSchool, Sequence[str]]],
        usual: dict[int, float],
    ) -> Given:
        cells = []
        for school, grades in schools:
            most = 2 + int(2 * USUAL[school.affiliation] * usual[school.pk])
            cells += [
                (school, grade, sex, self.random.randint(most // 3, most)) for grade in grades for sex in "MF"
            ]
        counts: Counts = Counter()
        for _school, grade, sex, number in cells:
            counts[grade, sex] += number
        digest = digest_of_rows((school.code, *cell) for school, *cell in cells)
        at = at_nine(round.lao_due_on, self._minutes())
        given, confirmation = self._give(round, line, Subject.HEADCOUNTS, at, counts, digest)
        for school, *cell in cells:
            self.entered.add(round.pk, school.pk, *cell)
            self.counts.add(confirmation, school.pk, *cell)
        return given

    def overview(
        self,
        line: Sequence[Organization],
        students: Sequence[Sequence[Given]],
        headcounts: Sequence[Sequence[Given]] = (),
    ) -> list[Given]:
        """An overview of every round, standing on what was given below; it sums students alone."""
        overviews = []
        for n, round in enumerate(self.rounds):
            below = [given[n] for given in students]
            counts: Counts = Counter()
            for given in below:
                for cell, number in given.counts.items():
                    counts[cell] += number
            basis = [*below, *(given[n] for given in headcounts)]
            at = at_nine(round.due_on(line[0].level), WORKING_MINUTES + self._minutes() // 2)
            overviews.append(
                self._give(round, line, Subject.STUDENTS, at, counts, digest_of_rows([]), basis)[0]
            )
        return overviews

    def _give(
        self,
        round: Round,
        line: Sequence[Organization],
        subject: str,
        at: datetime,
        counts: Counts,
        digest: str,
        basis: Sequence[Given] = (),
    ) -> tuple[Given, int]:
        """The receipt, and the id of its confirmation."""
        organization, *parents = line
        above = {parent.level: parent.pk for parent in line}
        signer, pk = self.signers[organization.pk], next(self.ids)
        previous = self.previous.get(organization.pk)
        content = Content(
            number=new_number(round.key, self.random.choice),
            round=round.key,
            place=[organization.pk, above.get("lao"), above.get("province")],
            organization=organization.code,
            name=organization.name,
            parents=[{"level": o.level, "code": o.code, "name": o.name} for o in parents],
            subject=subject,
            confirmed_at=at,
            signer=f"{signer.pk} {signer.name}",
            zero_because="" if counts else NOBODY,
            counts=counts,
            rows_digest=digest,
            basis=[given.hash for given in basis],
            previous=previous.hash if previous else "",
        )
        given = Given(pk, hash_of(content), counts)
        self.previous[organization.pk] = given
        self.confirmations.add(pk, round.pk, organization.pk, subject, *content.place[1:], at, signer.pk)
        self.receipts.add(
            *(pk, pk, content.number, organization.code, organization.name, as_json(content.parents)),
            *(signer.name, content.zero_because, sum(counts.values()), digest),
            *(previous and previous.receipt, given.hash),
        )
        for below in basis:
            self.basis.add(pk, below.receipt)
        return given, pk

    def _minutes(self) -> int:
        return self.random.randrange(WORKING_MINUTES)
