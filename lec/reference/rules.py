"""What lists and limits must satisfy."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lec.refusals import Fault


def faults_of_setting(value: int, least: int, most: int) -> Iterator[Fault]:
    """A number of the department's stays within its bounds."""
    if not least <= value <= most:
        message = _("ค่าต้องอยู่ระหว่าง %(least)s ถึง %(most)s") % {"least": f"{least:,}", "most": f"{most:,}"}
        yield Fault("out-of-range", message, "value")
