"""Lists and limits as they are told: what each number does, and from when which ages hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy, pgettext_lazy

from lec.organizations.models import INSTITUTION_KINDS, Kind
from lec.reference.models import Code, CodeList, Setting
from lec.reference.queries import age_limits, codes_and_labels, settings_of_the_department
from lec.web.reference.forms import grade_label, grades_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Words(NamedTuple):
    """What a number is called, what it does, and what it counts."""

    title: "StrOrPromise"
    does: "StrOrPromise"
    unit: "StrOrPromise"


SETTINGS = {
    "claim-days": Words(
        gettext_lazy("เวลาตอบคำขอย้าย"),
        gettext_lazy("สถานศึกษาเดิมต้องตอบภายในกี่วัน พ้นแล้วคำขอไปถึงผู้พิจารณา คำขอที่ยื่นแล้วใช้กำหนดเดิม"),
        pgettext_lazy("หน่วย", "วัน"),
    ),
    "claim-reminder-days": Words(
        gettext_lazy("เตือนก่อนครบกำหนด"),
        gettext_lazy("เตือนสถานศึกษาเดิมที่ยังไม่ตอบคำขอย้าย กี่วันก่อนครบกำหนด"),
        pgettext_lazy("หน่วย", "วัน"),
    ),
    "holder-look-ups-per-day": Words(
        gettext_lazy("สอบถามว่าเด็กอยู่ที่ใด"),
        gettext_lazy("สถานศึกษาหนึ่งแห่งสอบถามได้กี่คนต่อวัน เกินแล้วไม่บอกสถานที่จนถึงวันรุ่งขึ้น"),
        gettext_lazy("คนต่อวัน"),
    ),
    "institution-may-revoke": Words(
        gettext_lazy("สถานศึกษายกเลิกการยืนยันของตนเอง"),
        gettext_lazy("1 คือทำได้เองขณะที่ อปท. ยังไม่ยืนยัน 0 คือต้องขอให้ อปท. ยกเลิกทุกครั้ง"),
        "",
    ),
}


@dataclass(frozen=True)
class ShownSetting:
    """A number with its words."""

    setting: Setting
    words: Words


def shown_setting(setting: Setting) -> ShownSetting:
    """One that has no words yet goes by its name."""
    return ShownSetting(setting, SETTINGS.get(setting.name, Words(setting.name, "", "")))


def all_settings() -> list[ShownSetting]:
    """In the order they are told."""
    order = list(SETTINGS)
    rows = sorted(
        settings_of_the_department(), key=lambda row: order.index(row.name) if row.name in order else 99
    )
    return [shown_setting(row) for row in rows]


def all_lists(today: date) -> list[dict[str, Any]]:
    """Each list with how many choices it has today, and how many more there were or will be."""
    chosen, ever = codes_and_labels(today)
    return [
        {
            "name": name,
            "label": label,
            "valid": len(chosen[name]),
            "rest": len(ever[name]) - len(chosen[name]),
        }
        for name, label in CodeList.choices
    ]


def all_ages(academic_year: int) -> dict[str, Any]:
    """The grades of schools and centers with the ages of each kind; None where the kind has no such grade."""
    held = {kind: age_limits(kind, academic_year) for kind in INSTITUTION_KINDS}
    grades = dict.fromkeys((*grades_of(Kind.CENTER), *grades_of(Kind.SCHOOL)))
    return {
        "kinds": INSTITUTION_KINDS,
        "rows": [(grade_label(grade), [held[kind].get(grade) for kind in held]) for grade in grades],
    }


def state_of(code: Code, today: date) -> str:
    """Whether a choice may be chosen: "valid", "ended" or "planned"."""
    if code.valid_from > today:
        return "planned"
    return "ended" if code.valid_to is not None and code.valid_to < today else "valid"


def years_to_show(set_in: Iterable[int], shown: int, current: int) -> list[int]:
    """The years one may turn to: those with ages of their own, the one shown, this and the next."""
    return sorted({*set_in, shown, current, current + 1})
