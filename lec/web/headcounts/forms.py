"""The grid as typed: what stays of it when something is wrong, and the cells it means."""

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from lec.headcounts.queries import Counts, SchoolCounts
from lec.headcounts.rules import Cell, is_large_change
from lec.reference.grades import GRADES, Stage, short
from lec.refusals import Fault
from lec.thai import digits

USUAL = [code for code, grade in GRADES.items() if grade.stage == Stage.PRIMARY or code in ("K1", "K2", "K3")]


@dataclass
class Grid:
    """Text by (grade, sex), and what is wrong by the same key."""

    text: dict[tuple[str, str], str]
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, counts: Counts | None) -> "Grid":
        """The grid as held."""
        return cls({cell: str(number) for cell, number in (counts or {}).items()})

    @classmethod
    def typed(cls, data: QueryDict) -> "Grid":
        """The grid as sent; Thai digits and thousands separators are read."""
        cells = [(grade, sex) for grade in GRADES for sex in "MF"]
        text = {
            cell: digits.to_arabic(data.get("-".join(cell), "")).replace(",", "").strip() for cell in cells
        }
        return cls({cell: value for cell, value in text.items() if value})

    def cells(self) -> list[Cell]:
        """The numbers; a blank is not 0 and makes no cell. What is no number is marked wrong."""
        for cell, value in self.text.items():
            if not (value.isascii() and value.isdecimal()):
                self.wrong[cell] = _("ต้องเป็นเลขจำนวนเต็ม เช่น 12 ถ้าไม่มีนักเรียนให้กรอก 0")
        return [Cell(*cell, int(value)) for cell, value in self.text.items() if cell not in self.wrong]

    def mark(self, faults: list[Fault]) -> None:
        """Put each fault at its cell."""
        for fault in faults:
            grade, _dash, sex = fault.field.partition("-")
            self.wrong[grade, sex] = fault.message

    def rows(self, held: SchoolCounts) -> list[dict[str, object]]:
        """A row a grade with last round's number beside; grades beyond the usual only where something is."""
        last = held.last or {}
        beyond = {grade for grade, _sex in (*self.text, *last)}
        return [self._row(grade, held.last) for grade in GRADES if grade in USUAL or grade in beyond]

    def _row(self, grade: str, last: Counts | None) -> dict[str, object]:
        numbers = [int(v) for sex in "MF" if (v := self.text.get((grade, sex), "")).isdecimal()]
        total = sum(numbers) if numbers else None
        before = None if last is None else last.get((grade, "M"), 0) + last.get((grade, "F"), 0)
        flag = total is not None and before is not None and is_large_change(total, before)
        cells = [
            {
                "name": f"{grade}-{sex}",
                "value": self.text.get((grade, sex), ""),
                "wrong": self.wrong.get((grade, sex), ""),
                "sex": sex,
            }
            for sex in "MF"
        ]
        return {"label": short(grade), "cells": cells, "total": total, "last": before, "flag": flag}
