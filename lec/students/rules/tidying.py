"""Mending what can be mended without a doubt, before anything is judged."""

from lec.students.rules.entries import Entry
from lec.students.rules.particulars import tidy_particulars
from lec.thai import citizen_id, names


def tidy(entry: Entry) -> Entry:
    """The entry as it is kept: spaces and marks mended, the ID bare, its type and the sex filled in."""
    number = citizen_id.clean(entry.citizen_id)
    prefix = names.full_prefix(names.tidy(entry.prefix))
    kind = entry.citizen_id_type
    if kind in ("", "thai", "zero"):
        kind = citizen_id.type_of(number) or kind or "thai"
    particulars, unread = tidy_particulars(entry.particulars)
    return Entry(
        citizen_id_type=kind,
        citizen_id="" if kind == "none" else number,
        citizen_id_missing_because=entry.citizen_id_missing_because.strip() if kind == "none" else "",
        prefix=prefix,
        first_name=names.tidy(entry.first_name),
        last_name=names.tidy(entry.last_name),
        sex=entry.sex or names.sex_of(prefix),
        birth_date=entry.birth_date,
        birth_day_unknown=entry.birth_day_unknown,
        grade=entry.grade,
        room=names.tidy(entry.room) or "1",
        student_number=entry.student_number.strip(),
        entered_on=entry.entered_on,
        particulars=particulars,
        unread=(*entry.unread, *unread),
    )
