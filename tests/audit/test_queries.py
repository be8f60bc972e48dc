"""The trail holds the values themselves: who may not see single students does not see them here either."""

from lec.audit.queries import entries_for
from lec.confirmations.actions import confirm
from tests.cast import Cast, attest_all


def test_acts_on_single_students_are_shown_where_students_are(cast: Cast) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)

    def seen(actor: object) -> set[str]:
        return {entry.subject for entry in entries_for(actor).filter(organization=cast.school)}

    assert seen(cast.somsri) == seen(cast.wichai) == {"students.enrollment", "rounds.confirmation"}
    assert seen(cast.malee) == seen(cast.decha) == {"rounds.confirmation"}
    assert seen(cast.buntham) == seen(cast.stranger) == set()
