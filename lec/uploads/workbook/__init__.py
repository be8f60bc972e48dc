"""Excel in, Excel out: reading any workbook that lists students, and writing ours. No database, no judgement.

1. The gate (`gate`, `ooxml`, `biff`) looks at the bytes in a stream and refuses what is no workbook, or one
   made to exhaust whoever opens it, before a parser sees it.
2. The table (`headings`) is found wherever it stands, by the words of its headings.
3. The rows (`reading`, `repairs`, `grades`, `particulars`) are read; every mending is written down, and what
   cannot be read is a finding.
4. Out go the template to fill (`template`, `columns`) and the same file with reasons (`result`).

Whether a student is right is judged by `students.rules`, as for every other door (DESIGN, idea 4). A finding
of reading stands for its field: "not a date" says more than the "no date" that judging the values would find.
"""

from lec.uploads.workbook.columns import COLUMNS, HEADINGS, TEMPLATE_VERSION, Column
from lec.uploads.workbook.ooxml import column_name
from lec.uploads.workbook.reading import NOTHING_ASKED, Asked, Heading, Row, Sheet, inspect_and_read
from lec.uploads.workbook.refused import MAX_BYTES, MAX_ROWS, NotAWorkbook
from lec.uploads.workbook.repairs import KINDS, Repair
from lec.uploads.workbook.result import write_result
from lec.uploads.workbook.template import write_template

__all__ = [
    "COLUMNS",
    "HEADINGS",
    "KINDS",
    "MAX_BYTES",
    "MAX_ROWS",
    "NOTHING_ASKED",
    "TEMPLATE_VERSION",
    "Asked",
    "Column",
    "Heading",
    "NotAWorkbook",
    "Repair",
    "Row",
    "Sheet",
    "column_name",
    "inspect_and_read",
    "write_result",
    "write_template",
]
