"""The places of the synthetic nation: provinces, LAOs, institutions and schools of other affiliations.

Sizes and weights are those of 2564: 18,540 centers with 660,318 children and 1,750 schools with 729,404 (the
cabinet's figures of that August), 7,850 LAOs, 29,479 schools of other affiliations. Every name is made up,
unless the list of LAOs is given (`lec simulate --laos`).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from lec.headcounts.rules import SchoolEntry
from lec.organizations.models import Kind, Level
from lec.organizations.rules import OrganizationEntry
from lec.reference.grades import ORDER
from lec.simulation.places import DEPARTMENT

PROVINCES, LAOS, INSTITUTIONS, STUDENTS, OTHER_SCHOOLS = 76, 7_850, 20_290, 1_400_000, 29_479
LEAST_LAOS = 3
LAOS_IN_DISTRICT = 9
SCHOOLS_AMONG = 1_750 / INSTITUTIONS
IN_SCHOOLS = 729_404 / 1_389_722

# Live births of 2562 in the 76 provinces by code (DOPA registers), in thousands: where children are.
BIRTHS = (
    "12.5 8.3 10.2 7.1 1.8 5.5 1.6 1.7 6.4 27.6 8.6 5.6 2.1 6.7 5.2 3.3 5.1 21.2 11.8 "
    "10.3 10.1 16.5 3.4 7.5 2.5 3.4 3.8 14.9 12.8 5.3 4.0 5.8 8.2 6.5 9.4 5.0 3.4 17.6 "
    "2.7 3.8 2.7 2.4 3.2 3.1 11.0 3.8 7.0 2.3 4.5 12.4 3.3 7.1 3.4 6.5 8.1 7.4 6.7 "
    "7.3 7.8 0.9 3.6 5.4 14.4 5.9 2.0 7.3 12.1 2.5 16.8 3.6 6.0 3.9 10.6 10.4 11.7 4.0"
)
# How common a kind of LAO is (DLA's list as of about 2568), and how many centers and schools one has: of the
# children of centers 6 in 100 are with the first three kinds (budget of 2565); schools are a guess.
KINDS: dict[str, tuple[int, float, float]] = {
    Kind.PAO: (0, 0.3, 4.5),
    Kind.CITY: (35, 5, 9),
    Kind.TOWN: (221, 3.5, 2.6),
    Kind.SUBDISTRICT: (2_223, 2.5, 0.25),
    Kind.SAO: (5_296, 2.3, 0.02),
    Kind.PATTAYA: (0, 5, 11),
}
SECOND_DIGIT = {Kind.PAO: 2, Kind.CITY: 3, Kind.TOWN: 4, Kind.SUBDISTRICT: 5, Kind.SAO: 6}
CALLED = {
    Kind.PAO: "องค์การบริหารส่วนจังหวัด",
    Kind.CITY: "เทศบาลนคร",
    Kind.TOWN: "เทศบาลเมือง",
    Kind.SUBDISTRICT: "เทศบาลตำบล",
    Kind.SAO: "องค์การบริหารส่วนตำบล",
}
# The spread of sizes, as the two numbers of a log-normal distribution: many small, few large.
SPREAD = {Kind.CENTER: (3.4, 0.55), Kind.SCHOOL: (5.6, 0.9)}

_PRIMARY = {"K1": 1.2, "K2": 1.3, "K3": 1.3, **dict.fromkeys(("P1", "P2", "P3", "P4", "P5", "P6"), 1.0)}
_LOWER = dict.fromkeys(("M1", "M2", "M3"), 1.0)
CENTER = {"PRE": 0.22, "K1": 0.40, "K2": 0.38}
# How many schools in a hundred offer what: together 27 : 43 : 30 of pre-primary, primary and secondary.
SCHOOLS = ((40, _PRIMARY), (40, _PRIMARY | _LOWER), (20, _LOWER | {"M4": 0.9, "M5": 0.9, "M6": 0.8}))
AFFILIATIONS = (
    ("สพป.", 27_152, ("K2", "K3", "P1", "P2", "P3", "P4", "P5", "P6")),
    ("สพม.", 2_238, ("M1", "M2", "M3", "M4", "M5", "M6")),
    ("ตชด.", 56, ("K2", "K3", "P1", "P2", "P3", "P4", "P5", "P6")),
)

_PROVINCE_HEADS = "ธารา ภูมิ เมฆา ดารา ลำดวน นภา มณี พนม"
_PROVINCE_TAILS = "นคร บุรี ธานี ลัย รินทร์ สวรรค์ วดี คาม พนา ศิลา"
_PLACE_HEADS = "ทุ่ง หนอง โคก ดอน วัง ท่า ห้วย เขา นา ปาก คลอง บึง สวน ไผ่ โนน"
_PLACE_TAILS = (
    "ดาว เพลง แก้ว เมฆ หมอก ทองคำ ลมเย็น แสงจันทร์ ตะวัน ฟ้าใส น้ำริน ข้าวหอม ดอกรัก ใบบัว พลอย สายรุ้ง กล้วยไม้ "
    "นกยูง หงส์ มะลิ จำปา สักทอง ไทร งิ้ว ลำธาร"
)
_PROVINCE_NAMES = list(map("".join, product(_PROVINCE_HEADS.split(), _PROVINCE_TAILS.split())))
_PLACE_NAMES = list(map("".join, product(_PLACE_HEADS.split(), _PLACE_TAILS.split())))


@dataclass(frozen=True)
class Institution:
    """A school or center as it is founded, and how many children each of its grades has today."""

    entry: OrganizationEntry
    sizes: dict[str, int]


@dataclass(frozen=True)
class Tree:
    """Everything that is founded; `other_schools` with the grades each has."""

    provinces: list[OrganizationEntry]
    laos: list[OrganizationEntry]
    institutions: list[Institution]
    other_schools: list[tuple[SchoolEntry, tuple[str, ...]]]


def plan(
    provinces: int,
    students: int,
    random: Random,
    known: tuple[Sequence[OrganizationEntry], Sequence[OrganizationEntry]] | None = None,
) -> Tree:
    """A tree for so many students; `known` are provinces and LAOs from the department's list."""
    if known:
        tops = list(known[0])[:provinces]
        codes = {top.code for top in tops}
        laos = [lao for lao in known[1] if lao.parent in codes]
    else:
        tops = [
            OrganizationEntry(Level.PROVINCE, f"{n:02}", f"จังหวัด{_PROVINCE_NAMES[n - 1]}", DEPARTMENT[0])
            for n in range(1, provinces + 1)
        ]
        each = max(LEAST_LAOS, round(LAOS * min(students / STUDENTS, provinces / PROVINCES) / provinces))
        laos = [lao for top in tops for lao in _laos(top, each, random)]
    institutions = list(_institutions(tops, laos, students, random))
    schools = list(_other_schools(laos, round(OTHER_SCHOOLS * students / STUDENTS), random))
    return Tree(tops, laos, institutions, schools)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares of a total in the proportions of the weights; they add up to it."""
    together = sum(weights)
    exact = [total * weight / together for weight in weights]
    whole = [int(share) for share in exact]
    rest = sorted(range(len(weights)), key=lambda n: (whole[n] - exact[n], n))
    for n in rest[: total - sum(whole)]:
        whole[n] += 1
    return whole


def _laos(province: OrganizationEntry, number: int, random: Random) -> Iterator[OrganizationEntry]:
    """The PAO, then municipalities and SAOs, as common as they are; codes as DLA's: 0TPPAASS."""
    common = {kind: weight for kind, (weight, _centers, _schools) in KINDS.items() if weight}
    kinds = [Kind.PAO, *random.choices(list(common), list(common.values()), k=number - 1)]
    places = random.sample(_PLACE_NAMES, number)
    districts = max(1, number // LAOS_IN_DISTRICT)
    for n, (kind, place) in enumerate(zip(kinds, places, strict=True)):
        district = n % districts
        code = f"0{SECOND_DIGIT[Kind(kind)]}{province.code:>02}{district + 1:02}{n // districts + 1:02}"
        name = province.name.removeprefix("จังหวัด") if kind == Kind.PAO else place
        yield OrganizationEntry(
            Level.LAO, code, CALLED[Kind(kind)] + name, province.code, kind, district=places[district]
        )


def _institutions(
    provinces: Sequence[OrganizationEntry], laos: Sequence[OrganizationEntry], students: int, random: Random
) -> Iterator[Institution]:
    """One for each province at least; then where children are and whoever keeps such institutions."""
    number = max(2 * len(provinces), round(INSTITUTIONS * students / STUDENTS))
    schools = max(1, round(number * SCHOOLS_AMONG))
    births = dict(zip((top.code for top in provinces), map(float, BIRTHS.split()), strict=False))
    siblings = Counter(lao.parent for lao in laos)
    here = [births[lao.parent] / siblings[lao.parent] for lao in laos]
    serials: Counter[str] = Counter()
    first = list({lao.parent: lao for lao in reversed(laos)}.values())
    for kind, many, children, column in (
        (Kind.SCHOOL, schools, round(students * IN_SCHOOLS), 2),
        (Kind.CENTER, number - schools, students - round(students * IN_SCHOOLS), 1),
    ):
        weights = [place * KINDS[lao.kind][column] for place, lao in zip(here, laos, strict=True)]
        owners = first if kind == Kind.CENTER else []
        owners = [*owners, *random.choices(laos, weights, k=many - len(owners))]
        sizes = apportion(children, [random.lognormvariate(*SPREAD[kind]) for _owner in owners])
        for lao, size in zip(owners, sizes, strict=True):
            serials[lao.code] += 1
            yield _institution(lao, kind, serials[lao.code], size, random)


def _institution(lao: OrganizationEntry, kind: Kind, serial: int, size: int, random: Random) -> Institution:
    place = random.choice(_PLACE_NAMES)
    weights = CENTER
    if kind == Kind.SCHOOL:
        weights = random.choices([grades for _n, grades in SCHOOLS], [n for n, _grades in SCHOOLS])[0]
    grades = tuple(sorted(weights, key=ORDER.__getitem__))
    entry = OrganizationEntry(
        Level.INSTITUTION,
        f"{lao.code[-6:]}{serial:04}",
        f"{'โรงเรียน' if kind == Kind.SCHOOL else 'ศูนย์พัฒนาเด็กเล็ก'}บ้าน{place}",
        lao.code,
        kind,
        tambon=place,
        phone=f"0-1901-{random.randrange(10_000):04d}",  # a range that is given to nobody
        grades=grades,
    )
    sizes = dict(zip(grades, apportion(size, [weights[grade] for grade in grades]), strict=True))
    return Institution(entry, sizes)


def _other_schools(
    laos: Sequence[OrganizationEntry], number: int, random: Random
) -> Iterator[tuple[SchoolEntry, tuple[str, ...]]]:
    drawn = random.choices(AFFILIATIONS, [weight for _name, weight, _grades in AFFILIATIONS], k=number)
    for n, (affiliation, _weight, grades) in enumerate(drawn, 1):
        name = f"โรงเรียนบ้าน{random.choice(_PLACE_NAMES)}"
        yield SchoolEntry(f"99{n:08}", name, affiliation, random.choice(laos).code), grades
