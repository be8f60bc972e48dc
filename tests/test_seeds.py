"""What migrations put into the database is there for every test, whatever ran before it."""

import pytest

from lec.reference.models import AgeLimit


@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_seeds_outlive_a_test_that_commits_for_real(time: str) -> None:
    assert AgeLimit.objects.exists()
