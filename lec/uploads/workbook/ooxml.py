"""Look through an .xlsx before any parser opens it (research, stack 3).

A zip of 57 KB that holds two cells far apart makes a reader take gigabytes. So the zip is inflated in a
stream, by our own hand because declared sizes lie, and nothing passes that a register cannot need: too many
bytes, a filled cell too far out, one long text a hundred thousand times.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from xml.etree import ElementTree

from lec.uploads.workbook.refused import NotAWorkbook

MAX_INFLATED = 200 * 2**20
MAX_PARTS = 2_000
MAX_GRID = 4_000_000  # cells of the rectangles up to the farthest filled cell, all sheets together
MAX_ROW = 65_536  # the end of an .xls; a stray total below a register stands well above it
MAX_COLUMN = 1_000  # RPT318 has 75, the longest export known 116
MAX_TEXT = 256 * 2**20  # bytes of text when every cell has been given its shared text
MAX_ROW_BYTES = 8 * 2**20
MAX_BOOK_PIECES = 64
PIECE, BITE = 1 << 20, 1 << 16

_NAME = rb"(?:[^\s<>/:=\"']+:)?"
_ADDRESS = rb"r\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']"
_OTHERS = rb"((?:\s+(?!r\s*=)[^\s<>/=\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*+)"
_CONTENT = rb"(?:(/>|></)|>(?:<v>(\d{1,9})</v>)?)"  # none, or a whole number: that of a shared text
_SHARED = re.compile(rb"\st\s*=\s*[\"']s[\"']")
# Letters, row, type, emptiness and number of a cell as Excel writes it; and as any XML may have it.
_USUAL_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="\d+")?(?: t="(\w+)")?' + _CONTENT)
_CELL = re.compile(
    rb"<" + _NAME + rb"c" + _OTHERS + rb"(?:\s+" + _ADDRESS + rb")?" + _OTHERS + rb"\s*" + _CONTENT
)
_TEXT_END = re.compile(rb"</" + _NAME + rb"si>")
_ANY_CELL = re.compile(rb"<" + _NAME + rb"c(?=[\s/>])")
_PLAIN_CELL = re.compile(rb"<c[\s/>]")
_ANY_ROW = re.compile(rb"<" + _NAME + rb"row(?=[\s/>])")
_ROW_NUMBER = re.compile(rb"<" + _NAME + rb"row\s(?:[^>]*\s)?r\s*=\s*[\"'](\d+)")
_HIDDEN = re.compile(rb"<" + _NAME + rb"row\s(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*\br=[\"'](\d+)[\"']")

_OTHER_TYPES = (
    (b"macroEnabled", "macros", ""),
    (b"ms-excel.sheet.binary", "other-type", "Excel Binary (.xlsb)"),
    (b"wordprocessingml", "other-type", "Word"),
    (b"presentationml", "other-type", "PowerPoint"),
)


def inspect(data: bytes) -> dict[str, frozenset[int]]:
    """Refuse what is no workbook or a hostile one; else the hidden rows, in Excel's numbers, by sheet."""
    try:
        parts = {part.filename: part for part in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise NotAWorkbook("truncated") from error
    _refuse_other_types(data, parts)
    if len(parts) > MAX_PARTS:
        raise NotAWorkbook("zip-bomb")
    hidden = _look_through(data, sorted(parts.values(), key=lambda part: not _holds_texts(part.filename)))
    return {sheet: hidden.get(part, frozenset()) for sheet, part in _sheet_parts(data, parts)}


def _look_through(data: bytes, parts: list[zipfile.ZipInfo]) -> dict[str, frozenset[int]]:
    """Every part in a stream, the shared texts first; the hidden rows of each."""
    left, grid = MAX_INFLATED, MAX_GRID
    texts: list[int] = []
    hidden: dict[str, frozenset[int]] = {}
    for part in parts:
        scan = PartScan(_holds_texts(part.filename), texts, grid)
        for piece in _inflate(data, part):
            left -= len(piece)
            if left < 0:
                raise NotAWorkbook("zip-bomb")
            scan.take(piece)
        scan.finish()
        grid -= scan.row * scan.column
        hidden[part.filename] = frozenset(scan.hidden)
    return hidden


def _holds_texts(name: str) -> bool:
    return name.lower().endswith("sharedstrings.xml")


def _refuse_other_types(data: bytes, parts: dict[str, zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts.values()):
        raise NotAWorkbook("encrypted")
    if "mimetype" in parts and _read(data, parts["mimetype"]).startswith(b"application/vnd.oasis"):
        raise NotAWorkbook("other-type", kind="OpenDocument")
    types = _read(data, parts["[Content_Types].xml"]) if "[Content_Types].xml" in parts else b""
    for mark, code, kind in _OTHER_TYPES:
        if mark in types:
            raise NotAWorkbook(code, kind=kind)
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise NotAWorkbook("macros")
    if "xl/workbook.xml" not in parts:
        raise NotAWorkbook("not-a-workbook")


def _inflate(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces, never more at once, whatever sizes the zip declares."""
    name_and_extra = data[part.header_offset + 26 : part.header_offset + 30]
    start = (
        part.header_offset + 30 + sum(int.from_bytes(name_and_extra[at : at + 2], "little") for at in (0, 2))
    )
    packed = data[start : start + part.compress_size]
    if len(packed) < part.compress_size or part.compress_type not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    ):
        raise NotAWorkbook("truncated")
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (packed[at : at + PIECE] for at in range(0, len(packed), PIECE))
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), BITE):
            bite = packed[at : at + BITE]
            while bite and not inflater.eof:
                yield inflater.decompress(bite, PIECE)
                bite = inflater.unconsumed_tail
    except zlib.error as error:
        raise NotAWorkbook("truncated") from error
    if not inflater.eof and part.compress_size:
        raise NotAWorkbook("truncated")


def _read(data: bytes, part: zipfile.ZipInfo) -> bytes:
    """A part that is small in any workbook people make."""
    return b"".join(islice(_inflate(data, part), MAX_BOOK_PIECES))


class PartScan:
    """How far the filled cells of one part of the zip reach, and how much text they come to.

    Takes the part in pieces and works on whole rows, so it holds no more than one piece and one row. `texts`
    are the lengths of the shared texts: filled by the part that holds them, read by the sheets.
    """

    def __init__(self, holds_texts: bool, texts: list[int], most: int) -> None:
        self.holds_texts, self.texts, self.most = holds_texts, texts, most
        self.longest = max(texts, default=0)
        self.rest = b""
        self.in_sheet = False
        self.row = self.column = self.rows = self.text = 0
        self.hidden: set[int] = set()

    def take(self, piece: bytes) -> None:
        """The next piece; refuses as soon as the sheet outgrows any register."""
        if piece.startswith(
            (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
        ):  # UTF-16 hides cells from the patterns
            raise NotAWorkbook("not-a-workbook")
        held = self.rest + piece
        self.in_sheet = self.in_sheet or b"sheetData" in held
        if self.holds_texts:
            *texts, self.rest = _TEXT_END.split(held)
            self.texts += map(len, texts)
        elif self.in_sheet:
            end = held.rfind(b"row>") + 4
            self.rest = held[end:] if end > 3 else held
            self._look(held[: len(held) - len(self.rest)])
        else:
            self.rest = held[-len(b"sheetData") :]
        if len(self.rest) > MAX_ROW_BYTES:
            raise NotAWorkbook("zip-bomb")

    def finish(self) -> None:
        """What is left after the last whole row."""
        if self.in_sheet and not self.holds_texts:
            self._look(self.rest)

    def _look(self, rows: bytes) -> None:
        filled = [cell for cell in _cells(rows) if not cell[3]]
        self._reach(filled)
        self.rows += len(_ANY_ROW.findall(rows))
        if not all(cell[0] for cell in filled):
            self._reach_by_counting(rows)
        if self.row * self.column > self.most or self.row > MAX_ROW or self.column > MAX_COLUMN:
            raise NotAWorkbook("grid-bomb", row=f"{self.row:,}", column=column_name(self.column - 1))
        self._weigh([cell[4] for cell in filled if cell[2] == b"s"])
        if b"hidden" in rows:
            self.hidden.update(map(int, _HIDDEN.findall(rows)))

    def _reach(self, filled: list[tuple[bytes, ...]]) -> None:
        self.row = max(self.row, *(int(row or 0) for row in {cell[1] for cell in filled}), 0)
        self.column = max(
            self.column, *(column_number(letters) for letters in {cell[0] for cell in filled}), 0
        )

    def _reach_by_counting(self, rows: bytes) -> None:
        """Cells without an address stand one after another."""
        self.row = max(self.row, self.rows, *map(int, _ROW_NUMBER.findall(rows)), 0)
        self.column = max(self.column, *(len(_ANY_CELL.findall(row)) for row in _ANY_ROW.split(rows)))

    def _weigh(self, numbers: list[bytes]) -> None:
        """Add up the shared texts of the cells; one that names its text in an unusual way weighs the most."""
        known = len(self.texts)
        for number in map(int, filter(None, numbers)):
            self.text += self.texts[number] if number < known else 0
        self.text += self.longest * numbers.count(b"")
        if self.text > MAX_TEXT:
            raise NotAWorkbook("zip-bomb")


def _cells(rows: bytes) -> list[tuple[bytes, ...]]:
    """All cells; a cell that none of the patterns knows means that no spreadsheet program wrote this."""
    count = len(_PLAIN_CELL.findall(rows)) if b":c" not in rows else len(_ANY_CELL.findall(rows))
    found = _USUAL_CELL.findall(rows)
    if len(found) != count:
        found = [
            (letters, row, b"s" if _SHARED.search(before + after) else b"", empty, number)
            for before, letters, row, after, empty, number in _CELL.findall(rows)
        ]
    if len(found) == count:
        return found
    raise NotAWorkbook("not-a-workbook")


def column_number(letters: bytes) -> int:
    """b"A" -> 1, b"ALL" -> 1000."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def column_name(index: int) -> str:
    """0 -> "A", 999 -> "ALL"."""
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _sheet_parts(data: bytes, parts: dict[str, zipfile.ZipInfo]) -> list[tuple[str, str]]:
    """Which part holds which sheet, as the workbook's relations say. XML without a DTD cannot blow up."""
    relations = parts.get("xl/_rels/workbook.xml.rels")
    book, related = _read(data, parts["xl/workbook.xml"]), _read(data, relations) if relations else b"<x/>"
    if b"<!DOCTYPE" in book + related:
        raise NotAWorkbook("not-a-workbook")
    try:
        relation_list, tree = ElementTree.fromstring(related), ElementTree.fromstring(book)  # noqa: S314
        targets = {each.get("Id", ""): each.get("Target", "") for each in relation_list}
        sheets = tree.iter(f"{_MAIN}sheet")
        named = [(each.get("name", ""), targets.get(each.get(_RELATION, ""), "")) for each in sheets]
    except ElementTree.ParseError as error:
        raise NotAWorkbook("truncated") from error
    return [
        (name, target.lstrip("/") if target.startswith("/") else f"xl/{target}") for name, target in named
    ]
