"""Why something cannot be done: values that rules give, actions raise, and pages and API show alike.

The same obstacle grays the button, refuses the action and fills the API's 409 (DESIGN, idea 2); its code
is stable, its sentence is Thai.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Obstacle:
    """One reason why the state forbids an act. `organization` is the code of the one that blocks."""

    code: str
    message: str
    organization: str = ""
    who: str = ""
    count: int = 0


@dataclass(frozen=True)
class Fault:
    """One thing wrong with what was given: where (row of the sheet, field), which rule, and the way out."""

    code: str
    message: str
    field: str = ""
    row: int | None = None


class Refusal(Exception):
    """What was asked is not done, nothing is written, and the reasons are carried along."""


class NotVisible(Refusal):
    """The thing is absent or not the actor's to see: the same answer for both."""


class Forbidden(Refusal):
    """The actor's role or level may not do this, whatever the state."""


@dataclass(eq=False)
class Invalid(Refusal):
    """What was given is wrong; `faults` lists everything wrong at once."""

    faults: list[Fault] = field(default_factory=list)


@dataclass(eq=False)
class Blocked(Refusal):
    """The state forbids it; `obstacles` lists every reason, `standing` is what stands in the way if one."""

    obstacles: list[Obstacle] = field(default_factory=list)
    standing: object = None


@dataclass(eq=False)
class TooMany(Blocked):
    """Asked too often; `until` is when it may be asked again."""

    until: datetime | None = None


def refuse_if(obstacles: Iterable[Obstacle], standing: object = None) -> None:
    """Raise Blocked with all obstacles, if there are any."""
    found = list(obstacles)
    if found:
        raise Blocked(found, standing)


def refuse_if_wrong(faults: Iterable[Fault]) -> None:
    """Raise Invalid with all faults, if there are any."""
    found = list(faults)
    if found:
        raise Invalid(found)
