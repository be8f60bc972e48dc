"""Who sees which organizations: everything below, and the names of those above."""

from lec.organizations.queries import organizations_for, organizations_named_to
from tests.cast import Cast


def codes(rows: object) -> set[str]:
    return {row.code for row in rows}


def test_ancestors_are_named_but_not_seen(cast: Cast) -> None:
    assert codes(organizations_for(cast.somsri)) == {cast.school.code}
    named = {cast.school.code, cast.mali.code, cast.north.code, cast.department.code}
    assert codes(organizations_named_to(cast.somsri)) == named


def test_neighbors_are_not_even_named(cast: Cast) -> None:
    assert cast.bua.code not in codes(organizations_named_to(cast.wichai))
    assert {cast.school.code, cast.center.code} < codes(organizations_named_to(cast.wichai))
