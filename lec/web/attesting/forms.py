"""A class roll as typed: everybody is present until marked, and only what was changed is sent on.

Each student carries what the page showed as recorded. So a roll that lay open while a colleague recorded
does not undo the colleague's work unseen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from lec.students.actions import Mark
from lec.students.models import AttestationCode, Placement
from lec.students.rules import OTHER, PRESENT


@dataclass
class Line:
    """One student: what is recorded, what the page showed as recorded, and what is chosen now."""

    number: int
    placement: Placement
    held: str
    held_because: str
    seen: str
    chosen: str
    because: str
    wrong: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether something is to be recorded."""
        return self.chosen != self.held or self.because != self.held_because

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody recorded something else while the page lay open."""
        return self.held not in (self.seen, self.chosen)

    @property
    def held_label(self) -> str:
        """What is recorded, in words."""
        return str(AttestationCode(self.held).label) if self.held else ""


@dataclass
class Roll:
    """A room's roll."""

    lines: list[Line]

    @classmethod
    def held(cls, placements: Iterable[Placement], explained: dict[int, str]) -> "Roll":
        """As recorded; who is not yet attested stands as present."""
        return cls(
            [
                Line(number, p, code, because, seen=code, chosen=code or PRESENT, because=because)
                for number, p in enumerate(placements, 1)
                for code, because in [(p.attested, explained.get(p.enrollment_id, ""))]  # type: ignore[attr-defined]
            ]
        )

    def take(self, data: QueryDict) -> None:
        """What was chosen on the page. Who came into the room since is not on it, and stays as recorded."""
        for line in self.lines:
            pk = line.placement.enrollment_id
            line.chosen = data.get(f"code-{pk}", line.chosen if line.held else "")
            line.seen = data.get(f"seen-{pk}", line.held)
            line.because = data.get(f"because-{pk}", "").strip() if line.chosen == OTHER else ""
            if line.chosen == OTHER and not line.because:
                line.wrong = _("เลือก “อื่น ๆ” ต้องเขียนว่าเพราะเหตุใด เพื่อให้ผู้รับผิดชอบยืนยันข้อมูลได้")

    def marks(self) -> list[Mark]:
        """What is to be recorded: who was not attested yet, and whose result was changed."""
        return [
            Mark(line.placement.enrollment_id, line.chosen, line.because)
            for line in self.lines
            if line.chosen and line.is_changed
        ]

    def accept(self) -> None:
        """Show what is recorded as seen, so that sending the same again prevails."""
        for line in self.lines:
            line.seen = line.held

    @property
    def wrong(self) -> list[Line]:
        """Lines that cannot be recorded as they are."""
        return [line for line in self.lines if line.wrong]

    @property
    def overtaken(self) -> list[Line]:
        """Lines recorded otherwise by somebody else meanwhile."""
        return [line for line in self.lines if line.chosen and line.is_overtaken]

    @property
    def unattested(self) -> list[Line]:
        """Who nothing is recorded of yet."""
        return [line for line in self.lines if not line.held]

    @property
    def absent(self) -> int:
        """How many are chosen as not being there."""
        return sum(1 for line in self.lines if line.chosen not in ("", PRESENT))
