"""From an obstacle to the page where it can be removed: what `ui.obstacle_list` and `ui.refusal` draw."""

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from lec.refusals import Obstacle

# code -> (page, arguments taken from the obstacle, what its button says)
WAYS_ON = {
    "students-not-attested": ("attesting:rooms", (), _("ไปตรวจสอบตัวตน")),
    "not-present-enrolled": ("students:leave", (), _("นำออกจากระบบ")),
    "errors-remain": ("students:findings", (), _("แก้ข้อผิดพลาด")),
    "warnings-unexplained": ("students:findings", (), _("เขียนคำชี้แจง")),
    "institutions-unconfirmed": ("boards:unit", ("organization",), _("ดูสถานศึกษา")),
    "laos-unconfirmed": ("boards:unit", ("organization",), _("ดู อปท.")),
    "headcounts-missing": ("headcounts:school", ("organization",), _("กรอกจำนวน")),
}


def shown(obstacles: Iterable[Obstacle]) -> list[dict[str, str]]:
    """Obstacles as the macros draw them: message, who can remove it, link, and the stable code."""
    return [_shown(obstacle) for obstacle in obstacles]


def _shown(obstacle: Obstacle) -> dict[str, str]:
    page, arguments, label = WAYS_ON.get(obstacle.code, ("", (), ""))
    return {
        "code": obstacle.code,
        "message": obstacle.message,
        "who": obstacle.who,
        "url": _address(page, [getattr(obstacle, name) for name in arguments]),
        "link_label": str(label),
    }


def _address(page: str, arguments: list[str]) -> str:
    try:
        return reverse(page, args=arguments) if page else ""
    except NoReverseMatch:
        return ""
