"""The grades of Thai basic education as LEC counts them (API.md, Values). Order is the order of schooling."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Stage(StrEnum):
    """Groups of grades by which totals are shown to the public and money is given."""

    PREPRIMARY = "preprimary"
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"
    VOCATIONAL = "vocational"

    @property
    def label(self) -> str:
        """The stage in Thai."""
        return str(STAGE_LABELS[self])


STAGE_LABELS = {
    Stage.PREPRIMARY: _("ก่อนประถมศึกษา"),
    Stage.PRIMARY: _("ประถมศึกษา"),
    Stage.LOWER_SECONDARY: _("มัธยมศึกษาตอนต้น"),
    Stage.UPPER_SECONDARY: _("มัธยมศึกษาตอนปลาย"),
    Stage.VOCATIONAL: _("อาชีวศึกษา"),
}


@dataclass(frozen=True)
class Grade:
    """One grade: its code in files and API, its Thai names, its stage."""

    code: str
    short: str
    name: str
    stage: Stage


GRADES: dict[str, Grade] = {
    grade.code: grade
    for grade in (
        Grade("PRE", "ตอ.", "เตรียมอนุบาล", Stage.PREPRIMARY),
        *(Grade(f"K{n}", f"อ.{n}", f"อนุบาลปีที่ {n}", Stage.PREPRIMARY) for n in (1, 2, 3)),
        *(Grade(f"P{n}", f"ป.{n}", f"ประถมศึกษาปีที่ {n}", Stage.PRIMARY) for n in range(1, 7)),
        *(Grade(f"M{n}", f"ม.{n}", f"มัธยมศึกษาปีที่ {n}", Stage.LOWER_SECONDARY) for n in (1, 2, 3)),
        *(Grade(f"M{n}", f"ม.{n}", f"มัธยมศึกษาปีที่ {n}", Stage.UPPER_SECONDARY) for n in (4, 5, 6)),
        *(Grade(f"V{n}", f"ปวช.{n}", f"ประกาศนียบัตรวิชาชีพปีที่ {n}", Stage.VOCATIONAL) for n in (1, 2, 3)),
    )
}
CENTER_GRADES = ("PRE", "K1", "K2", "K3")
ORDER = {code: number for number, code in enumerate(GRADES)}


def in_order(codes: object) -> list[str]:
    """Grade codes in the order of schooling; unknown ones are left out."""
    given = set(codes)  # type: ignore[call-overload]
    return [code for code in GRADES if code in given]


def short(code: str) -> str:
    """The short Thai name, "ป.4", or the code itself where it is unknown."""
    return GRADES[code].short if code in GRADES else code
