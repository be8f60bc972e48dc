"""What institutions are asked of themselves, how it is read, and what it must be."""

from lec.facilities.rules.catalog import (
    BUILDING,
    BUILDING_KINDS,
    CONDITIONS,
    EDUCATIONS,
    EMPLOYMENTS,
    PROFILE,
    SEXES,
    STAFF_MEMBER,
    TEXTUAL,
    Asked,
    Kind,
)
from lec.facilities.rules.judging import (
    completed,
    faults_of,
    faults_of_end,
    in_counting_order,
    require_own,
    require_personnel,
)
from lec.facilities.rules.reading import Value, read

__all__ = [
    "BUILDING",
    "BUILDING_KINDS",
    "CONDITIONS",
    "EDUCATIONS",
    "EMPLOYMENTS",
    "PROFILE",
    "SEXES",
    "STAFF_MEMBER",
    "TEXTUAL",
    "Asked",
    "Kind",
    "Value",
    "completed",
    "faults_of",
    "faults_of_end",
    "in_counting_order",
    "read",
    "require_own",
    "require_personnel",
]
