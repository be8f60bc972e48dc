"""The people of the demo: always the same, of the usual ages, and nobody's."""

from datetime import date

from lec.simulation.people import People
from lec.students.rules import Facts, judge

GRADES = ("PRE", "K1", "K2", "K3", "P1", "P2", "P3", "P4", "P5", "P6")


def crowd(seed: int) -> list:
    people = People(seed)
    return [people.child(grade, "1", 2569, date(2026, 6, 9)) for _n in range(100) for grade in GRADES]


def test_the_same_seed_gives_the_same_people() -> None:
    assert crowd(7) == crowd(7) != crowd(8)


def test_nobody_has_a_name_or_a_number_twice_and_no_province_has_99() -> None:
    children = crowd(7)
    assert len({(child.first_name, child.last_name) for child in children}) == len(children)
    numbers = [child.citizen_id for child in children if child.citizen_id]
    assert len(set(numbers)) == len(numbers)
    assert {number[1:3] for number in numbers} == {"99"}
    assert {child.citizen_id_type for child in children} == {"thai", "zero", "g_code", "none"}


def test_the_rules_find_nothing_wrong_with_them() -> None:
    limits = {"": (2, 6), "PRE": (2, 3), "K1": (3, 4), "K2": (4, 5), "K3": (5, 6)}
    for child in crowd(7):
        kind = "center" if child.grade in limits else "school"
        facts = Facts(
            today=date(2026, 6, 10),
            academic_year=2569,
            institution_kind=kind,
            age_limits=limits if kind == "center" else {f"P{n}": (n + 5, n + 5) for n in range(1, 7)},
        )
        assert judge(child, facts) == []
