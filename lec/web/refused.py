"""What a refusal says on a page: what was not done, why, who can remove it, and that nothing was changed."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lec.refusals import Blocked, Forbidden, Invalid, Refusal
from lec.web.obstacles import shown
from lec.web.onward import came_from


@dataclass(frozen=True)
class Words:
    """The page of one refusal; `reasons` as `ui.refusal` draws them, `code` for the telephone."""

    status: int
    title: str
    lead: str
    code: str
    reasons: list[dict[str, str]] = field(default_factory=list)


def words_of(refusal: Refusal) -> Words:
    """The sentences of a refusal that no page had an own place for."""
    match refusal:
        case Blocked(obstacles=obstacles):
            title = _("ทำรายการไม่สำเร็จ มี %(count)s เรื่องต้องแก้ก่อน") % {"count": len(obstacles)}
            return Words(409, title, "", obstacles[0].code if obstacles else "blocked", shown(obstacles))
        case Invalid(faults=faults):
            title = _("ทำรายการไม่สำเร็จ มี %(count)s จุดต้องแก้") % {"count": len(faults)}
            reasons = [{"message": fault.message} for fault in faults]
            return Words(422, title, "", faults[0].code if faults else "invalid", reasons)
        case Forbidden():
            lead = str(refusal) or _("เปิดได้เฉพาะระดับหรือหน้าที่ที่ได้รับมอบหมาย")
            return Words(403, _("หน้านี้ไม่ใช่หน้าที่ของท่าน"), lead, "not-yours")
    lead = _("อาจพิมพ์ที่อยู่ผิด ข้อมูลถูกย้าย หรืออยู่นอกหน่วยงานของท่าน")
    return Words(404, _("ไม่พบหน้าที่ท่านเปิด"), lead, "not-visible")


def context_of(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    """What refused.html draws. The way back is the page the form stood on."""
    writing = request.method != "GET"
    return {
        "words": words_of(refusal),
        "wrote_nothing": writing,
        "back": came_from(request) if writing else "",
    }
